pack laboratory

// Values computed from the blood count, iron, liver tests, lipids and drug levels, and from the size of the body.

use terms.DialysisDependence

// --- blood ----------------------------------------------------------------------------------------------

/// By the interval that applies to sex, age and pregnancy.
define LowHemoglobin "haemoglobin below its reference interval" = Hemoglobin is low

/// Cell volume over red cells: below 13 speaks for thalassaemia trait, above for iron deficiency.
define MentzerIndex "Mentzer index" =
  (MCV / 1 fL) / ((latest RedCells within 12 hours of MCV.date) / 1 10*6/uL) {
  evidence  "Mentzer WC. Differentiation of iron deficiency from thalassaemia trait. Lancet 1973;1:882"
            grade "none (publication)" year 1973
  note      "for clinical review: from memory"
}

/// Neutrophils over lymphocytes.
define NeutrophilLymphocyteRatio "neutrophil-lymphocyte ratio" =
  Neutrophils / (latest Lymphocytes within 12 hours of Neutrophils.date)

/// Segmented and band forms of the white cells, where the count was not reported itself.
define ComputedNeutrophils "neutrophils from percent" =
  Leukocytes *
    ((latest NeutrophilPercent within 12 hours of Leukocytes.date) +
      (latest BandPercent within 12 hours of Leukocytes.date)) /
    100 %

/// Days that a reticulocyte spends in the blood, longer the lower the haematocrit.
table ReticulocyteMaturation(hematocrit: %) -> number {
  >= 35      -> 1.0
  25 .. < 35 -> 1.5
  20 .. < 25 -> 2.0
  < 20       -> 2.5
}

/// Reticulocyte production index: below 2 in anaemia the marrow answers too little.
define ReticulocyteIndex "reticulocyte production index" =
  (ReticulocytePercent / 1 %) * (HematocritWithReticulocytes / 45 %) /
    ReticulocyteMaturation(HematocritWithReticulocytes) {
  evidence  "Hillman RS, Finch CA. Erythropoiesis: normal and abnormal. Semin Hematol 1967;4:327"
            grade "none (publication)" year 1967
  note      "for clinical review: from memory; the steps of maturation are the usual ones"
}

define HematocritWithReticulocytes "haematocrit within 24 hours of the reticulocytes" =
  (latest Hematocrit within 24 hours of ReticulocytePercent.date)

/// Iron over iron binding capacity, where the saturation was not reported itself.
define ComputedTransferrinSaturation "transferrin saturation" =
  Iron / (latest IronBindingCapacity within 24 hours of Iron.date) * 100 %

// --- liver ----------------------------------------------------------------------------------------------

define IndirectBilirubin "indirect bilirubin" =
  Bilirubin - (latest DirectBilirubin within 12 hours of Bilirubin.date)

/// Protein that is not albumin.
define Globulin "globulin" = TotalProtein - (latest Albumin within 12 hours of TotalProtein.date)

/// AST over ALT.
define DeRitisRatio "AST to ALT ratio" = AST / latest ALT within 12 hours of AST.date {
  evidence  "Conventional ratio (De Ritis): above 2 with raised enzymes suggests alcohol"
            grade "none (common practice)"
  note      "for clinical review: from memory"
}

/// Pattern of liver injury: 5 and above hepatocellular, 2 and below cholestatic. Limits of normal 40 and 120 U/L.
define RFactor "R factor of liver injury" =
  (ALT / 40 U/L) / ((latest AlkalinePhosphatase within 48 hours of ALT.date) / 120 U/L) {
  evidence  "ACG clinical guideline: idiosyncratic drug-induced liver injury. Am J Gastroenterol 2021;116:878"
            grade "not recorded (guideline)" year 2021
  note      "for clinical review: from memory"
}

/// Fibrosis-4 index.
define FIB-4 "FIB-4" =
  years(age) * (AST / 1 U/L) / ((Platelets / 1 10*9/L) * sqrt(ALT / 1 U/L)) {
  evidence  "Sterling RK et al. Development of a simple noninvasive index to predict significant fibrosis. Hepatology 2006;43:1317"
            grade "none (publication)" year 2006
  evidence  "Fibrosis-4 index; cut-offs of the AASLD practice guidance on fatty liver disease 2023"
            grade "not recorded (guideline)" year 2023
}

