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

codes MagnesiumTest "magnesium" =
    loinc 19123-9 "Magnesium [Mass/volume] in Serum or Plasma"

codes ParathyroidHormoneTest "parathyroid hormone" =
    loinc 2731-8 "Parathyrin.intact [Mass/volume] in Serum or Plasma"

codes LactateTest "lactate" =
    loinc 2524-7 "Lactate [Moles/volume] in Serum or Plasma"

codes OsmolalityTest "serum osmolality" =
    loinc 2692-2 "Osmolality of Serum or Plasma"

codes EthanolTest "ethanol level" =
    loinc 5643-2 "Ethanol [Mass/volume] in Serum or Plasma"

codes NeutrophilCount "blood count with neutrophils" =
    loinc 751-8 "Neutrophils [#/volume] in Blood by Automated count"

codes ALTTest "ALT" =
    loinc 1742-6 "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma"

codes GlucoseTest "glucose" =
    loinc 2345-7 "Glucose [Mass/volume] in Serum or Plasma"

codes LithiumLevelTest "lithium level" =
    loinc 14334-7 "Lithium [Moles/volume] in Serum or Plasma"

codes PhenytoinLevelTest "phenytoin level" =
    loinc 3968-5 "Phenytoin [Mass/volume] in Serum or Plasma"

codes FerritinTest "ferritin" =
    loinc 2276-4 "Ferritin [Mass/volume] in Serum or Plasma"

codes AlbuminuriaTest "urine albumin-creatinine ratio" =
    loinc 9318-7 "Albumin/Creatinine [Mass Ratio] in Urine"
