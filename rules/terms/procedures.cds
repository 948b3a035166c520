pack terms

// Procedures with a sourced code. Codes of a national tariff belong into a local pack.

codes Dialysis "dialysis" =
    snomed 265764009 "Renal dialysis", 302497006 "Hemodialysis", 71192002 "Peritoneal dialysis",
      233581009 "Hemofiltration"

codes Mammography "mammography" =
    snomed 71651007 "Mammography", 24623002 "Screening mammography",
      241055006 "Mammogram - symptomatic"

codes Colonoscopy "colonoscopy" =
    snomed 73761001 "Colonoscopy"

codes BoneDensityScan "bone density scan" =
    snomed 312681000 "Bone density scan"

codes DepressionScreening "depression screening" =
    snomed 171207006 "Depression screening"

codes Echocardiography "echocardiography" =
    snomed 40701008 "Echocardiography"

codes CatheterAblation "catheter ablation" =
    snomed 18286008 "Catheter ablation of tissue of heart"

codes Cardioversion "electrical cardioversion" =
    snomed 180325003 "Electrical cardioversion"
