pack drug-interactions

// Wash-out periods: the drug was stopped, its effect has not. While both are active, the interactions warn.

use terms.{Fluoxetine, ACEInhibitor, ClassicMAOI, MAOClearedTriptan, Sacubitril,
    SerotonergicOpioid, SerotoninReuptakeInhibitor, Stimulant, TricyclicAntidepressant}

/// Drugs that need 14 days without an MAO inhibitor before their first dose.
codes NotAfterMAOI "serotonergic or sympathomimetic drug" =
    SerotoninReuptakeInhibitor
  + TricyclicAntidepressant
  + SerotonergicOpioid
  + Stimulant
  + MAOClearedTriptan

codes Antidepressant "serotonergic antidepressant" =
    SerotoninReuptakeInhibitor
  + TricyclicAntidepressant

rule maoi-washout "Within 14 days of an MAO inhibitor" {
  category    safety
  trigger     patient-view, order-select, order-sign
  when        taking or ordering NotAfterMAOI as drug
          and taken ClassicMAOI in last 14 days as maoi
  unless      taking ClassicMAOI
  unknown     hold
  severity    high
  message     "{drug} within 14 days of {maoi}: wait until MAO has recovered."
  detail      "MAO recovers only as new enzyme is made, which takes two weeks after the last dose."
  suggest     stop drug
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: the interval is from memory of labels"
  population  "Everyone who stopped an MAO inhibitor within 14 days"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

rule maoi-after-antidepressant "MAO inhibitor within 14 days of a serotonergic antidepressant" {
  category    safety
  trigger     order-select, order-sign
  when        ordering ClassicMAOI as maoi
          and taken Antidepressant in last 14 days as drug
  unless      taking Antidepressant
  unknown     hold
  severity    high
  message     "{maoi} within 14 days of {drug}: serotonin syndrome."
  suggest     stop maoi
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: the interval is from memory of labels, which for most antidepressants allow 7 to 14 days"
  population  "Everyone for whom an MAO inhibitor is ordered"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

rule maoi-after-fluoxetine "MAO inhibitor within 5 weeks of fluoxetine" {
  category    safety
  trigger     order-select, order-sign
  when        ordering ClassicMAOI as maoi
          and taken Fluoxetine in last 35 days as drug
  unless      taken Antidepressant in last 14 days
  unknown     hold
  severity    high
  message     "{maoi} within 5 weeks of {drug}, whose metabolite stays for weeks: serotonin syndrome."
  suggest     stop maoi
  evidence    "US prescribing information of fluoxetine: 5 weeks before an MAO inhibitor"
              grade "none (label)"
  note        "for clinical review: the interval is from memory of the label"
  population  "Everyone for whom an MAO inhibitor is ordered"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

rule sacubitril-washout "Sacubitril within 36 hours of an ACE inhibitor" {
  category    safety
  trigger     order-select, order-sign
  when        ordering Sacubitril as drug
          and taken ACEInhibitor in last 36 hours as blocker
  unless      taking ACEInhibitor
  unknown     hold
  severity    high
  message     "{drug} within 36 hours of {blocker}: angioedema."
  suggest     change drug "Give the first dose 36 hours after the last of the ACE inhibitor"
  evidence    "US prescribing information of sacubitril and valsartan" grade "none (label)"
  note        "for clinical review: from memory of the label"
  population  "Everyone for whom sacubitril is ordered"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Cardiology"
  review by   2027-11-30
}
