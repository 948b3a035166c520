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

// --- screening and prevention ---------------------------------------------------------------------------

codes FlexibleSigmoidoscopy "flexible sigmoidoscopy" =
    snomed 44441009 "Flexible fiberoptic sigmoidoscopy",
      396226005 "Flexible fiberoptic sigmoidoscopy with biopsy"

/// After it there is no cervix left to screen.
codes HysterectomyWithCervix "hysterectomy with removal of the cervix" =
    snomed 116140006 "Total hysterectomy", 116142003 "Radical hysterectomy",
      116143008 "Total abdominal hysterectomy",
      116144002 "Total abdominal hysterectomy with bilateral salpingo-oophorectomy",
      1163275000 "Laparoscopic radical amputation of cervix uteri",
      236888001 "Laparoscopic total hysterectomy", 236891001 "Laparoscopic radical hysterectomy",
      287924009 "Excision of cervix stump", 307771009 "Radical abdominal hysterectomy",
      35955002 "Radical vaginal hysterectomy", 361222003 "Wertheim-Meigs abdominal hysterectomy",
      361223008 "Wertheim operation", 387626007 "Amputation of cervix",
      414575003 "Laparoscopic total abdominal hysterectomy and bilateral salpingo-oophorectomy",
      446446002 "Total abdominal hysterectomy and removal of vaginal cuff",
      446679008 "Total laparoscopic excision of uterus by abdominal approach",
      708877008 "Laparoscopic total hysterectomy using robotic assistance",
      708878003 "Laparoscopic radical hysterectomy using robotic assistance"

codes BilateralMastectomy "bilateral mastectomy" =
    snomed 27865001 "Excision of bilateral breasts",
      14693006 "Subcutaneous mammectomy of bilateral breasts",
      14714006 "Excision of bilateral breasts with excision of bilateral regional lymph nodes",
      17086001 "Modified radical mastectomy, bilateral",
      22418005 "Simple mastectomy of bilateral breasts",
      456903003 "Extended radical mastectomy of bilateral breasts",
      52314009 "Extended simple mastectomy of bilateral breasts",
      60633004 "Subcutaneous mammectomy of bilateral breasts with synchronous implants",
      726636007 "Prophylactic bilateral mastectomy",
      76468001 "Radical mastectomy of bilateral breasts",
      836436008 "Simple mastectomy of bilateral breasts using robotic assistance",
      870629001 "Excision of bilateral breasts for female to male transsexual"

codes CervicalSmear "cervical smear" =
    snomed 90226004 "Cytopathology procedure, preparation of smear, genital source"

codes RetinalExamination "examination of the retina" =
    snomed 722161008 "Diabetic retinal eye exam", 274798009 "Examination of retina",
      314971001 "Camera fundoscopy", 427478009 "Evaluation of retina",
      308110009 "Direct fundoscopy following mydriatic",
      314972008 "Indirect fundoscopy following mydriatic", 410451008 "Indirect ophthalmoscopy",
      410453006 "Binocular indirect ophthalmoscopy", 410455004 "Slit lamp fundus examination"

codes FootExamination "examination of the feet in diabetes" =
    snomed 401191002 "Diabetic foot examination", 134388005 "Monofilament foot sensation test",
      91161007 "Pedal pulse taking"

codes TobaccoCounselling "help to stop smoking" =
    snomed 225323000 "Smoking cessation education", 225324006 "Smoking effects education",
      171055003 "Pregnancy smoking education", 315232003 "Referral to stop-smoking clinic",
      384742004 "Smoking cessation assistance", 395700008 "Referral to smoking cessation advisor",
      702388001 "Tobacco use cessation education", 710081004 "Smoking cessation therapy",
      711028002 "Counseling about tobacco use", 713700008 "Smoking cessation drug therapy",
      1148687006 "Education about cessation of electronic cigarette use"

codes TuberculosisSkinTest "tuberculin skin test" =
    snomed 28163009 "Skin test for tuberculosis"

codes SyphilisTestDone "test for syphilis" =
    snomed 269828009 "Syphilis infection test"

codes ChlamydiaTestDone "test for chlamydia" =
    snomed 310861008 "Chlamydia antigen test"

codes GonorrheaTestDone "test for gonorrhoea" =
    snomed 165829005 "Gonorrhea infection test"

codes HIVTestDone "test for HIV" =
    snomed 31676001 "Human immunodeficiency virus antigen test"

codes HepatitisBTestDone "test for hepatitis B" =
    snomed 47758006 "Hepatitis B Surface Antigen Measurement"

codes UrineCultureDone "urine culture" =
    snomed 117010004 "Urine culture"

codes BloodGroupTyping "blood group and rhesus factor" =
    snomed 44608003 "Blood typing, RH typing"

codes RhesusProphylaxis "rhesus prophylaxis" =
    snomed 51116004 "RhD passive immunization"

codes Spirometry "lung function" =
    snomed 23426006 "Measurement of respiratory function"

codes TotalColectomy "total colectomy" =
    snomed 26390003 "Total colectomy", 307666008 "Total colectomy and ileostomy",
      36192008 "Total abdominal colectomy with ileoproctostomy",
      456004 "Total abdominal colectomy with ileostomy", 787874000 "Laparoscopic total colectomy",
      787109009 "Excision of entire colon and entire rectum"