/// From 65 years on the lower cut-off is 2.0.
define FibrosisCutoff "lower cut-off of FIB-4" = if(age >= 65 years, 2.0, 1.3)

/// The three ranges of FIB-4.
define FibrosisRisk "risk of advanced fibrosis by FIB-4" =
  if(FIB-4 < FibrosisCutoff, 0, if(FIB-4 <= 2.67, 1, 2))

// --- lipids and glucose -------------------------------------------------------------------------------------

define NonHDLCholesterol "non-HDL cholesterol" =
  Cholesterol - (latest HDLCholesterol within 24 hours of Cholesterol.date)

/// Triglycerides that go with the cholesterol, as a number in mg/dL.
define TriglycerideNumber "triglycerides in mg/dL" =
  value(latest Triglycerides within 24 hours of Cholesterol.date, 'mg/dL')

/// LDL cholesterol by Friedewald; not above 400 mg/dL of triglycerides.
define LDLFriedewald "LDL cholesterol (Friedewald)" =
  NonHDLCholesterol - TriglycerideNumber / 5 * 1 mg/dL {
  evidence  "Friedewald WT et al. Estimation of LDL cholesterol without the preparative ultracentrifuge. Clin Chem 1972;18:499"
            grade "none (publication)" year 1972
}

/// LDL cholesterol by Sampson (NIH equation 2), up to 800 mg/dL of triglycerides.
define LDLSampson "LDL cholesterol (Sampson)" =
  (value(Cholesterol, 'mg/dL') / 0.948 -
      value(latest HDLCholesterol within 24 hours of Cholesterol.date, 'mg/dL') / 0.971 -
      (TriglycerideNumber / 8.56 + TriglycerideNumber * value(NonHDLCholesterol, 'mg/dL') / 2140 -
        TriglycerideNumber * TriglycerideNumber / 16100) -
      9.44) *
    1 mg/dL {
  evidence  "Sampson M et al. A new equation for calculation of LDL cholesterol. JAMA Cardiol 2020;5:540"
            grade "none (publication)" year 2020
  note      "for clinical review: from memory of the publication"
}

/// Estimated average glucose: 28.7 for each percent of HbA1c, less 46.7.
define AverageGlucose "estimated average glucose" = (28.7 * HbA1c / 1 % - 46.7) * 1 mg/dL {
  evidence  "Nathan DM et al. Translating the A1C assay into estimated average glucose values. Diabetes Care 2008;31:1473"
            grade "none (publication)" year 2008
  note      "for clinical review: formula from memory of the publication"
}

// --- drug levels --------------------------------------------------------------------------------------------

/// Sheiner-Tozer; the factor of albumin is 0.1 in kidney failure.
define CorrectedPhenytoin "phenytoin corrected for albumin" =
  PhenytoinLevel /
    (if(has DialysisDependence, 0.1, 0.2) * (latest Albumin within 7 days of PhenytoinLevel.date) /
        1 g/dL +
      0.1) {
  evidence  "Sheiner LB, Tozer TN. Clinical pharmacokinetics, 1978" grade "none (publication)"
            year 1978
  note      "for clinical review: from memory"
}

// --- body ---------------------------------------------------------------------------------------------------

/// Weight over height squared, where it was not recorded.
define BodyMassIndex "body mass index" =
  first_known(BMI, (BodyWeight / 1 kg) / pow(BodyHeight / 100 cm, 2) * 1 kg/m2)

/// Mosteller.
define BodySurface "body surface area" =
  sqrt((BodyHeight / 1 cm) * (BodyWeight / 1 kg) / 3600) * 1 m2 {
  evidence  "Mosteller RD. Simplified calculation of body-surface area. N Engl J Med 1987;317:1098"
            grade "none (publication)" year 1987
}

/// Devine, for adults.
define IdealWeight "ideal body weight" =
  (if(sex is female, 45.5, 50) + 2.3 * (BodyHeight / 2.54 cm - 60)) * 1 kg {
  evidence  "Devine BJ. Gentamicin therapy. Drug Intell Clin Pharm 1974;8:650"
            grade "none (publication)" year 1974
}

/// Ideal weight and 40 % of what is above it.
define AdjustedWeight "adjusted body weight" = IdealWeight + 0.4 * (BodyWeight - IdealWeight)
