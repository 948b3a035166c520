pack laboratory

// Tests that rules suggest to order.

codes PotassiumTest "potassium" =
    loinc 2823-3 "Potassium [Moles/volume] in Serum or Plasma"

codes SodiumTest "sodium" =
    loinc 2951-2 "Sodium [Moles/volume] in Serum or Plasma"

codes CreatinineTest "creatinine" =
    loinc 2160-0 "Creatinine [Mass/volume] in Serum or Plasma"

codes DigoxinLevelTest "digoxin level" =
    loinc 10535-3 "Digoxin [Mass/volume] in Serum or Plasma"

codes PlateletCount "platelet count" =
    loinc 777-3 "Platelets [#/volume] in Blood by Automated count"

codes HemoglobinTest "haemoglobin" =
    loinc 718-7 "Hemoglobin [Mass/volume] in Blood"

codes INRTest "INR" =
    loinc 6301-6 "INR in Platelet poor plasma by Coagulation assay"
