//! Reading packs from folders, and keeping caches of compiled ones.
//!
//! The only place of the library that touches the file system, for packs and for caches
//! of compiled packs. A folder is a pack when it holds `pack.yaml`; otherwise every folder
//! below it that does is one. Symbolic links that lead out of the folder are not followed.
//! Files of `tests` are left to the test runner.

use super::{CARD_FILE, Limits, PackSource};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use thiserror::Error;

/// What keeps a folder from being read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file system says no.
    #[error("cannot read `{path}`: {error}")]
    Io {
        /// What was to be read.
        path: String,
        /// Why not.
        error: std::io::Error,
    },
    /// Nothing there is a pack.
    #[error("`{path}` is not a pack: there is no `pack.yaml` in it or in a folder below it")]
    NoPack {
        /// The folder.
        path: String,
    },
    /// More than the limit allows.
    #[error("`{path}`: {what}")]
    Limit {
        /// Where.
        path: String,
        /// Which limit.
        what: String,
    },
}

/// Endings of the files that belong to a pack.
const KINDS: [&str; 6] = ["cds", "csv", "rhai", "yaml", "yml", "lock"];

/// No cache is as large as this.
const CACHE_BYTES: u64 = 1 << 30;

/// Folders below this depth are not looked at.
const DEPTH: usize = 12;

/// The packs in a folder: the folder itself, or every folder below it with a `pack.yaml`.
///
/// # Errors
/// Unreadable files, no pack at all, a limit.
pub fn read(folder: &Path, limits: &Limits) -> Result<Vec<PackSource>, ReadError> {
    let root = folder.canonicalize().map_err(|error| ReadError::Io { path: shown(folder), error })?;
    let mut folders = Vec::new();
    find_packs(&root, folder, &root, 0, &mut folders)?;
    if folders.is_empty() {
        return Err(ReadError::NoPack { path: shown(folder) });
    }
    let mut total = 0;
    folders.into_iter().map(|(place, name)| read_pack(&place, &name, limits, &mut total)).collect()
}

fn find_packs(
    place: &Path,
    name: &Path,
    root: &Path,
    depth: usize,
    found: &mut Vec<(PathBuf, PathBuf)>,
) -> Result<(), ReadError> {
    if place.join(CARD_FILE).is_file() {
        found.push((place.to_path_buf(), name.to_path_buf()));
        return Ok(());
    }
    if depth >= DEPTH {
        return Ok(());
    }
    for (entry, file) in entries(place, name)? {
        if let Some(inside) = inside(&entry, root)
            && inside.is_dir()
            && !skipped(&file)
        {
            find_packs(&inside, &name.join(&file), root, depth + 1, found)?;
        }
    }
    Ok(())
}

fn read_pack(place: &Path, name: &Path, limits: &Limits, total: &mut usize) -> Result<PackSource, ReadError> {
    let mut pack = PackSource::new(shown(name));
    let mut todo = vec![(place.to_path_buf(), String::new(), 0_usize)];
    while let Some((folder, prefix, depth)) = todo.pop() {
        for (entry, file) in entries(&folder, &name.join(&prefix))? {
            let Some(inside) = inside(&entry, place) else { continue };
            let path = if prefix.is_empty() { file.clone() } else { format!("{prefix}/{file}") };
            if inside.is_dir() {
                let other_pack = inside.join(CARD_FILE).is_file();
                if !skipped(&file) && file != "tests" && !other_pack && depth < DEPTH {
                    todo.push((inside, path, depth + 1));
                }
                continue;
            }
            if !Path::new(&file).extension().and_then(|e| e.to_str()).is_some_and(|e| KINDS.contains(&e)) {
                continue;
            }
            add_file(&mut pack, &inside, path, limits, total)?;
        }
    }
    Ok(pack)
}

fn add_file(
    pack: &mut PackSource,
    place: &Path,
    path: String,
    limits: &Limits,
    total: &mut usize,
) -> Result<(), ReadError> {
    let io = |error| ReadError::Io { path: pack.shown(&path), error };
    let limit = |what: String| ReadError::Limit { path: pack.shown(&path), what };
    let size = std::fs::metadata(place).map_err(io)?.len();
    if size > limits.file_bytes as u64 {
        return Err(limit(format!("the file has {size} bytes; at most {} are read", limits.file_bytes)));
    }
    if pack.files.len() >= limits.files {
        return Err(limit(format!("a pack may have at most {} files", limits.files)));
    }
    let content = std::fs::read(place).map_err(io)?;
    *total = total.saturating_add(content.len());
    if *total > limits.total_bytes {
        return Err(limit(format!("the packs together have more than {} bytes", limits.total_bytes)));
    }
    pack.files.insert(path, content);
    Ok(())
}

/// Longest test file, or file that a test reads, in bytes.
const TEST_BYTES: u64 = 64 << 20;

/// The test files of a pack, path and text, by path: every YAML file below `tests`.
///
/// # Errors
/// Unreadable files, files that are too long.
pub fn tests(pack: &Path) -> Result<Vec<(String, String)>, ReadError> {
    let mut out = Vec::new();
    let mut todo = vec![("tests".to_string(), 0_usize)];
    while let Some((folder, depth)) = todo.pop() {
        if !pack.join(&folder).is_dir() {
            continue;
        }
        for (entry, file) in entries(&pack.join(&folder), &pack.join(&folder))? {
            let path = format!("{folder}/{file}");
            if entry.is_dir() {
                if depth < DEPTH {
                    todo.push((path, depth + 1));
                }
            } else if file.ends_with(".yaml") || file.ends_with(".yml") {
                let io = |error| ReadError::Io { path: shown(&entry), error };
                let size = std::fs::metadata(&entry).map_err(io)?.len();
                if size > TEST_BYTES {
                    let what = format!("the file has {size} bytes; at most {TEST_BYTES} are read");
                    return Err(ReadError::Limit { path: shown(&entry), what });
                }
                out.push((path, std::fs::read_to_string(&entry).map_err(io)?));
            }
        }
    }
    out.sort();
    Ok(out)
}

