pack early-warning

// Glasgow Coma Scale.

use laboratory.GlasgowComaTotal

input EyeOpening "Best eye-opening response" {
  code    loinc 9267-6
  choice  spontaneous "Eyes open spontaneously" 4 loinc LA6556-0
  choice  to-speech "Eye opening to verbal command" 3 loinc LA6555-2
  choice  to-pain "Eye opening to pain" 2 loinc LA6554-5
  choice  none "No eye opening" 1 loinc LA6553-7
  window  24 hours
}

input VerbalResponse "Best verbal response" {
  code    loinc 9270-0
  choice  oriented "Oriented" 5 loinc LA6561-0
  choice  disoriented "Confused" 4 loinc LA6560-2
  choice  inappropriate "Inappropriate words" 3 loinc LA6559-4
  choice  incomprehensible "Incomprehensible sounds" 2 loinc LA6558-6
  choice  none "No verbal response" 1 loinc LA6557-8
  window  24 hours
}

input MotorResponse "Best motor response" {
  code    loinc 9268-4
  choice  obeys "Obeys commands" 6 loinc LA6567-7
  choice  localizes "Localizes pain" 5 loinc LA6566-9
  choice  withdraws "Withdraws from pain" 4 loinc LA6565-1
  choice  flexes "Flexion to pain" 3 loinc LA6564-4
  choice  extends "Extension to pain" 2 loinc LA6563-6
  choice  none "No motor response" 1 loinc LA6562-8
  window  24 hours
}

score GlasgowComaScale "Glasgow Coma Scale" {
  points EyeOpening.points
  points VerbalResponse.points
  points MotorResponse.points
  band 3 .. 8 "severe"
  band 9 .. 12 "moderate"
  band 13 .. 15 "mild or none"
  evidence "Teasdale G, Jennett B. Assessment of coma and impaired consciousness. Lancet 1974"
    grade "none (publication)" year 1974
  note "for clinical review: the bands are those usual for head injury"
  population "Everyone whose coma scale was examined"
  user "Clinicians responsible for the patient"
  owner "Acute care"
  version "1.0.0"
  review by 2027-11-30
}

/// The total as recorded, or else the sum of the three responses.
define ComaScore "Glasgow coma score" = first_known(GlasgowComaTotal, GlasgowComaScale)
