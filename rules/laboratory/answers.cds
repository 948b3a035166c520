pack laboratory

// Results that are words: found or not found.

codes PositiveAnswer "positive" =
    snomed 10828004 "Positive"
  + loinc LA6576-8 "Positive"

codes NegativeAnswer "negative" =
    snomed 260385009 "Negative"
  + loinc LA6577-6 "Negative"

observation HepatitisBSurfaceAntigen "hepatitis B surface antigen" {
  code    loinc 5196-1
  window  3650 days
  report  nothing
}

observation HepatitisBCoreAntibody "antibody against hepatitis B core" {
  code    loinc 16933-4, 13952-7
  window  3650 days
  report  nothing
}

observation HepatitisCAntibody "hepatitis C antibody" {
  code    loinc 13955-0
  window  3650 days
  report  nothing
}

observation HIVScreen "HIV antigen and antibody screen" {
  code    loinc 56888-1
  window  3650 days
  report  nothing
}

observation StoolBlood "stool test for hidden blood" {
  code    loinc 29771-3
  window  365 days
  report  nothing
}

observation UrineNitrite "urine nitrite" {
  code    loinc 5802-4
  window  7 days
  report  nothing
}

observation UrineLeukocyteEsterase "urine leukocyte esterase" {
  code    loinc 5799-2
  window  7 days
  report  nothing
}

observation UrineKetones "urine ketones" {
  code    loinc 2514-8, 5797-6
  window  48 hours
  report  nothing
}

/// Nitrite or leukocyte esterase. Without symptoms it means little.
define UrineDipstickPositive "urine dipstick that suggests an infection" =
  UrineNitrite is PositiveAnswer
  or UrineLeukocyteEsterase is PositiveAnswer

define HepatitisBAntigenFound "hepatitis B surface antigen found" =
  HepatitisBSurfaceAntigen is PositiveAnswer

define HepatitisCAntibodyFound "hepatitis C antibody found" = HepatitisCAntibody is PositiveAnswer

define HIVScreenReactive "HIV screen reactive" = HIVScreen is PositiveAnswer

define StoolBloodFound "hidden blood in stool" = StoolBlood is PositiveAnswer

define KetonesInUrine "ketones in urine" = UrineKetones is PositiveAnswer
