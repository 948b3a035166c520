pack drug-interactions

// QT prolongation: the pair 21 of the ONC list, whose members the list leaves open. Two drugs of the highest risk
// always matter; any other two only when something in the patient makes torsades likely.

use terms.{Bradycardia, LongQT, QTProlonging}
use laboratory.{Magnesium, Potassium, QTc}

/// Drugs whose US label has a boxed warning or a contraindication about the QT interval.
codes QTHighRisk "high-risk QT-prolonging drug" =
    rxnorm 18330 "arsenic trioxide", 49247 "dofetilide", 233698 "dronedarone", 3648 "droperidol",
      41289 "ibutilide", 6135 "ketoconazole", 6813 "methadone", 662281 "nilotinib",
      8331 "pimozide", 83395 "saquinavir", 9947 "sotalol", 10502 "thioridazine",
      1098413 "vandetanib", 115698 "ziprasidone"

codes QTOther "QT-prolonging drug" = QTProlonging - QTHighRisk

/// What makes torsades likely besides the drugs.
define TorsadesRisk "a risk of torsades" =
  latest QTc in last 30 days >= 500 ms
  or latest Potassium in last 14 days < 3.5 mmol/L
  or latest Magnesium in last 14 days < 1.6 mg/dL
  or has LongQT
  or has Bradycardia {
  evidence  "Risk factors named in the warnings of the labels: long QT, low potassium or magnesium, slow heart rate"
            grade "none (label)"
  note      "for clinical review: limits are the lower reference limits, and QTc 500 ms by convention"
}

interaction qt-high-risk-pair "Two high-risk QT-prolonging drugs" {
  between     QTHighRisk with systemic route as first and QTHighRisk with systemic route as second
  severity    major
  effect      "Both prolong QT by their label: torsades de pointes."
  advice      "Avoid; if unavoidable ECG before and after, potassium above 4, magnesium above 2 mg/dL."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 21"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: members by label level, from memory of US labels; targets of electrolytes by convention"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Cardiology"
  review by   2027-11-30
}

interaction qt-pair-with-risk "Two QT-prolonging drugs in a patient at risk of torsades" {
  between     QTOther with systemic route as first and QTProlonging with systemic route as second
  when        TorsadesRisk
  unless      (count taking or ordering QTProlonging with systemic route) >= 3
  unless      (latest QTc in last 14 days >= 500 ms) is known
          and latest QTc in last 14 days >= 500 ms
  unknown     hold
  severity    major
  effect      "Both prolong QT, and this patient has a risk of torsades."
  advice      "Correct potassium and magnesium, repeat the ECG, and replace one of the two."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 21"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  intent      "Two QT-prolonging drugs are common, and a warning about every pair is noise. Without a recent ECG and electrolytes it stays listed as undecided, which is the question to ask. From three drugs on one rule names them all."
  note        "for clinical review: members from memory of US labels"
  population  "Everyone who takes or is ordered both, in the situation that `when` names"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Cardiology"
  review by   2027-11-30
}

/// One finding in place of three pairs and more.
rule three-qt-drugs "Three QT-prolonging drugs in a patient at risk of torsades" {
  category    safety
  trigger     patient-view, order-select, order-sign
  when        taking or ordering QTProlonging with systemic route as drug
          and (count taking or ordering QTProlonging with systemic route) >= 3
  when        TorsadesRisk
  unless      (latest QTc in last 14 days >= 500 ms) is known
          and latest QTc in last 14 days >= 500 ms
  unknown     hold
  severity    high
  message     "{drug} prolong QT, with a risk of torsades."
  intent      "From a QTc of 500 on drug-condition/qt-drug-qtc names every drug that prolongs it."
  detail      "A long QT, low potassium or magnesium, or a slow heart is there besides. QTc {QTc}, potassium {Potassium}, magnesium {Magnesium}."
  suggest     change drug "Replace what can be; correct potassium and magnesium, repeat the ECG"
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 21"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: members from memory of US labels"
  population  "Everyone who takes or is ordered three of them, in the situation that `when` names"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Cardiology"
  review by   2027-11-30
}