/// Reads files of a pack for its tests; nothing outside the pack's folder.
pub fn test_data(pack: &Path) -> impl Fn(&str) -> Option<Vec<u8>> + use<> {
    let root = pack.canonicalize().ok();
    move |path: &str| {
        let root = root.as_ref()?;
        let file = inside(&root.join(path), root)?;
        let small = std::fs::metadata(&file).is_ok_and(|m| m.len() <= TEST_BYTES);
        small.then(|| std::fs::read(&file).ok()).flatten()
    }
}

/// A file of a cache, if it is there and not too large to be one.
pub(crate) fn read_cache(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let place = folder.join(name);
    let size = std::fs::metadata(&place).ok()?.len();
    if size > CACHE_BYTES {
        return None;
    }
    std::fs::read(place).ok()
}

/// Writes a file of a cache in one step: others see the old one or the new one, whole.
///
/// # Errors
/// What the file system says.
pub(crate) fn write_cache(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    static WRITTEN: AtomicU32 = AtomicU32::new(0);
    std::fs::create_dir_all(folder)?;
    // A name of its own for every process and thread that writes at the same time.
    let count = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let fresh = folder.join(format!(".{name}.{}.{count}", std::process::id()));
    let done = std::fs::write(&fresh, bytes).and_then(|()| std::fs::rename(&fresh, folder.join(name)));
    if done.is_err() {
        let _ = std::fs::remove_file(&fresh);
    }
    done
}

/// Entries of a folder with their names, sorted.
fn entries(folder: &Path, name: &Path) -> Result<Vec<(PathBuf, String)>, ReadError> {
    let io = |error| ReadError::Io { path: shown(name), error };
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        if let Some(file) = entry.file_name().to_str() {
            all.push((entry.path(), file.to_string()));
        }
    }
    all.sort();
    Ok(all)
}

/// The place a path leads to, unless a link leads out of the root or nowhere.
fn inside(path: &Path, root: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().filter(|p| p.starts_with(root))
}

fn skipped(folder: &str) -> bool {
    folder.starts_with('.') || folder == "target" || folder == "node_modules"
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("curbside-fs-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        dir
    }

    #[test]
    fn a_folder_of_packs_without_tests_and_hidden_folders() {
        let dir = folder("packs");
        for p in ["a", "b/c"] {
            let pack = dir.join(p);
            std::fs::create_dir_all(pack.join("tests")).unwrap();
            std::fs::create_dir_all(pack.join(".git")).unwrap();
            std::fs::create_dir_all(pack.join("codes")).unwrap();
            std::fs::write(pack.join("pack.yaml"), "name: x\n").unwrap();
            std::fs::write(pack.join("codes/x.csv"), "").unwrap();
            std::fs::write(pack.join("tests/t.yaml"), "").unwrap();
            std::fs::write(pack.join(".git/x.cds"), "").unwrap();
            std::fs::write(pack.join("README.md"), "").unwrap();
        }
        let packs = read(&dir, &Limits::default()).unwrap();
        assert_eq!(packs.len(), 2);
        assert!(packs[1].path.ends_with("b/c"));
        assert_eq!(packs[0].files.keys().collect::<Vec<_>>(), ["codes/x.csv", "pack.yaml"]);
        assert_eq!(read(&dir.join("a"), &Limits::default()).unwrap().len(), 1);
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_folder_are_not_followed() {
        let dir = folder("links");
        let outside = folder("outside");
        std::fs::write(outside.join("secret.csv"), "secret").unwrap();
        std::fs::write(dir.join("pack.yaml"), "name: x\n").unwrap();
        std::os::unix::fs::symlink(&outside, dir.join("codes")).unwrap();
        std::os::unix::fs::symlink(outside.join("secret.csv"), dir.join("x.csv")).unwrap();
        std::os::unix::fs::symlink(dir.join("gone"), dir.join("y.csv")).unwrap();
        let packs = read(&dir, &Limits::default()).unwrap();
        assert_eq!(packs[0].files.keys().collect::<Vec<_>>(), ["pack.yaml"]);
        std::fs::remove_dir_all(&dir).unwrap();
        std::fs::remove_dir_all(&outside).unwrap();
    }

    #[test]
    fn limits_and_missing_packs() {
        let dir = folder("limits");
        assert!(matches!(read(&dir, &Limits::default()), Err(ReadError::NoPack { .. })));
        std::fs::write(dir.join("pack.yaml"), "name: x\n").unwrap();
        std::fs::write(dir.join("a.cds"), "pack x\n").unwrap();
        let limits = Limits { file_bytes: 7, ..Limits::default() };
        assert!(matches!(read(&dir, &limits), Err(ReadError::Limit { .. })));
        let limits = Limits { total_bytes: 10, ..Limits::default() };
        assert!(matches!(read(&dir, &limits), Err(ReadError::Limit { .. })));
        let limits = Limits { files: 1, ..Limits::default() };
        assert!(matches!(read(&dir, &limits), Err(ReadError::Limit { .. })));
        assert!(matches!(read(&dir.join("none"), &Limits::default()), Err(ReadError::Io { .. })));
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
