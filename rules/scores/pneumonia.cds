pack scores

// Severity of community-acquired pneumonia.

use terms.Pneumonia
use laboratory.{DiastolicBP, RespiratoryRate, UreaNitrogen}

use early-warning.AcuteSystolicBP

input Confusion "New confusion" {
  yes-no
  window  24 hours
}

/// For a pneumonia on the problem list, or one in question: then somebody has looked for confusion.
score CURB-65 "Severity of community-acquired pneumonia" {
  for age >= 18 years and (has Pneumonia or Confusion is known)
  1 if Confusion
  1 if latest UreaNitrogen in last 48 hours > 7 mmol/L
  1 if RespiratoryRate >= 30 /min
  1 if AcuteSystolicBP < 90 mm[Hg] or latest DiastolicBP in last 24 hours <= 60 mm[Hg]
  1 if age >= 65 years
  band 0 .. 1 "low"
  band 2 "intermediate"
  band >= 3 "severe"
  evidence "Lim WS et al. Defining community acquired pneumonia severity on presentation to hospital."
    "Thorax 2003;58:377" year 2003
}
