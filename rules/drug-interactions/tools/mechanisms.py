"""What the pairs of the VA list mean: groups of drugs, and what happens when one of each is taken.

The VA list gives pairs and two grades, no reason. A pair gets into the table only when a mechanism here explains
it; the texts are ours, from memory of labels, for clinical review. Read by pairs.py.
"""


def names(text):
    return frozenset(n.strip() for n in text.replace("\n", " ").split(",") if n.strip())


# --- who changes whom ------------------------------------------------------------------------------------

INDUCER = names("""rifampin, rifabutin, rifapentine, phenytoin, fosphenytoin, ethotoin, carbamazepine, phenobarbital, primidone,
    mephobarbital, amobarbital, bosentan, efavirenz, nevirapine, etravirine, dexamethasone, modafinil, oxcarbazepine, nafcillin,
    felbamate, topiramate, rufinamide, griseofulvin, aprepitant, troglitazone, ulipristal acetate""")
AZOLE = names("ketoconazole, itraconazole, voriconazole, posaconazole, fluconazole, miconazole, clotrimazole, butoconazole")
MACROLIDE = names("clarithromycin, erythromycin, telithromycin, troleandomycin, dirithromycin")
PROTEASE = names("""ritonavir, saquinavir, indinavir, nelfinavir, atazanavir, darunavir, fosamprenavir, amprenavir, lopinavir,
    tipranavir, telaprevir, boceprevir, delavirdine, cobicistat""")
INHIBITOR = AZOLE | MACROLIDE | PROTEASE | names("""nefazodone, diltiazem, verapamil, cyclosporine, conivaptan, cimetidine, imatinib,
    lapatinib, dronedarone, amiodarone, danazol, quinupristin, chloramphenicol, fluvoxamine, isoniazid, ticlopidine,
    ciprofloxacin, enoxacin, norfloxacin, zileuton, gemfibrozil, disulfiram, sulfamethoxazole, trimethoprim, metronidazole,
    capecitabine, fluorouracil, probenecid, valproic acid, omeprazole, felbamate, quinidine, paroxetine, fluoxetine, acyclovir,
    famotidine, metyrapone, tacrolimus, nifedipine, melatonin, sorafenib, aprepitant, troglitazone, eltrombopag, darifenacin""")

# --- victims: what too much does, what helps; what too little does, what helps -----------------------------

