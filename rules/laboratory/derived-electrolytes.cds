pack laboratory

// Values computed from electrolytes and gases. They are known only when everything they need is: the partners are those of
// the same sample or nearly, within 12 hours of the leading result, never one of last month.

/// The chloride that goes with the sodium.
define ChlorideWithSodium "chloride within 12 hours of the sodium" =
  (latest Chloride within 12 hours of Sodium.date)

/// The bicarbonate that goes with the sodium.
define BicarbonateWithSodium "bicarbonate within 12 hours of the sodium" =
  (latest Bicarbonate within 12 hours of Sodium.date)

/// The glucose that goes with the sodium.
define GlucoseWithSodium "glucose within 12 hours of the sodium" =
  (latest Glucose within 12 hours of Sodium.date)

/// The urea nitrogen that goes with the sodium.
define UreaWithSodium "urea nitrogen within 12 hours of the sodium" =
  (latest UreaNitrogen within 12 hours of Sodium.date)

/// Anion gap without potassium.
define AnionGap "anion gap" = Sodium - ChlorideWithSodium - BicarbonateWithSodium {
  evidence  "Emmett M, Narins RG. Clinical use of the anion gap. Medicine 1977;56:38"
            grade "none (publication)" year 1977
  note      "for clinical review: from memory"
}

/// Anion gap corrected for albumin: 2.5 mmol/L for each g/dL below 4. An albumin of the last two weeks will do.
define CorrectedAnionGap "anion gap corrected for albumin" =
  AnionGap + 2.5 mmol/L * (4.0 - latest Albumin in last 14 days / 1 g/dL) {
  evidence  "Figge J et al. Anion gap and hypoalbuminemia. Crit Care Med 1998;26:1807"
            grade "none (publication)" year 1998
  note      "for clinical review: from memory"
}

/// Rise of the gap over fall of bicarbonate: below 0.4 a pure normal-gap acidosis, 1 to 2 a pure high-gap one, above 2 an
/// alkalosis besides.
define DeltaRatio "delta ratio" =
  (AnionGap - 12 mmol/L) / (24 mmol/L - BicarbonateWithSodium) {
  evidence  "Rastegar A. Use of the deltaAG/deltaHCO3 ratio. J Am Soc Nephrol 2007;18:2429"
            grade "none (publication)" year 2007
  note      "for clinical review: from memory"
}

/// Total calcium corrected for albumin: 0.8 mg/dL for each g/dL below 4.
define CorrectedCalcium "calcium corrected for albumin" =
  Calcium + 0.8 mg/dL * (4.0 - (latest Albumin within 7 days of Calcium.date) / 1 g/dL) {
  evidence  "Payne RB et al. Interpretation of serum calcium in patients with abnormal serum proteins. BMJ 1973;4:643"
            grade "none (publication)" year 1973
  note      "for clinical review: in mg/dL the usual factor is 0.8; from memory. Ionised calcium decides"
}

define CalculatedOsmolality "calculated osmolality" =
  (2 * Sodium / 1 mmol/L + GlucoseWithSodium / 18 mg/dL + UreaWithSodium / 2.8 mg/dL) * 1 mosm/kg {
  evidence  "Conventional formula: twice sodium, and glucose over 18 and urea nitrogen over 2.8"
            grade "none (common practice)"
}

/// What moves water: without urea, which crosses membranes.
define EffectiveOsmolality "effective osmolality" =
  (2 * Sodium / 1 mmol/L + GlucoseWithSodium / 18 mg/dL) * 1 mosm/kg {
  evidence  "Hyperglycemic crises in adults with diabetes: consensus report. Diabetes Care 2024;47:1257"
            grade "none (consensus)" year 2024
}

/// Measured less calculated osmolality.
define OsmolalGap "osmolal gap" =
  (latest SerumOsmolality within 12 hours of Sodium.date) - CalculatedOsmolality {
  evidence  "Conventional formula; above 10 mosm/kg unmeasured solutes are there"
            grade "none (common practice)"
  note      "for clinical review: from memory"
}

/// Sodium as it would be at a glucose of 100 mg/dL: 1.6 mmol/L for each 100 above.
define CorrectedSodium "sodium corrected for glucose" =
  Sodium + 1.6 mmol/L * (max(GlucoseWithSodium / 1 mg/dL, 100) - 100) / 100 {
  evidence  "Katz MA. Hyperglycemia-induced hyponatremia: calculation of expected serum sodium depression. N Engl J Med 1973;289:843"
            grade "none (publication)" year 1973
  note      "for clinical review: from memory"
}

/// The same with 2.4 for each 100, which fits high glucose better.
define CorrectedSodiumHillier "sodium corrected for glucose (Hillier)" =
  Sodium + 2.4 mmol/L * (max(GlucoseWithSodium / 1 mg/dL, 100) - 100) / 100 {
  evidence  "Hillier TA et al. Hyponatremia: evaluating the correction factor for hyperglycemia. Am J Med 1999;106:399"
            grade "none (publication)" year 1999
  note      "for clinical review: from memory"
}

/// Share of the weight that is water: 0.6 in men, 0.5 in women, 0.1 less from 65 years on.
define WaterShare "water as a share of weight" =
  if(sex is female, 0.5, 0.6) - if(age >= 65 years, 0.1, 0)

/// Water that brings sodium back to 140. Without an excess of sodium it is zero.
define FreeWaterDeficit "free water deficit" =
  WaterShare * (BodyWeight / 1 kg) * max(Sodium / 140 mmol/L - 1, 0) * 1 L {
  evidence  "Adrogue HJ, Madias NE. Hypernatremia. N Engl J Med 2000;342:1493"
            grade "none (publication)" year 2000
  note      "for clinical review: from memory"
}

/// Winter: what pCO2 should be in a metabolic acidosis. Two above means a respiratory acidosis besides, two below an alkalosis.
define ExpectedPCO2 "expected pCO2 (Winter)" =
  (1.5 * Bicarbonate / 1 mmol/L + 8) * 1 mm[Hg] {
  evidence  "Albert MS, Dell RB, Winters RW. Quantitative displacement of acid-base equilibrium in metabolic acidosis. Ann Intern Med 1967;66:312"
            grade "none (publication)" year 1967
  note      "for clinical review: from memory"
}

/// Inspired oxygen as a fraction, within 12 hours of the gas; room air has to be recorded, too.
define InspiredFraction "inspired oxygen as a fraction" =
  (latest InspiredOxygen within 12 hours of ArterialPO2.date) / 100 %

/// PaO2 over FiO2.
define OxygenationRatio "PaO2/FiO2" = ArterialPO2 / InspiredFraction {
  evidence  "Berlin definition of ARDS. JAMA 2012;307:2526" grade "none (definition)" year 2012
}

/// At sea level, with a respiratory quotient of 0.8.
define AlveolarArterialGradient "alveolar-arterial oxygen gradient" =
  InspiredFraction * 713 mm[Hg] - (latest ArterialPCO2 within 1 hour of ArterialPO2.date) / 0.8 -
    ArterialPO2 {
  evidence  "Alveolar gas equation at sea level (760 less 47 mmHg), respiratory quotient 0.8"
            grade "none (common practice)"
  note      "for clinical review: from memory"
}
