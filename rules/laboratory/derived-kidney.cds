pack laboratory

// Values computed from creatinine: filtration rate, and acute kidney injury from serial results.

// --- filtration rate -------------------------------------------------------------------------------------

// Ratios are bounded at 0.01, far below every plausible result: a missing one leaves a wide range, not a calculation without meaning.

/// Creatinine over the limit of CKD-EPI 2021: 0.7 mg/dL in women, 0.9 mg/dL in men.
define CreatinineRatio "creatinine over the limit of its sex" =
  Creatinine / if(sex is female, 0.7, 0.9) / 1 mg/dL

define LowCreatinineTerm "CKD-EPI term of a creatinine below the limit" =
  pow(max(min(CreatinineRatio, 1), 0.01), if(sex is female, -0.241, -0.302))

define HighCreatinineTerm "CKD-EPI term of a creatinine above the limit" =
  pow(max(CreatinineRatio, 1), -1.2)

define AgeTerm "CKD-EPI term of age and sex" =
  pow(0.9938, years(age)) * if(sex is female, 1.012, 1)

/// CKD-EPI 2021 from creatinine, for adults.
define EstimatedGFR "estimated GFR (CKD-EPI 2021)" =
  142 * LowCreatinineTerm * HighCreatinineTerm * AgeTerm * 1 mL/min/{1.73_m2} {
  evidence  "Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race."
            "N Engl J Med 2021;385:1737" grade "none (publication)" year 2021
}

define CystatinRatio "cystatin C over 0.8 mg/L" = CystatinC / 0.8 mg/L

/// CKD-EPI 2012 from cystatin C alone, for adults: it does not depend on muscle.
define EstimatedGFRCystatin "estimated GFR from cystatin C (CKD-EPI 2012)" =
  133 * pow(max(min(CystatinRatio, 1), 0.01), -0.499) * pow(max(CystatinRatio, 1), -1.328) *
    pow(0.996, years(age)) * if(sex is female, 0.932, 1) * 1 mL/min/{1.73_m2} {
  evidence  "Inker LA et al. Estimating glomerular filtration rate from serum creatinine and cystatin C. N Engl J Med 2012;367:20"
            grade "none (publication)" year 2012
}

/// CKD-EPI 2021 from both, for adults: the most accurate of the three.
define EstimatedGFRCombined "estimated GFR from creatinine and cystatin C (CKD-EPI 2021)" =
  135 * pow(max(min(CreatinineRatio, 1), 0.01), if(sex is female, -0.219, -0.144)) *
    pow(max(CreatinineRatio, 1), -0.544) * pow(max(min(CystatinRatio, 1), 0.01), -0.323) *
    pow(max(CystatinRatio, 1), -0.778) * pow(0.9961, years(age)) * if(sex is female, 0.963, 1) *
    1 mL/min/{1.73_m2} {
  evidence  "Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race."
            "N Engl J Med 2021;385:1737" grade "none (publication)" year 2021
}

/// Bedside Schwartz, from 1 to below 18 years.
define EstimatedGFRChild "estimated GFR of a child (bedside Schwartz)" =
  0.413 * (BodyHeight / 1 cm) / (Creatinine / 1 mg/dL) * 1 mL/min/{1.73_m2} {
  evidence  "Schwartz GJ et al. New equations to estimate GFR in children with CKD. J Am Soc Nephrol 2009;20:629"
            grade "none (publication)" year 2009
}

/// The reported rate, or the estimate where none was reported.
define KidneyFunction "eGFR" = first_known(EGFR, EstimatedGFR)

/// Urea nitrogen over creatinine of the same day, both in mg/dL: above 20 suggests a low volume or bleeding into the gut.
define UreaCreatinineRatio "urea nitrogen to creatinine ratio" =
  UreaNitrogen / latest Creatinine within 24 hours of UreaNitrogen.date {
  evidence  "Conventional ratio" grade "none (common practice)"
  note      "for clinical review: from memory"
}

observation UrineCreatinine "urine creatinine" {
  code        loinc 2161-8
  unit        mg/dL
  molar mass  113.12 g/mol
  plausible   1 .. 1000
  window      7 days
  report      nothing
}

/// Fractional excretion of sodium: below 1 % suggests a low volume, above 2 % damage of the tubules; not on diuretics.
define FractionalSodiumExcretion "fractional excretion of sodium" =
  UrineSodium / (latest Sodium within 12 hours of UrineSodium.date) *
    ((latest Creatinine within 12 hours of UrineSodium.date) /
      (latest UrineCreatinine within 12 hours of UrineSodium.date)) *
    100 % {
  evidence  "Espinel CH. The FENa test. JAMA 1976;236:579" grade "none (publication)" year 1976
  note      "for clinical review: from memory"
}

// --- acute kidney injury ------------------------------------------------------------------------------------

/// The level before, where no result of the last week tells it.
define UsualCreatinine "usual creatinine" = median Creatinine in last 365 days at least 8 days ago

/// The lowest of the week up to the latest result, or else the median of the year before.
define ReferenceCreatinine "creatinine before the injury" =
  if(count Creatinine within 7 days of Creatinine.date >= 2,
    lowest Creatinine within 7 days of Creatinine.date, UsualCreatinine) {
  evidence  "NHS England. Algorithm for detecting acute kidney injury based on serum creatinine changes with time"
            grade "not recorded (guideline)" year 2014
}

/// How many times the reference it is.
define CreatinineFold "creatinine as a multiple of the reference" =
  Creatinine / ReferenceCreatinine

/// Fold over the reference in a week, or 0.3 mg/dL in 48 hours. Urine output is not looked at.
define KidneyInjuryCriterion "creatinine criterion of acute kidney injury" =
  CreatinineFold >= 1.5
  or (count Creatinine within 48 hours of Creatinine.date >= 2
    and Creatinine rose by 0.3 mg/dL within 48 hours) {
  evidence  "KDIGO clinical practice guideline for acute kidney injury. Kidney Int Suppl 2012;2:1"
            grade "not recorded (guideline)" year 2012
}

/// KDIGO stage from serial creatinine, for adults: 0 (none) to 3. Kidney replacement is not looked at.
define AKIStage "KDIGO stage of acute kidney injury" =
  if(CreatinineFold >= 3.0 or (Creatinine >= 4.0 mg/dL and KidneyInjuryCriterion), 3,
    if(CreatinineFold >= 2.0, 2, if(KidneyInjuryCriterion, 1, 0))) {
  evidence  "KDIGO clinical practice guideline for acute kidney injury. Kidney Int Suppl 2012;2:1"
            grade "not recorded (guideline)" year 2012
  note      "for clinical review: from memory of the guideline; urine output and paediatric criteria are not looked at"
}

/// By the interval that applies to sex and age.
define HighCreatinine "creatinine above its reference interval" = Creatinine is high
