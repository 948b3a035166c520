pack recommendations

// What screening and monitoring look at, besides the shared observations.

/// Test for hidden blood in stool.
observation StoolBloodTest "stool test for hidden blood" {
  code    loinc 29771-3
  window  365 days
}

/// Antibodies against hepatitis C, or its RNA.
observation HepatitisCTest "hepatitis C test" {
  code    loinc 13955-0, 11011-4
  window  10 years
}

/// The T-score of a bone density scan.
observation BoneDensity "bone density" {
  code    loinc 38265-5
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
