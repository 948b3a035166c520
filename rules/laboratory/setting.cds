pack laboratory

// Where the patient is, for rules about what can wait; and what reference intervals take for granted.

/// Intervals of pregnancy are for recorded ones. Nobody having asked gives the interval of other adults.
define PregnancyRecorded "a recorded pregnancy" = pregnant is known and pregnant

/// An emergency or a hospital stay. Without an encounter and without a setting it is not known, and does not hold.
define InAcuteCare "an emergency or a hospital stay" =
  (encounter is emergency or encounter is inpatient) is known
  and (encounter is emergency or encounter is inpatient)

define InEmergency "an emergency" = (encounter is emergency) is known and encounter is emergency
