pack drug-interactions

// Single pairs of drugs in common use, as a table.

interactions from "codes/va-critical.csv" {
  evidence    "VA National Drug File Reference Terminology, version of 2014-07-07: pairs of severity critical"
              grade "none (database)" year 2014
  note        "for clinical review: the source gives pairs and severity only; severity here, effect and advice are ours, from memory of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interactions from "codes/va-pairs.csv" {
  evidence    "VA National Drug File Reference Terminology, version of 2014-07-07: pairs of severity critical and significant"
              grade "none (database)" year 2014
  note        "for clinical review: the source gives pairs and two grades only; severity, effect and advice are ours, by the mechanism, from memory of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}