LEVEL = "Follow its level, and adjust the dose."
VICTIMS = [
    ("simvastatin, lovastatin, atorvastatin, pravastatin, rosuvastatin, pitavastatin, fluvastatin, cerivastatin",
     "risk of myopathy", "Pause the statin, lower its dose, or take one that is not affected.",
     "less protection", "Check lipids, and raise the dose or change the statin."),
    ("triazolam, midazolam, alprazolam, estazolam, diazepam, chlordiazepoxide, clonazepam, flurazepam, halazepam, prazepam, "
     "quazepam, eszopiclone, zolpidem, buspirone, chloral hydrate",
     "deep, long sedation", "Take one that is not metabolised by CYP3A4, such as lorazepam, or a lower dose.",
     "loss of effect", "Take one that is not metabolised by CYP3A4, such as lorazepam."),
    ("cyclosporine, tacrolimus, sirolimus, temsirolimus, everolimus",
     "kidney damage and infection", "Follow its level and creatinine, and reduce the dose.",
     "rejection or relapse", "Follow its level, and raise the dose or change the other drug."),
    ("fentanyl, alfentanil, sufentanil, oxycodone, buprenorphine, methadone, levomethadyl, meperidine, morphine, hydrocodone, propoxyphene",
     "respiratory depression", "Reduce the opioid, and watch breathing and sedation.",
     "pain or withdrawal", "Watch for pain and withdrawal, and adjust the dose."),
    ("ethinyl estradiol, mestranol, norethindrone, levonorgestrel, norgestimate, desogestrel, norelgestromin, ethynodiol diacetate, "
     "etonogestrel, drospirenone, ulipristal acetate",
     "more side effects of the hormone", "Watch blood pressure and side effects.",
     "the contraceptive may fail", "Use another or a further method, and for 4 weeks after."),
    ("estradiol, estrone, estropipate, diethylstilbestrol, quinestrol, chlorotrianisene",
     "more side effects of the hormone", "Watch for side effects.",
     "loss of effect", "Watch for symptoms and bleeding, and adjust the dose."),
    ("warfarin, dicumarol, anisindione, acenocoumarol",
     "bleeding", "Check INR within a week, and adjust the dose.",
     "thrombosis", "Check INR within a week, and adjust the dose."),
    ("theophylline, aminophylline",
     "seizures and arrhythmia", "Follow its level, and reduce the dose.",
     "worse breathing", "Follow its level, and raise the dose."),
    ("colchicine", "bone marrow and muscle damage", "Avoid with kidney or liver disease; otherwise a much smaller dose.", "", ""),
    ("ergotamine, dihydroergotamine, methylergonovine, methysergide, bromocriptine, cabergoline, pergolide",
     "spasm of blood vessels", "Do not combine.", "loss of effect", "Watch the effect, and adjust the dose."),
    ("sildenafil, vardenafil, tadalafil", "low blood pressure and priapism",
     "Take the lowest dose at a long interval, or none.", "loss of effect", "Adjust the dose."),
    ("eplerenone", "high potassium", "Avoid, or halve the dose and check potassium.", "loss of effect", "Take another drug."),
    ("amitriptyline, nortriptyline, imipramine, desipramine, clomipramine, trimipramine, protriptyline, amoxapine, doxepin, maprotiline",
     "arrhythmia and anticholinergic effects", "Start low, and follow level and ECG.",
     "depression returns", "Watch the effect, and adjust the dose."),
    ("trazodone, nefazodone", "sedation and low blood pressure", "Take a lower dose.", "loss of effect", "Adjust the dose."),
    ("clozapine, quetiapine fumarate, quetiapine, risperidone, aripiprazole, haloperidol, ziprasidone, iloperidone, olanzapine, lurasidone",
     "sedation, low blood pressure and long QT", "Reduce the dose, and watch for side effects.",
     "psychosis returns", "Watch the effect, and adjust the dose."),
    ("pimozide", "torsades de pointes", "Do not combine.", "psychosis returns", "Adjust the dose."),
    ("quinidine, procainamide, disopyramide, flecainide, mexiletine, lidocaine, amiodarone, dronedarone, dofetilide, moricizine, encainide",
     "arrhythmia", "Avoid; otherwise level and ECG.", "arrhythmia returns", "Follow level and ECG, and adjust the dose."),
    ("felodipine, nifedipine, verapamil, diltiazem, amlodipine, nisoldipine",
     "low blood pressure and oedema", "Watch blood pressure and pulse, and reduce the dose.",
     "blood pressure rises", "Watch blood pressure, and take another drug if needed."),
    ("losartan, pravastatin, aliskiren, timolol, propranolol, metoprolol", "low blood pressure or pulse", "Watch blood pressure and pulse.",
     "loss of effect", "Watch blood pressure, and adjust the dose."),
    ("vincristine, vinblastine, vinorelbine", "nerve damage and paralytic ileus", "Avoid; otherwise watch nerves and bowels closely.", "", ""),
    ("docetaxel, cabazitaxel, paclitaxel, ixabepilone, etoposide, teniposide, irinotecan, doxorubicin",
     "neutropenia and nerve damage", "Avoid, or reduce the dose and watch blood count.",
     "loss of effect on the tumour", "Take a drug that does not induce, or ask oncology about the dose."),
    ("erlotinib, gefitinib, imatinib, dasatinib, nilotinib, lapatinib, sunitinib, sorafenib, pazopanib, vandetanib, bosutinib",
     "toxicity of the cancer drug", "Avoid, or reduce the dose and watch for toxicity.",
     "loss of effect on the tumour", "Avoid, or ask oncology about the dose."),
    ("tamoxifen", "more side effects", "Watch for side effects.", "the active form falls, and cancer may return", "Take a drug that spares its metabolism."),
    ("maraviroc, amprenavir, fosamprenavir, atazanavir, darunavir, lopinavir, ritonavir, saquinavir, tipranavir, indinavir, nelfinavir, "
     "telaprevir, efavirenz, etravirine, nevirapine, raltegravir, rilpivirine, zidovudine, didanosine",
     "toxicity of the antiviral", "Adjust the dose as its label says, and watch for toxicity.",
     "loss of antiviral effect and resistance", "Change one of the two, or adjust the dose as the label says."),
    ("voriconazole, itraconazole, ketoconazole, posaconazole, fluconazole", "toxicity of the antifungal", LEVEL,
     "the infection is not treated", "Change one of the two, or follow its level."),
    ("rifabutin", "uveitis and neutropenia", "Reduce rifabutin, and look for eye pain.", "loss of effect", LEVEL),
    ("phenytoin, fosphenytoin, ethotoin, carbamazepine, phenobarbital, primidone, valproic acid, lamotrigine, felbamate, rufinamide, topiramate",
     "ataxia, drowsiness and rash", "Follow its level, and reduce the dose.",
     "seizures", "Follow its level, and raise the dose."),
    ("prednisone, prednisolone, methylprednisolone, dexamethasone, hydrocortisone, triamcinolone, betamethasone, fludrocortisone, fluticasone, budesonide",
     "Cushing's syndrome and adrenal suppression", "Take beclomethasone, or the lowest dose for a short time.",
     "loss of effect", "Watch the disease, and raise the dose."),
    ("repaglinide, tolbutamide, glyburide, glipizide, chlorpropamide, pioglitazone, saxagliptin, linagliptin, acetohexamide, tolazamide, glimepiride",
     "low blood glucose", "Watch glucose, and reduce the dose.", "high blood glucose", "Watch glucose, and adjust the dose."),
    ("eletriptan, almotriptan, zolmitriptan, frovatriptan", "spasm of blood vessels", "Take another triptan, or the lowest dose.", "", ""),
    ("tizanidine", "low blood pressure and sedation", "Take another muscle relaxant.", "loss of effect", "Adjust the dose."),
    ("darifenacin, fesoterodine, solifenacin succinate, solifenacin, tolterodine", "dry mouth and urinary retention",
     "Take the lower dose of its label.", "", ""),
    ("cinacalcet, conivaptan, cilostazol, silodosin, alosetron, dapsone, bosentan, bexarotene, acitretin, loperamide, piroxicam, doxycycline, "
     "chlorzoxazone, ezetimibe, trimetrexate, mebendazole, busulfan, carmustine, ropinirole, clindamycin, linezolid, quinine, aprepitant, "
     "mercaptopurine, methadone, zileuton, metoclopramide, ticlopidine, melatonin, capecitabine, caffeine",
     "more side effects", "Take a lower dose, and watch for side effects.",
     "loss of effect", "Watch the effect, and adjust the dose."),
    ("acyclovir, cidofovir, famciclovir, ganciclovir", "toxicity", "Watch for toxicity.", "", ""),
]

# --- classes with an interaction of their own ---------------------------------------------------------------

