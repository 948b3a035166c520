//! Any text parses to a tree and diagnostics, whose places lie within the text.
#![no_main]

use curbside::source::SourceId;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (_, diags) = curbside::syntax::parse(SourceId(0), text);
    for d in diags {
        assert!(d.span.start <= d.span.end && d.span.end as usize <= text.len());
    }
});
