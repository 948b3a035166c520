//! The book's table of conformance names tests that are there.
#![allow(clippy::unwrap_used)]

use std::path::Path;

#[test]
fn every_test_that_the_table_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/src/cds-hooks-conformance.md")).unwrap();
    let mut named = 0;
    for row in page.lines().filter(|l| l.starts_with("| ") && l.contains(".rs`")) {
        let quoted: Vec<&str> = row.rsplit(" | ").next().unwrap().split('`').skip(1).step_by(2).collect();
        for pair in quoted.chunks(2) {
            let &[file, name] = pair else { panic!("a file without a test: {row}") };
            let (short, rest) = file.split_once('/').unwrap();
            let crates = match short {
                "hooks" => "curbside-hooks",
                "access" => "curbside-fhir-access",
                "auth" => "curbside-auth",
                "server" => "curbside-server",
                other => panic!("`{other}` is no crate of the page"),
            };
            let text =
                std::fs::read_to_string(root.join("crates").join(crates).join(rest)).unwrap_or_default();
            assert!(text.contains(&format!("fn {name}(")), "{file} has no test `{name}`");
            named += 1;
        }
    }
    assert!(named > 40, "{named}");
}