MAOI = names("phenelzine, isocarboxazid, tranylcypromine, pargyline, selegiline, rasagiline, procarbazine, linezolid, furazolidone")
TRUE_MAOI = MAOI - names("linezolid, furazolidone, procarbazine, rasagiline")
SEROTONERGIC = names("""fluoxetine, paroxetine, sertraline, citalopram, escitalopram oxalate, escitalopram, fluvoxamine, duloxetine,
    venlafaxine, desvenlafaxine, milnacipran, nefazodone, trazodone, vilazodone, sibutramine, amitriptyline, nortriptyline, imipramine,
    desipramine, clomipramine, trimipramine, protriptyline, amoxapine, doxepin, maprotiline, mirtazapine, meperidine, tramadol,
    tapentadol, dextromethorphan, fentanyl, sufentanil, alfentanil, buspirone, lithium, tryptophan, cyclobenzaprine, metoclopramide,
    methadone, propoxyphene, remifentanil, bupropion, atomoxetine""")
TRIPTAN = names("sumatriptan, sumatriptan succinate, rizatriptan, zolmitriptan, eletriptan, almotriptan, frovatriptan, naratriptan")
OPIOID = names("""morphine, codeine, oxycodone, oxymorphone, hydrocodone, hydromorphone, levorphanol, meperidine, butorphanol,
    pentazocine, propoxyphene, fentanyl, sufentanil, alfentanil, remifentanil, levomethadyl, buprenorphine, nalbuphine, tapentadol, tramadol""")
SYMPATHOMIMETIC = names("""amphetamine, dextroamphetamine, lisdexamfetamine, methamphetamine, benzphetamine, phendimetrazine, phentermine,
    diethylpropion, methylphenidate, dexmethylphenidate, pseudoephedrine, ephedrine, phenylephrine, mephentermine, dopamine, dobutamine,
    epinephrine, norepinephrine, levodopa, entacapone, tolcapone, phenylpropanolamine, metaraminol, isoproterenol, apraclonidine,
    brimonidine, atomoxetine, phenylalanine, tyrosine, carbidopa, tetrahydrozoline, naphazoline, oxymetazoline""")
TCA = names("amitriptyline, nortriptyline, imipramine, desipramine, clomipramine, trimipramine, protriptyline, amoxapine, doxepin, maprotiline")
QT = names("""cisapride, astemizole, ziprasidone, pimozide, dofetilide, sotalol, ibutilide fumarate, amiodarone, quinidine, procainamide,
    disopyramide, haloperidol, chlorpromazine, thioridazine, mesoridazine, droperidol, iloperidone, moxifloxacin, levofloxacin,
    sparfloxacin, gatifloxacin, norfloxacin, nalidixic acid, ciprofloxacin, erythromycin, clarithromycin, telithromycin, pentamidine, quinine,
    chloroquine, arsenic trioxide, vandetanib, nilotinib, dasatinib, lapatinib, sunitinib, pazopanib, eribulin mesylate, octreotide,
    palonosetron, dolasetron, apomorphine, domperidone, probucol, abarelix, vardenafil, tacrolimus, foscarnet, felbamate, amantadine,
    indapamide, telavancin, tizanidine, voriconazole, posaconazole, fluconazole, lithium, tamoxifen, perflutren, levomethadyl, saquinavir,
    dronedarone, methadone, bretylium, moricizine, encainide, atazanavir, propoxyphene, procaine, ketoconazole, trazodone, lidocaine""") | TCA
CATION = names("""aluminum hydroxide, magaldrate, magnesium oxide, magnesium hydroxide, calcium carbonate, calcium acetate, calcium, magnesium,
    iron, zinc, ferrous sulfate, sodium bicarbonate, didanosine, bismuth subsalicylate, lanthanum carbonate, sevelamer, sucralfate, calcium citrate""")
CHELATED = names("""ciprofloxacin, levofloxacin, moxifloxacin, norfloxacin, ofloxacin, enoxacin, lomefloxacin, sparfloxacin, gatifloxacin,
    cinoxacin, gemifloxacin, nalidixic acid, tetracycline, doxycycline, minocycline, demeclocycline, oxytetracycline, eltrombopag, mycophenolate mofetil,
    ethambutol, levodopa, cefdinir, penicillamine, levothyroxine, alendronate""")
ACID = names("""omeprazole, esomeprazole, lansoprazole, dexlansoprazole, pantoprazole, rabeprazole, famotidine, nizatidine, ranitidine, cimetidine,
    aluminum hydroxide, magaldrate, magnesium oxide, sodium bicarbonate, calcium carbonate""")
NEEDS_ACID = names("""ketoconazole, itraconazole, posaconazole, atazanavir, erlotinib, dasatinib, nilotinib, gefitinib, cefuroxime, cefpodoxime,
    cyanocobalamin, enoxacin, indinavir, nelfinavir, delavirdine, rilpivirine, iron, bosutinib, didanosine""")
POTASSIUM = names("potassium chloride, potassium, potassium iodide, potassium citrate, potassium gluconate, potassium bicarbonate, potassium phosphate")
SPARING = names("spironolactone, eplerenone, amiloride, triamterene")
ACE = names("benazepril, captopril, enalapril, fosinopril, lisinopril, moexipril, perindopril, quinapril, ramipril, trandolapril")
ARB = names("azilsartan, candesartan, eprosartan, irbesartan, losartan, olmesartan, telmisartan, valsartan")
RAS = ACE | ARB | {"aliskiren"}
LOOP = names("furosemide, bumetanide, ethacrynic acid, torsemide")
THIAZIDE = names("""hydrochlorothiazide, chlorothiazide, chlorthalidone, indapamide, metolazone, methyclothiazide, bendroflumethiazide, benzthiazide,
    hydroflumethiazide, polythiazide, trichlormethiazide, quinethazone""")
DIURETIC = LOOP | THIAZIDE | names("mannitol, glycerin, eplerenone, spironolactone, amiloride, triamterene")
NSAID = names("""aspirin, diclofenac, diflunisal, etodolac, fenoprofen, flurbiprofen, ibuprofen, indomethacin, ketoprofen, ketorolac tromethamine,
    ketorolac, meclofenamic acid, mefenamic acid, meloxicam, nabumetone, naproxen, oxaprozin, piroxicam, sulindac, tolmetin, celecoxib, rofecoxib,
    valdecoxib, phenylbutazone, oxyphenbutazone, salsalate, magnesium salicylate, sodium salicylate, choline salicylate""")
