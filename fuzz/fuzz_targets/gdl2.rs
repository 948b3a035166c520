//! Any guideline and any test file give a pack or a problem with its place, and what is written can be read.
#![no_main]

use curbside_gdl2::{Input, Options, import};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // A guideline, and behind a line of its own a test file.
    let (guideline, tests) = text.split_once("\n---\n").unwrap_or((text, ""));
    let inputs = [
        Input { path: "a.gdl2.json".into(), text: guideline.into() },
        Input { path: "a.test.yml".into(), text: tests.into() },
    ];
    let done = import(&inputs, &Options::default());
    for (path, text) in &done.files {
        if path.ends_with(".cds") {
            let (_, _) = curbside::syntax::parse(curbside::source::SourceId(0), text);
        }
    }
});
