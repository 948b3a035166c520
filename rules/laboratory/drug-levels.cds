pack laboratory

// Drug levels. `normal` is the therapeutic range, `critical` the level of toxicity.

observation DigoxinLevel "digoxin level" {
  code        loinc 10535-3
  unit        ng/mL
  molar mass  780.94 g/mol
  plausible   0 .. 100
  normal      0.5 .. 0.9 for age >= 18 years
  critical    > 2.0 for age >= 18 years
  window      30 days
  report      critical
  evidence    "Therapeutic range of standard texts and labels"
  note        "for clinical review: range (target in heart failure) and limit from memory"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation LithiumLevel "lithium level" {
  code       loinc 14334-7
  unit       mmol/L
  charge     1
  plausible  0 .. 15
  normal     0.6 .. 1.2 for age >= 18 years
  critical   > 1.5 for age >= 18 years
  window     30 days
  report     critical
  evidence   "Therapeutic range of standard texts and labels"
  note       "for clinical review: range and limit from memory"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation PhenytoinLevel "phenytoin level" {
  code        loinc 3968-5
  unit        ug/mL
  molar mass  252.27 g/mol
  plausible   0 .. 200
  normal      10 .. 20 for age >= 18 years
  critical    > 30 for age >= 18 years
  window      30 days
  report      critical
  evidence    "Therapeutic range of standard texts and labels"
  note        "for clinical review: range and limit from memory; with a low albumin the free level counts"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation CarbamazepineLevel "carbamazepine level" {
  code        loinc 3432-2
  unit        ug/mL
  molar mass  236.27 g/mol
  plausible   0 .. 100
  normal      4 .. 12 for age >= 18 years
  critical    > 15 for age >= 18 years
  window      30 days
  report      critical
  evidence    "Therapeutic range of standard texts and labels"
  note        "for clinical review: range and limit from memory"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation ValproateLevel "valproate level" {
  code        loinc 4086-5
  unit        ug/mL
  molar mass  144.21 g/mol
  plausible   0 .. 2000
  normal      50 .. 100 for age >= 18 years
  critical    > 150 for age >= 18 years
  window      30 days
  report      critical
  evidence    "Therapeutic range of standard texts and labels"
  note        "for clinical review: range and limit from memory"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation TheophyllineLevel "theophylline level" {
  code        loinc 4049-3
  unit        ug/mL
  molar mass  180.16 g/mol
  plausible   0 .. 200
  normal      5 .. 15 for age >= 18 years
  critical    > 20 for age >= 18 years
  window      30 days
  report      critical
  evidence    "Therapeutic range of standard texts and labels"
  note        "for clinical review: range and limit from memory"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation TacrolimusLevel "tacrolimus trough level" {
  code       loinc 11253-2
  unit       ng/mL
  plausible  0 .. 200
  normal     5 .. 15 for age >= 18 years
  critical   > 20 for age >= 18 years
  window     30 days
  report     critical
  evidence   "Therapeutic range of standard texts and labels"
  note       "for clinical review: range and limit from memory; the target depends on organ and time"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation VancomycinTrough "vancomycin trough level" {
  code       loinc 4092-3, 20578-1
  unit       ug/mL
  plausible  0 .. 200
  normal     10 .. 20 for age >= 18 years
  critical   > 25 for age >= 18 years
  window     30 days
  report     critical
  evidence   "Therapeutic range of standard texts and labels"
  note       "for clinical review: from memory; dosing by area under the curve is preferred since 2020"
  owner      "Laboratory medicine"
  review by  2027-11-30
}
