pack recommendations

// What screening and monitoring look at, besides the shared observations.

/// Test for hidden blood in stool.
observation StoolBloodTest "stool test for hidden blood" {
  code    loinc 29771-3
  window  365 days
}

observation StoolDNATest "stool test for DNA" {
  code    loinc 77353-1, 77354-9
  window  3 years
}

observation CTColonography "CT of the colon" {
  code    loinc 60515-4, 72531-7, 79069-1, 79071-7, 79101-2, 82688-3
  window  5 years
}

/// Antibodies against hepatitis C, or its RNA.
observation HepatitisCTest "hepatitis C test" {
  code    loinc 13955-0, 11011-4
  window  10 years
}

/// Bone density or its T-score, by dual energy X-ray absorptiometry.
observation BoneDensity "bone density" {
  code    loinc 24701-5, 24966-4, 38261-4, 38263-0, 38264-8, 38265-5, 38267-1, 38268-9, 46278-8,
          46279-6
  window  10 years
}

/// The same test, charted as a procedure.
codes HepatitisCTestDone "hepatitis C test" =
    snomed 104375008 "Hepatitis C antibody test"

codes LungScreeningScan "low-dose CT of the chest" =
    snomed 16334891000119106 "Low dose computed tomography of thorax"

/// No field of the record holds it reliably, so it is asked.
input PackYears "Pack-years of smoking" {
  number  0 .. 250
  window  2 years
}

input QuitSmokingYears "Years since smoking stopped (0 for a smoker)" {
  number  0 .. 90
  window  2 years
}

// --- tests that rules suggest to order ------------------------------------------------------------------

codes UrineAlbuminTest "urine albumin-creatinine ratio" =
    loinc 9318-7 "Albumin/Creatinine [Mass Ratio] in Urine"

codes HbA1cTest "HbA1c" =
    loinc 4548-4 "Hemoglobin A1c/Hemoglobin.total in Blood"

codes StoolTest "stool test for hidden blood" =
    loinc 29771-3 "Hemoglobin.gastrointestinal.lower [Presence] in Stool by Immunoassay"

codes HepatitisCAntibody "hepatitis C antibody" =
    loinc 13955-0 "Hepatitis C virus Ab [Presence] in Serum or Plasma by Immunoassay"
