pack demo

observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L window 7 days report nothing }

rule high-potassium "High potassium" {
  category safety
  when     Potassium > 5.5 mmol/L
  message  "Potassium {Potassium} on {Potassium.date}."
}
