//! One number for all sources of the engine: caches of compiled packs are good only for the build
//! that reads, checks and writes them in the same way.

use std::error::Error;
use std::path::{Path, PathBuf};

/// FNV-1a.
fn fold(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Every file below a folder.
fn files(folder: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, out)?;
        } else {
            out.push(path);
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let mut all = Vec::new();
    for folder in ["src", "grammar"] {
        println!("cargo::rerun-if-changed={folder}");
        files(&root.join(folder), &mut all)?;
    }
    all.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for path in &all {
        let name = path.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        let text = std::fs::read(path)?;
        hash = fold(hash, name.as_bytes());
        hash = fold(hash, &(text.len() as u64).to_le_bytes());
        hash = fold(hash, &text);
    }
    println!("cargo::rustc-env=CURBSIDE_SOURCES={hash:016x}");
    Ok(())
}
