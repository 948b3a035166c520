//! What can be formatted formats to itself.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(once) = curbside::syntax::format(text) {
        let twice = curbside::syntax::format(&once).expect("formatted text parses");
        assert_eq!(once, twice);
    }
});
