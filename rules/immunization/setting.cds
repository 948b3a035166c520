pack immunization

// When a vaccine waits.

use terms.{Sepsis, SepticShock}

use laboratory.{InEmergency}

/// A moderate or severe acute illness is a reason to wait for every vaccine. Where nobody knows of one, none is taken for granted.
define NotNow "an emergency, or sepsis" =
  InEmergency
  or ((has (Sepsis or SepticShock)) is known and has (Sepsis or SepticShock))
