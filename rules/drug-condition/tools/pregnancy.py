"""Drugs in pregnancy and lactation."""

from common import BREASTFEEDING, PREGNANT, Cond, age, cond, drug, has, label, protected, rule, weeks

OB = "Obstetrics"
WHO = "Pregnant women"


def preg(name, title, severity, sets, sample, why, advice, evidence, mods="", more=(), side=None, examples=(), pregnant=PREGNANT, **extra):
    made = rule(name, title, severity, side or drug(sets, sample, mods), [pregnant, *more], "{drug} in pregnancy: " + why, advice, evidence, OB, WHO, **extra)
    made.more += examples
    return made


LATE = "Half way through a pregnancy it is on record: where nobody recorded one, the commonest painkillers leave no question."
RECORDED = Cond("pregnant is known and pregnant", [["@sex female", "@pregnant yes"]], [["@sex female", "@pregnant no"], ["@sex female", "@-due"]], [])


def boxed(name):
    return label(f"{name}: contraindicated in pregnancy, boxed warning")


FIRST = weeks("<", 13)

PREGNANCY = [
    preg("retinoid-pregnancy", "Retinoid in pregnancy", "critical", "Retinoid", "isotretinoin 40 mg oral daily", "severe malformations. Contraindicated.", "Stop it now", boxed("isotretinoin and acitretin")),
    preg("thalidomide-pregnancy", "Thalidomide or lenalidomide in pregnancy", "critical", "(Thalidomide or Lenalidomide)", "lenalidomide 10 mg oral daily", "severe malformations. Contraindicated.", "Stop it now", boxed("thalidomide and lenalidomide")),
    preg("methotrexate-pregnancy", "Methotrexate in pregnancy", "critical", "Methotrexate", "methotrexate 15 mg oral weekly", "malformations and loss. Contraindicated.", "Stop it; folic acid, ask obstetrics", boxed("methotrexate"), unless=[has("(EctopicPregnancy or CancerAny)", "EctopicPregnancy since -1 days")],
         intent="In ectopic pregnancy it is the treatment; in cancer oncology decides."),
    preg("mycophenolate-pregnancy", "Mycophenolate in pregnancy", "critical", "Mycophenolate", "mycophenolate mofetil 1000 mg oral twice daily", "malformations and loss.", "Change to azathioprine or tacrolimus", boxed("mycophenolate")),
    preg("leflunomide-pregnancy", "Leflunomide or teriflunomide in pregnancy", "critical", "DHODHInhibitor", "leflunomide 20 mg oral daily", "malformations. Contraindicated.", "Stop it and wash it out with cholestyramine", boxed("leflunomide")),
    preg("endothelin-antagonist-pregnancy", "Endothelin antagonist or riociguat in pregnancy", "critical", "(EndothelinAntagonist or Riociguat)", "bosentan 125 mg oral twice daily", "malformations. Contraindicated.", "Stop it; ask the pulmonary hypertension centre", boxed("bosentan and riociguat")),
    preg("ribavirin-pregnancy", "Ribavirin in pregnancy", "critical", "Ribavirin", "ribavirin 600 mg oral twice daily", "malformations. Contraindicated.", "Stop it", boxed("ribavirin")),
    preg("valproate-pregnancy", "Valproate in pregnancy", "high", "Valproate", "valproic acid 500 mg oral twice daily", "neural tube defects and lower IQ.", "Lamotrigine or levetiracetam; never stop abruptly", label("valproate, boxed warning")),
    preg("antiepileptic-pregnancy", "Older antiepileptic or topiramate in pregnancy", "moderate", "(Phenytoin or Carbamazepine or Phenobarbital or Primidone or Topiramate)", "carbamazepine 200 mg oral twice daily", "malformations are more common.", "Folic acid 4 mg, ask neurology; never stop abruptly", label("phenytoin, carbamazepine and topiramate")),
    preg("vka-pregnancy", "Vitamin K antagonist in pregnancy", "high", "VitaminKAntagonist", "warfarin 5 mg oral daily", "malformations and bleeding of the child.", "Change to low molecular weight heparin", label("warfarin: contraindicated except with a mechanical valve"), unless=[has("MechanicalHeartValve")]),
    preg("doac-pregnancy", "Direct oral anticoagulant in pregnancy", "high", "DOAC", "apixaban 5 mg oral twice daily", "it crosses the placenta, and experience is lacking.", "Change to low molecular weight heparin", label("the direct oral anticoagulants")),
    preg("ras-inhibitor-pregnancy", "RAS inhibitor in pregnancy", "critical", "RASInhibitor", "lisinopril 10 mg oral daily", "kidney failure and death of the fetus.", "Change to labetalol or nifedipine", label("the ACE inhibitors and ARBs, boxed warning")),
    preg("spironolactone-pregnancy", "Aldosterone antagonist in pregnancy", "moderate", "MineralocorticoidAntagonist", "spironolactone 25 mg oral daily", "it may feminise a male fetus.", "Take another drug", label("spironolactone")),
    preg("atenolol-pregnancy", "Atenolol in pregnancy", "moderate", "Atenolol", "atenolol 50 mg oral daily", "the fetus grows less.", "Change to labetalol", label("atenolol")),
    preg("statin-pregnancy", "Statin in pregnancy", "moderate", "Statin", "atorvastatin 20 mg oral daily", "it is rarely needed.", "Stop it, unless the risk is very high", '"FDA drug safety communication on statins in pregnancy, 20 July 2021" year 2021', unless=[has("FamilialHypercholesterolemia")]),
    preg("nsaid-pregnancy-20-weeks", "NSAID from 20 weeks of pregnancy", "high", "NSAID", "ibuprofen 400 mg oral three times daily", "kidney of the fetus, little amniotic fluid.", "Take paracetamol", '"FDA drug safety communication on NSAIDs at 20 weeks, 15 October 2020" year 2020', mods="systemic route", more=[weeks(">=", 20), weeks("<", 30)], pregnant=RECORDED, intent=LATE, examples=[("at 20 weeks", ["m ibuprofen 400 mg oral three times daily", "@sex female", "@pregnant yes", "@due 2026-07-19"], {"fires": "[ nsaid-pregnancy-20-weeks ]"})]),
    preg("nsaid-pregnancy-30-weeks", "NSAID from 30 weeks of pregnancy", "high", "NSAID", "ibuprofen 400 mg oral three times daily", "the ductus of the fetus may close; not from 30 weeks.", "Take paracetamol", label("the NSAIDs: avoid from 30 weeks"), mods="systemic route", more=[weeks(">=", 30)], pregnant=RECORDED, intent=LATE),
    preg("tetracycline-pregnancy", "Tetracycline from 15 weeks of pregnancy", "high", "Tetracycline", "doxycycline 100 mg oral twice daily", "teeth and bones of the child.", "Take a penicillin, a cephalosporin or azithromycin", label("doxycycline"), mods="systemic route", more=[weeks(">=", 15)]),
    preg("fluoroquinolone-pregnancy", "Fluoroquinolone in pregnancy", "moderate", "Fluoroquinolone", "ciprofloxacin 500 mg oral twice daily", "other antibiotics are safer.", "Take another antibiotic when it will do", label("the fluoroquinolones"), mods="systemic route"),
    preg("aminoglycoside-pregnancy", "Aminoglycoside in pregnancy", "moderate", "Aminoglycoside", "gentamicin 240 mg intravenous daily", "the hearing of the child.", "Take another antibiotic when it will do; follow levels", label("gentamicin and streptomycin, boxed warning"), mods="systemic route"),
    preg("trimethoprim-pregnancy", "Trimethoprim in the first 13 weeks", "moderate", "Trimethoprim", "trimethoprim 100 mg oral twice daily", "it blocks folate while the neural tube closes.", "Take nitrofurantoin or a beta lactam; else folic acid", label("trimethoprim"), more=[FIRST]),
    preg("fluconazole-pregnancy", "Fluconazole above 150 mg in the first 13 weeks", "moderate", "Fluconazole", "fluconazole 200 mg oral daily", "malformations at high doses.", "Take a topical azole", '"FDA drug safety communication on fluconazole in pregnancy, 26 April 2016" year 2016', more=[FIRST],
         side=Cond("taking or ordering Fluconazole with daily dose > 150 mg as drug", [["m fluconazole 151 mg oral daily"]], [["m fluconazole 150 mg oral daily"], []], [["m fluconazole oral"], ["m?"]])),
    preg("lithium-pregnancy", "Lithium in the first 13 weeks", "moderate", "Lithium", "lithium 300 mg oral twice daily", "heart defects are more common.", "Ask psychiatry; level and fetal echocardiography", label("lithium"), more=[FIRST]),
    preg("paroxetine-pregnancy", "Paroxetine in the first 13 weeks", "moderate", "Paroxetine", "paroxetine 20 mg oral daily", "heart defects are more common.", "Take sertraline when a change will do", label("paroxetine"), more=[FIRST]),
    preg("methimazole-pregnancy", "Methimazole in the first 16 weeks", "moderate", "Methimazole", "methimazole 10 mg oral daily", "malformations.", "Change to propylthiouracil until 16 weeks", '"2017 ATA guideline for thyroid disease in pregnancy. Thyroid 2017;27:315" year 2017', more=[weeks("<", 16)]),
    preg("ergot-pregnancy", "Ergot alkaloid for migraine in pregnancy", "critical", "MigraineErgot", "ergotamine 1 mg oral daily", "the uterus contracts. Contraindicated.", "Stop it", label("ergotamine: contraindicated")),
    preg("misoprostol-pregnancy", "Misoprostol for the stomach in pregnancy", "critical", "Misoprostol", "misoprostol 200 ug oral four times daily", "loss of the pregnancy. Contraindicated for ulcers.", "Take a proton pump inhibitor", boxed("misoprostol"), mods="oral route"),
    preg("androgen-pregnancy", "Androgen in pregnancy", "critical", "Androgen", "danazol 200 mg oral twice daily", "a girl is virilised. Contraindicated.", "Stop it", label("danazol and testosterone: contraindicated")),
    preg("reductase-inhibitor-pregnancy", "Finasteride or dutasteride in pregnancy", "high", "(Finasteride or Dutasteride)", "finasteride 5 mg oral daily", "a boy is not virilised. Contraindicated.", "Stop it", label("finasteride: contraindicated")),
    preg("fingolimod-pregnancy", "Fingolimod in pregnancy", "high", "Fingolimod", "fingolimod 0.5 mg oral daily", "malformations.", "Stop it; ask neurology", label("fingolimod")),
    preg("glp1-pregnancy", "GLP-1 receptor agonist or SGLT2 inhibitor in pregnancy", "moderate", "(GLP1Agonist or SGLT2Inhibitor)", "semaglutide 1 mg subcutaneous weekly", "experience is lacking.", "Change to insulin", label("semaglutide and empagliflozin")),
    preg("cytotoxic-pregnancy", "Cytotoxic drug or kinase inhibitor in pregnancy", "high", "(Antineoplastic or KinaseInhibitor)", "cyclophosphamide 100 mg oral daily", "malformations and loss.", "Ask oncology and obstetrics together", label("cyclophosphamide and the kinase inhibitors"), mods="systemic route", unless=[protected("Methotrexate", "methotrexate 15 mg oral weekly")],
         intent="Methotrexate has a rule of its own."),
    rule("teratogen-without-contraception", "Strong teratogen without contraception", "moderate", drug("StrongTeratogen", "valproic acid 500 mg oral twice daily"), [cond("sex is female", "@sex female", ["@sex male"], ["@-sex"]), Cond("age from 12 to 49 years", [["@born 2014-03-01"], ["@born 1976-03-02"]], [["@born 2014-03-02"], ["@born 1976-03-01"]], [["@-born"]])],
         "{drug} in a woman of childbearing age, and no contraceptive on record.", "Ask about pregnancy and contraception", label("valproate, isotretinoin, mycophenolate and others"), OB, "Women of 12 to 49 years",
         unless=[protected("ContraceptiveHormone", "ethinyl estradiol 0.03 mg oral daily"), Cond("pregnant is known and pregnant", [["@pregnant yes", "@sex female"]], [[]], [])], intent="In pregnancy the rules for pregnancy speak instead.",
         trigger="order-select, order-sign"),
]