AMINOGLYCOSIDE = names("amikacin, gentamicin, tobramycin, netilmicin, streptomycin, kanamycin, neomycin")
RELAXANT = names("""cisatracurium besylate, gallamine triethiodide, pancuronium, pipecuronium, succinylcholine, tubocurarine, vecuronium, atracurium,
    rocuronium, mivacurium, doxacurium""")
PENICILLIN = names("ampicillin, amoxicillin, carbenicillin, mezlocillin, piperacillin, ticarcillin, penicillin, penicillin g, penicillin v, dicloxacillin, oxacillin, nafcillin")
SULFONYLUREA = names("glipizide, glyburide, chlorpropamide, tolbutamide, tolazamide, acetohexamide, glimepiride")
ANTIDIABETIC = SULFONYLUREA | names("repaglinide, nateglinide, exenatide, sitagliptin, saxagliptin, miglitol, acarbose, metformin, pioglitazone, rosiglitazone, liraglutide, linagliptin, insulin")
QUINOLONE = names("ciprofloxacin, levofloxacin, moxifloxacin, norfloxacin, ofloxacin, enoxacin, lomefloxacin, gatifloxacin, sparfloxacin, gemifloxacin, nalidixic acid")
STEROID = names("prednisone, prednisolone, methylprednisolone, dexamethasone, hydrocortisone, triamcinolone, betamethasone, fludrocortisone, cortisone")
CHOLINERGIC = names("neostigmine, pyridostigmine, edrophonium, ambenonium")
STATIN = names("simvastatin, lovastatin, atorvastatin, pravastatin, rosuvastatin, pitavastatin, fluvastatin")
FIBRATE = names("gemfibrozil, fenofibrate, fenofibric acid, clofibrate, niacin, niacinamide")
ANTICHOLINERGIC = names("""atropine, benztropine, darifenacin, dicyclomine, fesoterodine, flavoxate, hyoscyamine, propantheline, scopolamine,
    solifenacin succinate, solifenacin, trospium, oxybutynin, tolterodine, glycopyrrolate, trihexyphenidyl""")
HORMONE = names("""ethinyl estradiol, mestranol, norethindrone, levonorgestrel, norgestimate, desogestrel, norelgestromin, ethynodiol diacetate,
    etonogestrel, drospirenone, estradiol, estrone, estropipate, diethylstilbestrol, quinestrol, conjugated estrogens, chlorotrianisene""")
BENZODIAZEPINE = names("""alprazolam, chlordiazepoxide, clonazepam, clorazepate, diazepam, estazolam, flurazepam, halazepam, lorazepam, midazolam,
    oxazepam, prazepam, quazepam, temazepam, triazolam, meprobamate""")
BETA_BLOCKER = names("""acebutolol, atenolol, betaxolol, bisoprolol, carteolol, carvedilol, esmolol, labetalol, metoprolol, nadolol, nebivolol,
    penbutolol, pindolol, propranolol, sotalol, timolol""")
NONSELECTIVE = names("carteolol, nadolol, penbutolol, pindolol, propranolol, sotalol, timolol")
NEPHROTOXIC = names("cidofovir, foscarnet, pentamidine, amphotericin b, vancomycin, cisplatin, tacrolimus, cyclosporine, zoledronic acid, ganciclovir") | AMINOGLYCOSIDE
ANTICOAGULANT = names("warfarin, dicumarol, anisindione, acenocoumarol, phenprocoumon")

X, H, M, L = "contraindicated", "major", "moderate", "minor"

