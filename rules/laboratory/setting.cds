pack laboratory

// Where the patient is. For rules about what can wait.

/// An emergency or a hospital stay. Without an encounter and without a setting it is not known, and does not hold.
define InAcuteCare "an emergency or a hospital stay" =
  (encounter is emergency or encounter is inpatient) is known
  and (encounter is emergency or encounter is inpatient)

define InEmergency "an emergency" = (encounter is emergency) is known and encounter is emergency
