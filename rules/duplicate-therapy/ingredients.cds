pack duplicate-therapy

// The same ingredient twice, whatever the products are called.

/// Every ingredient of the dictionary, less those that are meant to be taken in several products.
codes AnyIngredient "medicine" = from "codes/any-ingredient.csv"

/// Ingredients of which a combination product holds a further portion, by name.
function hidden_duplicates(drugs: list of Medication) -> text = rhai "scripts/duplicates.rhai"

function count_hidden(drugs: list of Medication) -> number = rhai "scripts/duplicates.rhai"

/// Drafts that repeat an active order of the same ingredients and dose, by name.
function repeated_orders(drugs: list of Medication,
    drafts: list of Medication) -> text = rhai "scripts/duplicates.rhai"

function count_repeated(drugs: list of Medication,
    drafts: list of Medication) -> number = rhai "scripts/duplicates.rhai"

rule same-ingredient "The same ingredient in two products" {
  category    safety
  trigger     patient-view, order-select, order-sign
  when        count taking or ordering AnyIngredient >= 2
  let         drugs = hidden_duplicates(taking or ordering AnyIngredient)
  when        count_hidden(taking or ordering AnyIngredient) > 0
  unknown     hold
  severity    moderate
  message     "Twice, in different products: {drugs}."
  detail      "A combination product holds what another order holds as well. Products for the skin, eye, ear, nose or lung are not compared with others."
  evidence    "HL7 EHR-S FM 2.1.1, CPS.4.2: detect duplicate therapy by ingredient"
              grade "none (specification)"
  intent      "Two strengths of one plain product (warfarin 5 mg and 2 mg) are meant and left alone; so are vitamins, minerals and insulin."
  note        "for clinical review: the source as we have it names no year"
  population  "Everyone who takes or is ordered two medicines"
  user        "Prescribers and pharmacists"
  owner       "Pharmacy"
  version     "1.0.0"
  review by   2027-11-30
}

rule repeated-order "An order that repeats an active one" {
  category    safety
  trigger     order-select, order-sign
  when        ordering AnyIngredient
  let         drugs = repeated_orders(taking or ordering AnyIngredient, ordering AnyIngredient)
  when        count_repeated(taking or ordering AnyIngredient, ordering AnyIngredient) > 0
  unknown     hold
  severity    low
  message     "Already active at this dose: {drugs}."
  detail      "The same ingredients, the same amount and the same route are in use. A draft that replaces the active order does not count."
  evidence    "HL7 EHR-S FM 2.1.1, CPS.4.2: detect duplicate therapy by ingredient"
              grade "none (specification)"
  note        "for clinical review: the source as we have it names no year"
  population  "Everyone for whom a medicine is ordered"
  user        "Prescribers and pharmacists"
  owner       "Pharmacy"
  version     "1.0.0"
  review by   2027-11-30
}
