//! What a host tried to fetch for a request, beside what the client sent.

use curbside::fhir::Part;
use std::collections::BTreeMap;

/// What a host tried to fetch. `Debug` prints no resource.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tried {
    /// Why keys that are not complete could not be completed, in words fit for
    /// "Data under conditions: …".
    pub keys: BTreeMap<String, &'static str>,
    /// Orders of an `order-dispatch` that were fetched.
    pub orders: Vec<Part>,
    /// Medications that orders refer to and that were fetched.
    pub medications: Vec<Part>,
    /// Why other orders were not.
    pub orders_failed: Option<&'static str>,
    /// Why other Medications were not.
    pub medications_failed: Option<&'static str>,
}

impl std::fmt::Debug for Tried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tried")
            .field("keys", &self.keys)
            .field("orders", &self.orders.len())
            .field("medications", &self.medications.len())
            .field("orders_failed", &self.orders_failed)
            .field("medications_failed", &self.medications_failed)
            .finish()
    }
}
