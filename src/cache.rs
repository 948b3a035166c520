//! Compiled packs as bytes, so that a restart need not compile them again.
//!
//! A cache is used only where it says, in its header, that it was made by this engine
//! from exactly these files with exactly these options, and where its checksum holds.
//! Anything else (older, newer, from other packs, cut off, damaged) is as good as none:
//! the packs are compiled. The packs are always read, so the texts are not in the cache.
//!
//! The checksum tells damage, not malice: who can write where caches are kept can change
//! the rules, as who can write to the packs can. Even then reading stays within bounds:
//! no panic, no id out of its table, no circle of definitions. Only [`fs`]
//! touches files.

use crate::check::{CheckOptions, Checked, Wanted, compile_for};
use crate::codec::{Reader, Writer};
use crate::model::{Model, Rules};
use crate::pack::{Limits, LintLevel, PackSource, fs};
use crate::parallel;
use crate::source::SourceMap;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

const MAGIC: [u8; 8] = *b"curbside";

/// Version of the format: to be raised when the same bytes come to mean something else.
const FORMAT: u32 = 2;

/// Magic, format, key, checksum.
const HEADER: usize = 8 + 4 + 32 + 8;

/// Where the key is.
const KEY: std::ops::Range<usize> = 12..44;

/// More bytes than this are read by two threads.
const LARGE: usize = 1 << 18;

/// Compiles packs, and gives the cache from which [`load`] has the model again; `None` where
/// there is an error, or where the packs nest deeper than a cache holds.
///
/// ```
/// use curbside::{cache, check::CheckOptions, pack::PackSource};
/// let packs = [PackSource::new("demo")
///     .file("pack.yaml", "name: demo\nversion: 1.0.0\n")
///     .file("demo.cds", "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n")];
/// let options = CheckOptions::default();
/// let (checked, cached) = cache::compile_and_save(&packs, &options);
/// let model = cache::load(&cached.unwrap(), &packs, &options).unwrap();
/// assert_eq!(model.hash, checked.model.unwrap().hash);
/// // Other packs, other options, other bytes: no model.
/// assert!(cache::load(b"anything", &packs, &options).is_none());
/// ```
pub fn compile_and_save(packs: &[PackSource], options: &CheckOptions) -> (Checked, Option<Vec<u8>>) {
    compile_for_and_save(Wanted::Everything, packs, options)
}

fn compile_for_and_save(
    wanted: Wanted,
    packs: &[PackSource],
    options: &CheckOptions,
) -> (Checked, Option<Vec<u8>>) {
    let checked = compile_for(wanted, packs, options);
    let bytes = checked.model.as_ref().and_then(|m| save(m, packs, &key(packs, options)));
    (checked, bytes)
}

/// The model that these packs compile to, if the bytes are its cache.
pub fn load(bytes: &[u8], packs: &[PackSource], options: &CheckOptions) -> Option<Model> {
    let (header, payload) = bytes.split_at_checked(HEADER)?;
    let made_for = header.get(KEY)?;
    if header != self::header(made_for.try_into().ok()?, payload) {
        return None;
    }
    // Whether it was made for these packs is found out beside reading it.
    read(payload, packs, || key(packs, options) == made_for)
}

/// What [`compile_in`] did.
#[derive(Debug)]
pub enum Compiled {
    /// The cache was good. Warnings are not kept in it.
    Cached(Box<Model>),
    /// The packs were compiled; where there is no error the cache is there for next time, unless writing failed.
    Fresh(Box<Checked>),
}

/// Compiles packs with a cache in a folder, which is made where it is not there.
/// A file that cannot be read or written is no error: it only saves no time.
pub fn compile_in(folder: &Path, packs: &[PackSource], options: &CheckOptions) -> Compiled {
    compile_for_in(Wanted::Everything, folder, packs, options)
}

/// As [`compile_in`], for what is wanted.
pub(crate) fn compile_for_in(
    wanted: Wanted,
    folder: &Path,
    packs: &[PackSource],
    options: &CheckOptions,
) -> Compiled {
    let name = file_name(packs);
    if let Some(model) = fs::read_cache(folder, &name).and_then(|bytes| load(&bytes, packs, options)) {
        return Compiled::Cached(Box::new(model));
    }
    let (checked, bytes) = compile_for_and_save(wanted, packs, options);
    if let Some(bytes) = bytes {
        // Nobody is worse off than without a cache.
        let _ = fs::write_cache(folder, &name, &bytes);
    }
    Compiled::Fresh(Box::new(checked))
}

/// One file for packs of the same places, so that a change replaces what is stale.
fn file_name(packs: &[PackSource]) -> String {
    let mut hash = Sha256::new();
    for pack in packs {
        part(&mut hash, pack.path.as_bytes());
    }
    let digest = hash.finalize();
    let hex: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("packs-{hex}.cache")
}