WHO_MILK = "Women who breastfeed"


def milk(name, title, severity, sets, sample, why, advice, evidence, mods="", **extra):
    return rule(name, title, severity, drug(sets, sample, mods), [BREASTFEEDING], "{drug} while breastfeeding: " + why, advice, evidence, OB, WHO_MILK, **extra)


LACTATION = [
    milk("opioid-prodrug-milk", "Codeine or tramadol while breastfeeding", "high", "(Codeine or Tramadol)", "codeine 30 mg oral three times daily", "infants of fast metabolisers have died.", "Take ibuprofen or paracetamol", '"FDA drug safety communication on codeine and tramadol, 20 April 2017" year 2017'),
    milk("amiodarone-milk", "Amiodarone while breastfeeding", "high", "Amiodarone", "amiodarone 200 mg oral daily", "iodine and the drug reach the child for weeks.", "Do not breastfeed, or take another drug", label("amiodarone")),
    milk("lithium-milk", "Lithium while breastfeeding", "moderate", "Lithium", "lithium 300 mg oral twice daily", "the child reaches a third of the level.", "Follow the level of the child, or do not breastfeed", label("lithium")),
    milk("methotrexate-milk", "Methotrexate while breastfeeding", "high", "Methotrexate", "methotrexate 15 mg oral weekly", "it gathers in the child. Contraindicated.", "Do not breastfeed", label("methotrexate: contraindicated")),
    milk("cytotoxic-milk", "Cytotoxic drug while breastfeeding", "high", "(Antineoplastic or KinaseInhibitor)", "cyclophosphamide 100 mg oral daily", "low white cells of the child.", "Do not breastfeed", label("cyclophosphamide"), mods="systemic route", unless=[protected("Methotrexate", "methotrexate 15 mg oral weekly")], intent="Methotrexate has a rule of its own."),
    milk("ergot-milk", "Ergot alkaloid while breastfeeding", "high", "ErgotAlkaloid", "ergotamine 1 mg oral daily", "vomiting and seizures of the child.", "Take sumatriptan", label("ergotamine: contraindicated")),
    milk("retinoid-milk", "Retinoid while breastfeeding", "high", "Retinoid", "isotretinoin 40 mg oral daily", "do not breastfeed during it.", "Do not breastfeed", label("isotretinoin and acitretin")),
    milk("statin-milk", "Statin while breastfeeding", "low", "Statin", "atorvastatin 20 mg oral daily", "it is not recommended.", "Pause it when the risk allows", label("the statins")),
    milk("oestrogen-milk", "Combined contraceptive while breastfeeding", "low", "ContraceptiveOestrogen", "ethinyl estradiol 0.03 mg oral daily", "milk may be less in the first 6 weeks.", "A progestogen or an intrauterine device", '"US medical eligibility criteria for contraceptive use, 2024. MMWR Recomm Rep 2024;73(4)" year 2024'),
    milk("leflunomide-milk", "Leflunomide, mycophenolate or fingolimod while breastfeeding", "high", "(DHODHInhibitor or Mycophenolate or Fingolimod)", "leflunomide 20 mg oral daily", "do not breastfeed during it.", "Do not breastfeed, or take another drug", label("leflunomide")),
]
