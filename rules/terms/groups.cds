pack terms

// Sets made from other sets. The base sets are in the generated files beside this one.

// --- drugs ----------------------------------------------------------------------------------------------

/// Inhibitors of the renin-angiotensin system; sacubitril is always taken with valsartan.
codes RASInhibitor "ACE inhibitor, ARB or aliskiren" = ACEInhibitor + ARB + Aliskiren

/// Drugs for which potassium is watched.
codes PotassiumRaising "drug that raises potassium" =
    RASInhibitor
  + PotassiumSparing
  + PotassiumSupplement
  + Trimethoprim

codes Diuretic "diuretic" = LoopDiuretic + Thiazide + PotassiumSparing

/// Drugs that lower blood pressure and are first choice for it.
codes FirstLineAntihypertensive "first-line antihypertensive" =
    Thiazide
  + DihydropyridineCCB
  + ACEInhibitor
  + ARB

codes OralAnticoagulant "oral anticoagulant" = VitaminKAntagonist + DOAC

codes Anticoagulant "anticoagulant" = OralAnticoagulant + ParenteralAnticoagulant

/// Drugs that make bleeding from the stomach more likely.
codes BleedingRisk "drug that raises the risk of bleeding" = Anticoagulant + Antiplatelet + NSAID

/// Statins at the doses usual for a high intensity; the dose itself is asked with `daily dose`.
codes HighIntensityStatin "atorvastatin or rosuvastatin" =
    rxnorm 83367 "atorvastatin", 301542 "rosuvastatin"

/// The drugs of the published list, without those that were added from labels.
codes ClassicMAOI "MAO inhibitor" =
    MAOI
  - rxnorm 190376 "linezolid", 6878 "methylene blue", 134748 "rasagiline", 1922448 "safinamide",
      30121 "moclobemide"

codes CNSDepressant "sedating drug" = Opioid + Benzodiazepine + ZDrug + Gabapentinoid

codes GlucoseLowering "glucose-lowering drug" =
    Metformin
  + Sulfonylurea
  + SGLT2Inhibitor
  + GLP1Agonist
  + DPP4Inhibitor
  + Thiazolidinedione
  + Insulin

/// Glucose-lowering drugs that can cause hypoglycaemia by themselves.
codes HypoglycemiaRisk "insulin or sulfonylurea" = Insulin + Sulfonylurea

codes Gastroprotection "gastroprotection" = ProtonPumpInhibitor + Misoprostol

codes BoneProtection "drug for osteoporosis" =
    Bisphosphonate
  + Denosumab
  + Teriparatide
  + Raloxifene

/// Penicillins and cephalosporins.
codes BetaLactam "penicillin or cephalosporin" = Penicillin + Cephalosporin

/// Drugs with a strong anticholinergic action on the mind, the bladder or the eye.
codes StrongAnticholinergic "strongly anticholinergic drug" =
    SedatingAntihistamine
  + UrinaryAntispasmodic
  + GutAntispasmodic
  + AntiparkinsonAnticholinergic
  + TricyclicAntidepressant

/// Antidepressants that a second one of their kind does not belong to.
codes NewerAntidepressant "SSRI or SNRI" = SSRI + SNRI

/// Drugs that sedate or make unsteady and so lead to falls in old age.
codes FallRisk "drug that leads to falls" =
    Benzodiazepine
  + ZDrug
  + Opioid
  + Antipsychotic
  + TricyclicAntidepressant
  + SSRI
  + SNRI
  + Antiepileptic
  + Gabapentinoid
  + Barbiturate

// --- problems -------------------------------------------------------------------------------------------

codes AtrialFibrillationOrFlutter "atrial fibrillation or flutter" =
    AtrialFibrillation
  + AtrialFlutter

codes StrokeOrTIA "stroke or TIA" = Stroke + TransientIschemicAttack

/// Vascular disease in the sense of CHA2DS2-VASc.
codes VascularDisease "vascular disease" = MyocardialInfarction + PeripheralArterialDisease

/// Atherosclerotic cardiovascular disease. A stroke without a kind counts: most are infarctions, and the sources map its code to I63.9.
codes ASCVD "atherosclerotic cardiovascular disease" =
    snomed 230690007 "Cerebrovascular accident"
  + CoronaryArteryDisease
  + PeripheralArterialDisease
  + IschemicStroke
  + TransientIschemicAttack

codes BleedingHistory "bleeding" = GastrointestinalBleeding + IntracranialHemorrhage

codes LiverDisease "serious liver disease" = Cirrhosis + LiverFailure

codes CancerAny "cancer" =
    MalignantNeoplasm
  + BreastCancer
  + ProstateCancer
  + ColorectalCancer
  + LungCancer

codes KidneyReplacement "dialysis or kidney transplant" = DialysisDependence + KidneyTransplant
