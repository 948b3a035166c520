pack recommendations

// Vaccines of adults. Authorities differ since 2026: these two are common ground.

use terms.{PalliativeCare, PneumococcalVaccine, RecombinantZosterVaccine}

codes PneumococcalConjugate "pneumococcal conjugate vaccine" =
    cvx 133 "Pneumococcal conjugate PCV 13",
      215 "Pneumococcal conjugate PCV15, polysaccharide CRM197 conjugate, adjuvant, PF",
      216 "Pneumococcal conjugate PCV20, polysaccharide CRM197 conjugate, adjuvant, PF",
      327 "Pneumococcal conjugate PCV21, polysaccharide CRM197 conjugate, PF"

rule pneumococcal-vaccine-due "Pneumococcal conjugate vaccine from 50 years" {
  category   care-gap
  trigger    patient-view, appointment-book, encounter-start
  for        age >= 50 years and not has PalliativeCare
  when       not immunized with PneumococcalConjugate
  unless     allergic to PneumococcalVaccine
  severity   info
  message    "Age {age}, and no pneumococcal conjugate vaccine on record."
  suggest    order PneumococcalConjugate "PCV20 or PCV21 once, or PCV15 followed by PPSV23"
  evidence   "CDC adult immunization schedule; CDSi 4.64" year 2025
  note       "for clinical review: the completion of a series that began with PCV13 is not looked at"
  owner      "Preventive medicine"
  review by  2027-11-30
}

rule zoster-vaccine-due "Recombinant zoster vaccine from 50 years" {
  category   care-gap
  trigger    patient-view, appointment-book, encounter-start
  for        age >= 50 years and not has PalliativeCare
  when       count immunized with RecombinantZosterVaccine < 2
  unless     immunized with RecombinantZosterVaccine in last 2 months
  unless     allergic to RecombinantZosterVaccine
  severity   info
  message    "Age {age}, and fewer than 2 doses of recombinant zoster vaccine on record."
  suggest    order RecombinantZosterVaccine "2 doses, 2 to 6 months apart"
  evidence   "CDC adult immunization schedule; CDSi 4.64" year 2025
  owner      "Preventive medicine"
  review by  2027-11-30
}
