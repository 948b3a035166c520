//! A failing case as files that anyone can read and run.

use crate::case::Situation;
use crate::evaluators::{Combination, Evaluators, Mismatch, combinations};
use crate::pack::Pack;
use crate::shrink::shrink;
use std::path::Path;

/// Shrinks a case that fails, writes it to a folder, and tells it.
///
/// The folder holds the pack (`pack/`), `patient.json` and `difference.txt`.
pub fn report(pack: &Pack, situation: &Situation, found: &Mismatch, folder: &Path) -> String {
    let only: [Combination; 1] = [found.combination];
    let differs = |p: &Pack, s: &Situation, all: &[Combination]| {
        let model = p.model().ok()?;
        Evaluators::new(model, all).check(s).err()
    };
    let (pack, situation) = shrink(pack, situation, &mut |p, s| differs(p, s, &only).is_some());
    let small = differs(&pack, &situation, &only)
        .or_else(|| differs(&pack, &situation, &combinations()))
        .map_or_else(|| format!("only at first: {found}"), |m| m.to_string());
    let patient = serde_json::to_string_pretty(&situation.patient).unwrap_or_default();
    let clock = format!("{} {}", situation.clock.now, situation.clock.zone.name());
    let text = format!("{small}\n\nat {clock}\n\n{}\n{patient}\n", pack.text());
    let written = write(&pack, &patient, &text, folder);
    format!("{text}\n({})", written.err().map_or(format!("in {}", folder.display()), |e| e.to_string()))
}

fn write(pack: &Pack, patient: &str, text: &str, folder: &Path) -> std::io::Result<()> {
    let base = folder.join("pack");
    for (path, content) in &pack.source().files {
        let at = base.join(path);
        if let Some(parent) = at.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(at, content)?;
    }
    std::fs::write(folder.join("patient.json"), patient)?;
    std::fs::write(folder.join("difference.txt"), text)
}
