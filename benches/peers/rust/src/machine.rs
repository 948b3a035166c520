//! What was measured on.

use crate::results::Results;
use std::path::Path;

/// Results without figures: machine, date, versions.
pub fn describe(home: &Path) -> Results {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find(|l| l.starts_with("model name")).and_then(|l| l.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let system = std::fs::read_to_string("/proc/sys/kernel/ostype").unwrap_or_default();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let today = curbside::time::Timestamp::from_second(now.as_secs() as i64);
    Results {
        machine: format!("{}, {cores} cores, {}", model.unwrap_or("unknown processor"), system.trim()),
        date: today.date_in(&curbside::time::Zone::utc()),
        versions: versions(home),
        ..Results::default()
    }
}

/// The versions of the peers, from the lockfile and the manifests.
fn versions(home: &Path) -> String {
    let read = |path: &str| std::fs::read_to_string(home.join(path)).unwrap_or_default();
    let lock = read("Cargo.lock");
    let mut out = Vec::new();
    for name in ["cedar-policy", "cel", "regorus", "rhai", "rust-rule-engine", "zen-engine"] {
        let mut lines = lock.lines().skip_while(|l| *l != format!("name = \"{name}\""));
        if let Some(version) = lines.nth(1).and_then(|l| l.split('"').nth(1)) {
            out.push(format!("{name} {version}"));
        }
    }
    let package: serde_json::Value = serde_json::from_str(&read("node/package.json")).unwrap_or_default();
    for name in ["cql-execution", "json-rules-engine"] {
        out.push(format!("{name} {}", package["dependencies"][name].as_str().unwrap_or("?")));
    }
    out.extend(read("python/requirements.txt").lines().map(|l| l.replace("==", " ")));
    out.join(", ")
}
