//! Any bytes read as FHIR give patients or an error.
#![no_main]

use curbside::fhir::{Options, read_any};
use curbside::time::Zone;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read_any(bytes, &Options::new(Zone::utc()));
});