fn part(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

/// Hash of everything that compiling depends on: the engine with all of its sources, the options, every
/// byte of the packs.
fn key(packs: &[PackSource], options: &CheckOptions) -> [u8; 32] {
    let mut hash = Sha256::new();
    part(&mut hash, env!("CARGO_PKG_VERSION").as_bytes());
    part(&mut hash, env!("CURBSIDE_SOURCES").as_bytes());
    part(&mut hash, &[u8::from(cfg!(feature = "script"))]);
    let CheckOptions { limits, levels, today } = options;
    let Limits { file_bytes, total_bytes, files, items, rows } = *limits;
    for n in [file_bytes, total_bytes, files, items, rows, levels.len(), packs.len()] {
        hash.update((n as u64).to_le_bytes());
    }
    for (lint, level) in levels {
        part(&mut hash, lint.as_bytes());
        let level: &[u8] = match level {
            LintLevel::Off => b"off",
            LintLevel::Warn => b"warn",
            LintLevel::Error => b"error",
        };
        part(&mut hash, level);
    }
    part(&mut hash, &[u8::from(today.is_some())]);
    part(&mut hash, today.as_deref().unwrap_or("").as_bytes());
    for pack in packs {
        part(&mut hash, pack.path.as_bytes());
        hash.update((pack.files.len() as u64).to_le_bytes());
        for (path, content) in &pack.files {
            part(&mut hash, path.as_bytes());
            part(&mut hash, content);
        }
    }
    hash.finalize().into()
}

fn header(key: &[u8; 32], payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER);
    out.extend(MAGIC);
    out.extend(FORMAT.to_le_bytes());
    out.extend(key);
    out.extend(checksum(payload).to_le_bytes());
    out
}

/// Every step can be undone, so that bytes which differ in one word never have the same sum;
/// other damage goes unseen once in 2^64. A fraction of the time a hash would take.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = bytes.len() as u64;
    let mut add = |word: u64| sum = (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|w| add(u64::from_le_bytes(*w)));
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    add(u64::from_le_bytes(last));
    sum
}

fn save(model: &Model, packs: &[PackSource], key: &[u8; 32]) -> Option<Vec<u8>> {
    let (mut w, mut rules) = (Writer::default(), Writer::default());
    put_texts(&mut w, &model.sources, packs)?;
    model.put(&mut w);
    model.put_rules(&mut rules);
    let (rest, rules) = (w.finish()?, rules.finish()?);
    let mut payload = (rules.len() as u64).to_le_bytes().to_vec();
    payload.extend(rules);
    payload.extend(rest);
    let mut out = header(key, &payload);
    out.extend(payload);
    Some(out)
}

/// Where each text of a model is in the packs.
fn put_texts(w: &mut Writer, sources: &SourceMap, packs: &[PackSource]) -> Option<()> {
    let mut places: BTreeMap<String, Vec<(usize, &str)>> = BTreeMap::new();
    for (at, pack) in packs.iter().enumerate() {
        for path in pack.files.keys() {
            places.entry(pack.shown(path)).or_default().push((at, path));
        }
    }
    w.length(sources.iter().count());
    for (_, file) in sources.iter() {
        let same = |(pack, path): &&(usize, &str)| packs.get(*pack)?.text(path).map(|t| t == file.text);
        let (pack, path) = places.get(&file.path)?.iter().find(|p| same(p) == Some(true))?;
        w.length(*pack);
        w.text(path);
    }
    Some(())
}

fn texts(r: &mut Reader<'_>, packs: &[PackSource]) -> Option<SourceMap> {
    let mut sources = SourceMap::default();
    for _ in 0..r.length().ok()? {
        let pack = packs.get(usize::try_from(r.number().ok()?).ok()?)?;
        let path = r.text().ok()?;
        sources.add(pack.shown(path), pack.text(path)?);
    }
    Some(sources)
}

/// Reads a model from bytes without header and checksum, as if somebody had forged them. For fuzzing.
#[doc(hidden)]
pub fn read_forged(payload: &[u8], packs: &[PackSource]) -> Option<Model> {
    read(payload, packs, || true)
}

/// Reads a model, rules and everything else at the same time, unless `fits` says no.
fn read(payload: &[u8], packs: &[PackSource], fits: impl FnOnce() -> bool) -> Option<Model> {
    let (length, parts) = payload.split_first_chunk()?;
    let (rules, rest) = parts.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let whole = |r: Reader<'_>| r.finish().ok();
    let rest = || {
        let mut r = Reader::new(rest).ok()?;
        let sources = texts(&mut r, packs)?;
        let rest = Model::get(&mut r, sources).ok()?;
        whole(r)?;
        fits().then_some(rest)
    };
    let rules = || {
        let mut r = Reader::new(rules).ok()?;
        let rules = Rules::get(&mut r).ok()?;
        whole(r)?;
        Some(rules)
    };
    let (rest, rules) = parallel::both(payload.len() > LARGE, rest, rules);
    Model::join(rest?, rules?).ok()
}

/// The part of a cache that [`read_forged`] reads.
#[doc(hidden)]
pub fn payload(cache: &[u8]) -> Option<&[u8]> {
    cache.get(HEADER..)
}
