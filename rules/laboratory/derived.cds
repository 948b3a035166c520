pack laboratory

// Values computed from others. They are known only when everything they need is.

/// Anion gap without potassium.
define AnionGap "anion gap" = Sodium - Chloride - Bicarbonate {
  evidence  "Conventional formula without potassium"
}

/// Total calcium corrected for albumin: 0.8 mg/dL for each g/dL below 4.
define CorrectedCalcium "calcium corrected for albumin" =
  Calcium + 0.8 mg/dL * (4.0 - Albumin / 1 g/dL) {
  evidence  "Conventional formula"
}

define CalculatedOsmolality "calculated osmolality" =
  (2 * Sodium / 1 mmol/L + Glucose / 18 mg/dL + UreaNitrogen / 2.8 mg/dL) * 1 mosm/kg {
  evidence  "Conventional formula"
}

/// Estimated average glucose: 28.7 for each percent of HbA1c, less 46.7.
define AverageGlucose "estimated average glucose" = (28.7 * HbA1c / 1 % - 46.7) * 1 mg/dL {
  evidence  "Nathan DM et al. Translating the A1C assay into estimated average glucose values. Diabetes Care 2008;31:1473"
            year 2008
  note      "for clinical review: formula from memory of the publication"
}

define NonHDLCholesterol "non-HDL cholesterol" = Cholesterol - HDLCholesterol

/// Creatinine over the limit of CKD-EPI 2021: 0.7 mg/dL in women, 0.9 mg/dL in men.
define CreatinineRatio "creatinine over the limit of its sex" =
  Creatinine / if(sex is female, 0.7, 0.9) / 1 mg/dL

define LowCreatinineTerm "CKD-EPI term of a creatinine below the limit" =
  pow(min(CreatinineRatio, 1), if(sex is female, -0.241, -0.302))

define HighCreatinineTerm "CKD-EPI term of a creatinine above the limit" =
  pow(max(CreatinineRatio, 1), -1.2)

define AgeTerm "CKD-EPI term of age and sex" =
  pow(0.9938, years(age)) * if(sex is female, 1.012, 1)

/// CKD-EPI 2021 from creatinine, for adults.
define EstimatedGFR "estimated GFR (CKD-EPI 2021)" =
  142 * LowCreatinineTerm * HighCreatinineTerm * AgeTerm * 1 mL/min/{1.73_m2} {
  evidence  "Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race."
            "N Engl J Med 2021;385:1737" year 2021
}

/// The reported rate, or the estimate where none was reported.
define KidneyFunction "eGFR" = first_known(EGFR, EstimatedGFR)

/// By the interval that applies to sex, age and pregnancy.
define LowHemoglobin "haemoglobin below its reference interval" = Hemoglobin is low

/// By the interval that applies to sex and age.
define HighCreatinine "creatinine above its reference interval" = Creatinine is high
