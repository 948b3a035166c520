//! What an order control code (ORC-1, HL7 table 0119) does to an order,
//! decided code by code.

use crate::snapshot::{MedicationStatus, OrderStatus};

/// What a code does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    /// The order stands as this message describes it, and is active.
    Order,
    /// As [`Does::Order`]; a request that is not granted yet is noted.
    Request(&'static str),
    /// The order is on hold.
    Hold,
    /// The order is active again, as it was.
    Release,
    /// The order is over.
    End,
    /// The order is over because another takes its place.
    EndReplaced,
    /// A request to put another order in its place; it goes on until then.
    ToBeReplaced,
    /// The order that takes the place of the one named before it.
    Replacement,
    /// As the order status (ORC-5) says.
    Status,
    /// Results or services follow; the order itself does not change.
    Results,
    /// The order stays as it was; why.
    Nothing(&'static str),
}

/// The decision about a code; `None` for one that is not of the table.
pub(super) fn decide(code: &str) -> Option<Does> {
    use Does::*;
    Some(match code {
        // A new order, a child or parent of one, or the filler's word that it takes it.
        "NW" | "OK" | "NA" | "SN" | "CH" | "PA" | "RR" | "OP" | "PY" => Order,
        // Refills go on with the order.
        "RF" | "AF" | "FU" | "OF" => Order,
        // Changes: the message holds the order as it is now.
        "XO" | "XX" | "XR" => Order,
        // A request to cancel or to hold leaves the order active until it is granted.
        "CA" => Request("cancel-requested"),
        "HD" => Request("hold-requested"),
        "OC" | "CR" | "DC" | "OD" | "DR" => End,
        // The filler does not take it.
        "UA" => End,
        "OH" | "HR" => Hold,
        // A release of a hold.
        "RL" | "OE" | "OR" => Release,
        "RP" => ToBeReplaced,
        "RU" | "RQ" => EndReplaced,
        "RO" => Replacement,
        "SC" | "SR" => Status,
        "RE" | "PR" | "CN" => Results,
        "UC" | "UD" | "UH" | "UR" | "UM" | "UX" => Nothing("a request about the order was refused"),
        "UF" | "DF" => Nothing("a refill was refused"),
        "SS" => Nothing("a question about the order"),
        "DE" => Nothing("the filler found errors in the order"),
        "LI" | "UN" => Nothing("a link to a problem"),
        "CP" | "MC" => Nothing("a step of its processing"),
        _ => return None,
    })
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub medication: MedicationStatus,
    pub order: OrderStatus,
}

pub(super) const ACTIVE: Standing =
    Standing { medication: MedicationStatus::Active, order: OrderStatus::Active };
pub(super) const HELD: Standing =
    Standing { medication: MedicationStatus::OnHold, order: OrderStatus::Ended };
pub(super) const ENDED: Standing =
    Standing { medication: MedicationStatus::Ended, order: OrderStatus::Ended };
pub(super) const DONE: Standing = Standing { medication: MedicationStatus::Ended, order: OrderStatus::Done };
pub(super) const UNKNOWN: Standing =
    Standing { medication: MedicationStatus::Unknown, order: OrderStatus::Unknown };

/// The order status of ORC-5 (HL7 table 0038).
pub(super) fn status(code: &str) -> Option<Standing> {
    Some(match code {
        "A" | "IP" | "SC" => ACTIVE,
        "CM" => DONE,
        "CA" | "DC" | "RP" => ENDED,
        "HD" => HELD,
        "ER" => UNKNOWN,
        _ => return None,
    })
}