# (one side, other side, effect, advice, severity of a critical pair, of a significant pair). The first that fits counts.
CLASSES = [
    (names("ritonavir"), names("voriconazole"), "Voriconazole falls: the infection is not treated.", "Do not combine; take another antifungal.", H, H),
    (names("bosentan"), names("cyclosporine"), "Bosentan rises many times over, and cyclosporine falls.", "Do not combine.", H, H),
    (names("bosentan"), names("glyburide"), "Liver damage, and both fall.", "Do not combine; take another drug for glucose.", H, H),
    (names("conivaptan"), AZOLE | MACROLIDE | PROTEASE, "Conivaptan rises: sodium corrects too fast.", "Do not combine.", H, H),
    (names("etravirine"), PROTEASE, "One of the two changes: loss of effect or toxicity.", "Change one of the two; see the label for boosted darunavir.", H, M),
    (names("tipranavir"), PROTEASE - names("ritonavir"), "The other protease inhibitor falls: resistance.", "Do not combine.", H, M),
    (names("efavirenz"), names("alprazolam, midazolam, triazolam, pimozide, methylergonovine, methysergide"), "It may rise when efavirenz starts, and falls later.", "Avoid; take lorazepam for sedation.", H, M),
    (names("cyclosporine, tacrolimus, sirolimus, temsirolimus"), names("rifabutin"), "The immunosuppressant falls: rejection.", "Follow its level, and raise the dose.", M, M),
    # Both speed what other enzymes break down, though they inhibit CYP3A4 or CYP2C19.
    (names("ritonavir, lopinavir, nelfinavir, tipranavir"), names("lamotrigine"), "Lamotrigine falls: seizures.", "Follow its level, and raise the dose.", M, M),
    (names("ritonavir, lopinavir, nelfinavir, tipranavir"), names("theophylline, aminophylline"), "Theophylline falls: worse breathing.", "Follow its level, and raise the dose.", M, M),
    (names("ritonavir"), names("meperidine"), "Normeperidine rises: seizures.", "Take another opioid.", H, H),
    (names("felbamate"), HORMONE, "The hormone falls: the contraceptive may fail.", "Use another or a further method.", M, M),
    (names("felbamate"), names("carbamazepine"), "Carbamazepine falls and its epoxide rises.", "Follow the level and the signs of toxicity, and reduce carbamazepine by a quarter when felbamate starts.", M, M),
    (HORMONE, names("aprepitant"), "Aprepitant speeds the breakdown of the hormone: the contraceptive may fail.", "Use a further method during aprepitant and for 4 weeks after.", M, M),
    (ANTICOAGULANT, names("aprepitant"), "The anticoagulant falls a week after aprepitant.", "Check INR 7 to 10 days after each course.", M, M),
    (HORMONE, PROTEASE - names("atazanavir, indinavir"), "The hormone changes: the contraceptive may fail.", "Use an intrauterine device or a further method.", M, L),
    (names("cisapride"), QT | INHIBITOR | DIURETIC | names("fluphenazine, olanzapine, perphenazine, prochlorperazine, thiothixene, trifluoperazine, quetiapine fumarate"),
     "Torsades de pointes, from which patients have died.", "Do not combine.", X, H),
    (TRUE_MAOI, MAOI, "Serotonin syndrome and hypertensive crisis.", "Do not combine; leave 14 days between two MAO inhibitors.", X, H),
    (TRUE_MAOI, names("carbamazepine, oxcarbazepine"), "Hypertensive crisis; carbamazepine is close to the tricyclics.", "Do not combine; leave 14 days between the two.", H, H),
    # Meant in Parkinson's disease: MAO B alone is inhibited.
    (names("selegiline, rasagiline"), names("levodopa, carbidopa, entacapone, tolcapone"), "Restless movements and low blood pressure on standing.", "Meant in Parkinson's disease; lower levodopa where they appear.", L, L),
    (TRUE_MAOI, names("entacapone, tolcapone"), "Both slow the breakdown of catecholamines: hypertensive crisis.", "Avoid with an MAO inhibitor that is not selective for MAO B.", H, H),
    (TRUE_MAOI, names("dopamine"), "Dopamine works many times more: hypertensive crisis.", "Start dopamine at a tenth of the usual dose, and watch blood pressure.", H, H),
    (TRUE_MAOI, names("phenylalanine, tyrosine"), "Blood pressure may rise.", "Avoid supplements of it; watch blood pressure.", M, M),
    (TRUE_MAOI, names("hydrocodone, hydromorphone, oxymorphone, oxycodone, morphine, codeine, levorphanol, butorphanol, nalbuphine, pentazocine, buprenorphine, alfentanil, sufentanil"),
     "Serotonin syndrome or deep sedation.", "Avoid for 14 days after the MAO inhibitor; otherwise small doses under observation.", H, H),
    (TRUE_MAOI, SYMPATHOMIMETIC, "Stored noradrenaline is released: hypertensive crisis.", "Do not combine; wait 14 days after the MAO inhibitor.", X, H),
    (TRUE_MAOI, SEROTONERGIC | TRIPTAN | OPIOID, "Serotonin syndrome.", "Do not combine; wait 14 days after the MAO inhibitor.", X, H),
    (MAOI, SYMPATHOMIMETIC, "The pressor effect is stronger: blood pressure rises.", "Avoid; otherwise the lowest dose with blood pressure watched.", M, L),
    (MAOI, TRIPTAN, "The triptan is cleared more slowly: serotonin syndrome.", "Take naratriptan, or another drug for migraine.", H, M),
    (MAOI, SEROTONERGIC | OPIOID | MAOI, "Serotonin syndrome.", "Avoid; otherwise watch for fever, tremor and agitation.", M, L),
    (TRUE_MAOI, ANTIDIABETIC | names("insulin"), "Low blood glucose.", "Watch glucose.", M, L),
    (MAOI, names("tetrabenazine, reserpine, guanethidine, methyldopa, hydralazine, clonidine"), "Blood pressure swings.", "Avoid.", H, M),
    (names("methotrexate"), names("trimethoprim, sulfamethoxazole"), "Both block folate: bone marrow failure.", "Take another antibiotic.", H, H),
    (names("methotrexate"), NSAID | names("sulfasalazine"), "Methotrexate is retained by the kidney: bone marrow failure.", "Avoid with high doses; with a weekly dose watch blood count and kidney.", M, L),
    (names("methotrexate"), PENICILLIN | names("cyclosporine, probenecid"), "Methotrexate is retained by the kidney: bone marrow failure.", "Follow the level of methotrexate, or take another drug.", M, M),
    (names("methotrexate"), names("acitretin, etretinate"), "Both harm the liver: hepatitis.", "Do not combine.", H, H),
    (names("methotrexate"), names("omeprazole, esomeprazole, lansoprazole, dexlansoprazole, pantoprazole, rabeprazole"), "High doses of methotrexate are cleared late.", "Pause the proton pump inhibitor around high-dose methotrexate.", H, M),
    (names("azathioprine, mercaptopurine"), names("allopurinol"), "The thiopurine is not broken down: bone marrow failure.", "Reduce the thiopurine to a quarter and watch the blood count, or avoid.", H, H),
    (names("azathioprine, mercaptopurine"), names("sulfasalazine, mesalamine, olsalazine, balsalazide"), "The thiopurine is broken down more slowly: low blood count.", "Watch the blood count; the pair is common in bowel disease.", M, L),
    (names("azathioprine"), names("mercaptopurine"), "Azathioprine becomes mercaptopurine: a double dose.", "Do not combine.", H, H),
    (names("azathioprine, mercaptopurine"), RAS, "Anaemia and low white cells.", "Watch the blood count.", M, L),
    (names("lithium"), names("furosemide, bumetanide, ethacrynic acid, torsemide") | THIAZIDE | RAS | NSAID | SPARING, "Lithium is retained by the kidney: toxicity.", "Check the lithium level within a week, and reduce the dose or take another drug.", H, M),
    (names("lithium"), names("theophylline, aminophylline, sodium bicarbonate, caffeine, acetazolamide, calcitonin, potassium iodide"), "The lithium level changes.", "Check the lithium level when the other drug starts or stops.", M, L),
    (names("lithium"), names("metronidazole, methyldopa, carbamazepine, haloperidol, chlorpromazine, verapamil, diltiazem, phenytoin, tetracycline"), "Toxicity of lithium, also at a normal level.", "Watch for tremor, ataxia and confusion, and check the level.", M, L),
    (names("sildenafil, vardenafil, tadalafil"), names("nitroglycerin, isosorbide dinitrate, isosorbide mononitrate, erythrityl tetranitrate, amyl nitrite, pentaerythritol tetranitrate"), "Blood pressure collapses.", "Do not combine.", X, X),
    (names("sildenafil, vardenafil, tadalafil"), names("phentolamine, prazosin, terazosin, doxazosin, alfuzosin"), "Low blood pressure and fainting.", "Start low, and take them at different times.", M, M),
    (names("naltrexone"), OPIOID, "Naltrexone blocks the opioid: withdrawal and no relief of pain.", "Do not combine; 7 to 10 days without opioids before naltrexone.", X, H),
    (names("disulfiram"), names("metronidazole"), "Psychosis and confusion.", "Leave 2 weeks between the two.", H, H),
    (names("disulfiram"), names("alcohol, paraldehyde"), "Flushing, vomiting and collapse.", "Do not combine.", X, X),
    (names("clonidine"), TCA, "Clonidine loses its effect: blood pressure rises.", "Take another drug for blood pressure.", M, L),
    (names("clonidine"), BETA_BLOCKER, "Slow pulse; a surge of blood pressure when clonidine stops.", "Watch the pulse; stop the beta blocker before clonidine.", M, L),
    (names("epinephrine"), NONSELECTIVE, "Blood pressure rises and the pulse falls; anaphylaxis responds poorly.", "Watch blood pressure; have glucagon at hand.", M, M),
    (BETA_BLOCKER, SULFONYLUREA, "Signs of low blood glucose are hidden.", "Watch glucose; prefer a cardioselective beta blocker.", L, L),
    (BETA_BLOCKER, names("verapamil, diltiazem"), "Slow pulse, AV block and low blood pressure.", "Avoid; otherwise watch pulse and ECG.", H, M),
    (BETA_BLOCKER, NSAID, "Blood pressure rises.", "Watch blood pressure.", L, L),
    (BETA_BLOCKER, names("felodipine, quinidine, cimetidine"), "Low blood pressure and slow pulse.", "Watch blood pressure and pulse.", M, L),
    (RAS, SPARING | POTASSIUM, "High potassium.", "Check potassium and creatinine within 1 to 2 weeks.", M, L),
    (SPARING, POTASSIUM, "High potassium.", "Avoid; otherwise check potassium within a week.", H, H),
    (RAS, LOOP | THIAZIDE, "The first dose may lower blood pressure too far.", "Start low, and watch blood pressure and kidney.", L, L),
    (RAS, names("aliskiren"), "High potassium, low blood pressure and kidney damage.", "Avoid; in diabetes do not combine.", H, M),
    (RAS, NSAID, "Blood pressure rises and the kidney may fail.", "Watch blood pressure and kidney; take paracetamol.", L, L),
    (RAS, names("allopurinol"), "Hypersensitivity and low white cells.", "Watch for rash and fever.", M, L),
    (names("furosemide"), names("aliskiren"), "The diuretic works less.", "Watch weight and oedema.", L, L),
    (AMINOGLYCOSIDE, LOOP, "Both harm the ear: deafness.", "Avoid; otherwise follow levels and hearing.", M, M),
    (AMINOGLYCOSIDE, PENICILLIN, "A penicillin given at the same time inactivates it.", "Give them hours apart, and follow the level when the kidney is failing.", L, L),
    (AMINOGLYCOSIDE | names("clindamycin, lincomycin, polymyxin b, colistin, quinidine, magnesium sulfate"), RELAXANT, "Longer paralysis and weak breathing.", "Watch breathing, and reverse with care.", M, M),
    (NEPHROTOXIC, NEPHROTOXIC | NSAID, "Both harm the kidney.", "Avoid; otherwise fluids, levels, and creatinine every day or two.", H, M),
    (names("zoledronic acid, pamidronate"), DIURETIC, "Dehydration with it: kidney damage and low calcium.", "Hydrate first, and check creatinine, calcium and magnesium.", L, L),
    (CATION, CHELATED, "It is bound in the gut and does not work.", "Take it 2 hours before or 6 hours after.", M, L),
    (ACID, NEEDS_ACID, "It needs acid to be absorbed: loss of effect.", "Avoid, or hours apart as its label says.", M, L),
    (STATIN, FIBRATE, "Risk of myopathy.", "Take fenofibrate with a low dose of another statin, or ask for muscle pain and check CK.", H, L),
    (names("gemfibrozil"), names("repaglinide"), "Repaglinide rises many times over: long hypoglycaemia.", "Do not combine; take fenofibrate.", X, X),
    (names("gemfibrozil"), names("ezetimibe"), "Gallstones, and more ezetimibe.", "Take fenofibrate with ezetimibe.", M, L),
    (STATIN, names("cyclosporine"), "The statin rises many times over: risk of myopathy.", "Take the lowest dose of pravastatin or fluvastatin.", H, H),
    (STATIN, names("risperidone"), "Risk of myopathy.", "Ask for muscle pain.", L, L),
    (POTASSIUM, ANTICHOLINERGIC, "The tablet stays in the gut and may cause ulcers.", "Take liquid potassium.", M, L),
    (HORMONE, PENICILLIN | names("tetracycline, doxycycline, minocycline, demeclocycline"), "The contraceptive may fail, though the evidence is weak.", "No further method is needed unless there is vomiting or diarrhoea.", L, L),
    (HORMONE, names("letrozole, anastrozole, exemestane"), "The hormone undoes the aromatase inhibitor.", "Do not combine.", H, H),
    (HORMONE, names("acitretin"), "A progestogen-only method may fail, and acitretin malforms the child.", "Take two methods that are not a minipill.", H, H),
    (HORMONE, names("ulipristal acetate"), "Ulipristal and the hormone block each other.", "Start the contraceptive 5 days after ulipristal.", M, M),
    (HORMONE, names("tizanidine"), "Tizanidine rises: low blood pressure and sedation.", "Start low, and watch blood pressure.", L, L),
    (HORMONE, names("lamotrigine"), "Lamotrigine falls by half: seizures.", "Follow its level when the hormone starts or stops, and adjust the dose.", M, M),
    (names("acitretin, isotretinoin"), names("tetracycline, doxycycline, minocycline, demeclocycline"), "High pressure in the skull.", "Do not combine.", H, H),
    (names("acitretin"), names("alcohol"), "Alcohol turns acitretin into etretinate, which stays for years.", "No alcohol during and for 2 months after.", X, H),
    (names("acitretin"), SULFONYLUREA, "Low blood glucose.", "Watch glucose.", L, L),
    (names("valproic acid, divalproex"), names("ertapenem, imipenem, meropenem, doripenem"), "Valproate falls within a day: seizures.", "Take another antibiotic, or another drug against seizures.", H, H),
    (names("valproic acid"), TCA | names("lamotrigine, rufinamide, zidovudine"), "Valproate slows its breakdown: it rises.", "Reduce the dose, and watch for side effects.", M, L),
    (names("valproic acid"), names("topiramate, risperidone, vorinostat, aspirin"), "Ammonia, levels or bleeding may rise.", "Watch for confusion and bleeding.", M, L),
    (QUINOLONE, STEROID, "Tendon rupture, most of all above 60 years.", "Stop the antibiotic at the first pain of a tendon.", M, L),
    (QUINOLONE, ANTIDIABETIC, "Blood glucose falls or rises.", "Watch glucose during the antibiotic.", M, L),
    (QUINOLONE, names("theophylline, aminophylline"), "Theophylline rises: seizures and arrhythmia.", "Take another antibiotic, or halve theophylline and follow its level.", H, M),
    (QUINOLONE, NSAID, "Seizures.", "Take paracetamol in people prone to seizures.", L, L),
    (QUINOLONE, names("tizanidine"), "Tizanidine rises: low blood pressure.", "Start low, and watch blood pressure.", M, L),
    (STEROID, CHOLINERGIC, "Weakness in myasthenia before it improves.", "Watch breathing when the steroid starts.", L, L),
    (names("quinidine, duloxetine, paroxetine, sertraline, fluoxetine, bupropion"), names("tamoxifen"), "Tamoxifen is activated less: cancer may return.", "Take venlafaxine or another drug that spares CYP2D6.", H, M),
    (names("sertraline, duloxetine, escitalopram oxalate, paroxetine, fluoxetine, citalopram"), names("metoclopramide"), "Serotonin syndrome and movement disorders.", "Watch for restlessness and fever.", M, L),
    (SEROTONERGIC, SEROTONERGIC | TRIPTAN, "Serotonin syndrome.", "Watch for tremor, fever and agitation after each change of dose.", M, L),
    (TRIPTAN, names("ergotamine, dihydroergotamine, methysergide, methylergonovine"), "Both narrow blood vessels: heart attack.", "Leave 24 hours between the two.", X, X),
    (names("pimozide"), names("paroxetine, sertraline, citalopram, escitalopram oxalate, fluoxetine, fluvoxamine, zileuton, aprepitant, nefazodone"), "Pimozide rises: torsades de pointes.", "Do not combine.", X, H),
    (names("pimozide"), AZOLE | MACROLIDE | PROTEASE, "Pimozide rises: torsades de pointes.", "Do not combine.", X, H),
    (names("thioridazine"), names("paroxetine, fluoxetine, fluvoxamine, duloxetine, propranolol, pindolol"), "Thioridazine rises: torsades de pointes.", "Do not combine.", X, H),
    (names("dofetilide"), names("cimetidine, trimethoprim, ketoconazole, verapamil, hydrochlorothiazide, megestrol, prochlorperazine, dolutegravir, sulfamethoxazole"), "Dofetilide rises: torsades de pointes.", "Do not combine.", X, H),
    (names("dofetilide, sotalol, ziprasidone, cisapride"), LOOP | THIAZIDE | names("dichlorphenamide"), "Loss of potassium or magnesium: torsades de pointes.", "Check potassium and magnesium.", M, M),
    (names("amiodarone, dronedarone, quinidine, verapamil"), names("digoxin"), "The digoxin level rises.", "Halve digoxin, and check its level.", H, M),
    (names("clozapine"), BENZODIAZEPINE, "Deep sedation, collapse and weak breathing.", "Avoid at the start of clozapine; otherwise low doses.", M, M),
    (names("clozapine"), names("carbamazepine"), "Both harm the bone marrow, and clozapine falls.", "Do not combine.", H, H),
    (names("buprenorphine, methadone, meperidine, morphine, oxycodone"), BENZODIAZEPINE | names("chlorpromazine, clozapine, risperidone"), "Sedation and weak breathing.", "Avoid, or lowest doses and naloxone at home.", M, M),
    (names("levodopa"), names("risperidone, olanzapine, haloperidol, isoniazid, phenytoin, metoclopramide, papaverine, pyridoxine, tryptophan"), "Levodopa loses its effect.", "Take another drug, such as quetiapine or domperidone.", M, L),
    (names("probenecid"), names("ketorolac tromethamine, ketorolac"), "Ketorolac rises: bleeding and kidney damage.", "Do not combine.", H, H),
    (names("probenecid"), NSAID | names("zidovudine, famotidine"), "The kidney keeps it: it rises.", "Watch for side effects; salicylates undo probenecid.", M, L),
    (NSAID, NSAID, "Bleeding and kidney damage without more relief.", "Take one of the two.", M, L),
    (names("aspirin"), names("ascorbic acid"), "The urine turns acid and salicylate stays.", "Low doses of aspirin are not concerned.", L, L),
    (names("zidovudine"), names("ganciclovir, valganciclovir, ribavirin, interferon, doxorubicin, flucytosine"), "Anaemia and low white cells.", "Avoid; otherwise watch the blood count.", H, M),
    (names("didanosine"), names("ribavirin, tenofovir, allopurinol, hydroxyurea, stavudine"), "Didanosine rises: pancreatitis and lactic acidosis.", "Do not combine.", H, H),
    (names("didanosine"), names("ganciclovir, pentamidine"), "Pancreatitis.", "Watch lipase; take another antiviral.", M, M),
    (names("didanosine"), names("dapsone, tetracycline"), "The buffer of didanosine binds it.", "Take it 2 hours before.", M, L),
    (names("sulfamethoxazole"), SULFONYLUREA, "Low blood glucose.", "Watch glucose, or take another antibiotic.", M, M),
    (names("ceftriaxone"), names("calcium, calcium gluconate, calcium chloride"), "Crystals in the lungs and kidneys of newborns.", "Not in newborns; otherwise flush the line between.", M, M),
    (names("theophylline, aminophylline"), names("cimetidine, erythromycin, clarithromycin, ticlopidine, zileuton, mexiletine, disulfiram, acyclovir, allopurinol, verapamil, diltiazem"), "Theophylline rises: seizures and arrhythmia.", "Follow its level, and reduce the dose.", M, L),
    (names("pseudoephedrine, ephedrine, amphetamine, dextroamphetamine, methamphetamine, quinidine, memantine"), names("sodium bicarbonate, tromethamine, acetazolamide, potassium citrate"), "Alkaline urine keeps it in the body.", "Watch pulse and blood pressure.", L, L),
    (names("pentoxifylline"), names("adenosine, regadenoson"), "The stress test may be false.", "Pause before the test.", L, L),
    (names("theophylline, aminophylline, caffeine"), names("adenosine, regadenoson"), "The stress test may be false.", "Pause before the test.", L, L),
    (names("topiramate"), names("methazolamide, acetazolamide, zonisamide"), "Both inhibit carbonic anhydrase: acidosis and kidney stones.", "Avoid.", M, M),
    (names("cimetidine, carmustine"), names("cimetidine, carmustine"), "Bone marrow failure.", "Take famotidine instead of cimetidine.", M, M),
    (names("metronidazole"), names("busulfan"), "Busulfan rises: liver and marrow toxicity.", "Take another antibiotic.", H, H),
    (names("nelarabine, fludarabine"), names("pentostatin"), "Lung and nerve toxicity.", "Do not combine.", H, H),
    (names("cyclosporine"), names("methotrexate, metoclopramide, methyltestosterone, testosterone, stanozolol, imipenem, amphotericin b"), "Cyclosporine rises or the other does: kidney damage.", "Follow the level and creatinine.", M, L),
    (names("cyclosporine"), names("orlistat, octreotide, somatropin, sulfadiazine, sulfasalazine, sulfamethizole, sulfisoxazole, sulfacytine, ticlopidine"), "Cyclosporine falls: rejection.", "Follow the level.", M, L),
    (names("cyclosporine"), names("tacrolimus"), "Two calcineurin inhibitors: kidney damage.", "Stop one 24 hours before the other.", H, H),
    (names("cyclosporine, tacrolimus"), SPARING | POTASSIUM, "High potassium.", "Check potassium within a week.", M, M),
    (names("allopurinol"), names("amoxicillin, ampicillin"), "Rash is more common.", "Watch the skin.", L, L),
    (names("isoniazid"), names("acetaminophen"), "Paracetamol harms the liver at lower doses.", "At most 2 g a day.", L, L),
    (names("penicillin, ampicillin, carbenicillin, amoxicillin, penicillin g, mezlocillin, piperacillin, ticarcillin"), names("tetracycline, doxycycline, minocycline, demeclocycline, oxytetracycline"), "The tetracycline slows the killing by the penicillin.", "Avoid in meningitis and other severe infection.", L, L),
    (ANTICOAGULANT, INHIBITOR | FIBRATE | NSAID | SEROTONERGIC, "The anticoagulant works more: bleeding.", "Check INR within a week, and adjust the dose.", M, L),
]

# Drugs that are no longer sold, or never were products of their own: pairs with them are left out.
GONE = names("""anisindione, dicumarol, pargyline, levomethadyl, propoxyphene, rofecoxib, valdecoxib, troleandomycin, encainide, moricizine, bretylium,
    probucol, acetophenazine, gallamine triethiodide, tubocurarine, pipecuronium, chlorotrianisene, quinestrol, mephentermine, erythrityl tetranitrate,
    benzthiazide, hydroflumethiazide, cinoxacin, sparfloxacin, oxyphenbutazone, promazine, chlorprothixene, sulfacytine, abarelix, tryptophan, perflutren,
    carbenicillin, acetohexamide, halazepam, prazepam, penbutolol, levamisole, trimetrexate, astemizole, furazolidone, sibutramine, dichlorphenamide,
    trovafloxacin, temafloxacin, grepafloxacin, telithromycin, quinupristin, sertindole, phenylbutazone, mezlocillin, enoxacin, ethotoin""")
