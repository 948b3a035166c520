//! Any bytes read as HL7 v2 give records or an error, and a record takes in
//! each message one by one as well as all at once.
#![no_main]

use curbside::hl7v2::{Options, read_any, read_messages, updates};
use curbside::snapshot::Snapshot;
use curbside::time::Zone;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Options::new(Zone::utc());
    let Ok(all) = read_any(bytes, &options) else { return };
    let mut one_by_one = Snapshot::default();
    let mut merged = false;
    for message in read_messages(bytes, &options).into_iter().flatten().flatten() {
        for update in updates(&message, &options).into_iter().flatten() {
            merged |= !update.merged.is_empty();
            update.apply(&mut one_by_one);
        }
    }
    if let ([(_, Ok(record))], false) = (all.as_slice(), merged) {
        assert!(*record == one_by_one, "one record, two ways");
    }
});
