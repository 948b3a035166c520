//! Compiled packs as bytes, so that a restart need not compile them again.
//!
//! A cache is used only where it says, in its header, that it was made by this engine
//! from exactly these files with exactly these options, and where its checksum holds.
//! Anything else (older, newer, from other packs, cut off, damaged) is as good as none:
//! the packs are compiled.
//!
//! The checksum tells damage, not malice: who can write where caches are kept can change
//! the rules, as who can write to the packs can. Even then reading stays within bounds:
//! no panic, no id out of its table, no circle of definitions. Only [`fs`]
//! touches files.

use crate::check::{CheckOptions, Checked, Wanted, compile_for};
use crate::codec::{Reader, Writer};
use crate::index::Vocabulary;
use crate::model::{Model, Rest, Rules};
use crate::pack::{Limits, LintLevel, PackSource, fs};
use crate::parallel;
use crate::plan::{Lists, Plan, PlanOptions};
use sha2::{Digest, Sha256};
use std::path::Path;

const MAGIC: [u8; 8] = *b"curbside";

/// Version of the format: to be raised when the same bytes come to mean something else.
const FORMAT: u32 = 4;

/// Magic, format, key, checksum.
const HEADER: usize = 8 + 4 + 32 + 8;

/// Where the key is.
const KEY: std::ops::Range<usize> = 12..44;

/// More bytes than this are read by several threads.
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
    let (checked, _, bytes) = compile_for_and_save(Wanted::Everything, packs, options);
    (checked, bytes)
}

fn compile_for_and_save(
    wanted: Wanted,
    packs: &[PackSource],
    options: &CheckOptions,
) -> (Checked, Option<Plan>, Option<Vec<u8>>) {
    let checked = compile_for(wanted, packs, options);
    let plan = checked.model.as_ref().map(|m| Plan::new(m, PlanOptions::default()));
    let made = checked.model.as_ref().zip(plan.as_ref());
    let bytes = made.and_then(|(model, plan)| save(model, plan, &key(packs, options)));
    (checked, plan, bytes)
}

/// The model that these packs compile to, if the bytes are its cache.
pub fn load(bytes: &[u8], packs: &[PackSource], options: &CheckOptions) -> Option<Model> {
    let (payload, fits) = checked(bytes, packs, options)?;
    read(payload, false, fits).map(|(model, _)| model)
}

/// As [`load`], with what is prepared of the model by default.
pub(crate) fn load_prepared(
    bytes: &[u8],
    packs: &[PackSource],
    options: &CheckOptions,
) -> Option<(Model, Plan)> {
    let (payload, fits) = checked(bytes, packs, options)?;
    let (model, plan) = read(payload, true, fits)?;
    Some((model, plan?))
}

/// What a cache holds, if it is whole, and whether it was made for these packs: to be found out beside reading it.
fn checked<'b>(
    bytes: &'b [u8],
    packs: &[PackSource],
    options: &CheckOptions,
) -> Option<(&'b [u8], impl Fn() -> bool + Sync)> {
    let (header, payload) = bytes.split_at_checked(HEADER)?;
    let made_for = header.get(KEY)?;
    if header != self::header(made_for.try_into().ok()?, payload) {
        return None;
    }
    Some((payload, move || key(packs, options) == made_for))
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
    let cached = fs::read_cache(folder, &file_name(packs)).and_then(|bytes| load(&bytes, packs, options));
    match cached {
        Some(model) => Compiled::Cached(Box::new(model)),
        None => Compiled::Fresh(Box::new(make(Wanted::Everything, folder, packs, options).0)),
    }
}

/// Rules that are ready for evaluation as they are by default, or what is wrong with the packs.
pub(crate) fn prepare_in(
    folder: &Path,
    packs: &[PackSource],
    options: &CheckOptions,
) -> Result<(Model, Plan), Box<Checked>> {
    let cached = fs::read_cache(folder, &file_name(packs));
    if let Some(ready) = cached.and_then(|bytes| load_prepared(&bytes, packs, options)) {
        return Ok(ready);
    }
    let (mut checked, plan) = make(Wanted::Model, folder, packs, options);
    checked.model.take().zip(plan).ok_or_else(|| Box::new(checked))
}

/// Compiles, and keeps what came of it.
fn make(
    wanted: Wanted,
    folder: &Path,
    packs: &[PackSource],
    options: &CheckOptions,
) -> (Checked, Option<Plan>) {
    let (checked, plan, bytes) = compile_for_and_save(wanted, packs, options);
    if let Some(bytes) = bytes {
        // Nobody is worse off than without a cache.
        let _ = fs::write_cache(folder, &file_name(packs), &bytes);
    }
    (checked, plan)
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
/// other damage goes unseen once in 2^64. Four sums side by side, in a fraction of the time a hash would take.
fn checksum(bytes: &[u8]) -> u64 {
    let step = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (blocks, rest) = bytes.as_chunks::<32>();
    let mut sums = [1_u64, 2, 3, 4];
    let add = |sums: &mut [u64; 4], block: &[u8; 32]| {
        let (words, _) = block.as_chunks::<8>();
        sums.iter_mut().zip(words).for_each(|(sum, w)| *sum = step(*sum, u64::from_le_bytes(*w)));
    };
    blocks.iter().for_each(|block| add(&mut sums, block));
    let mut last = [0; 32];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    add(&mut sums, &last);
    sums.into_iter().fold(bytes.len() as u64, step)
}

fn save(model: &Model, plan: &Plan, key: &[u8; 32]) -> Option<Vec<u8>> {
    let mut rest = Writer::default();
    let rules = model.put(&mut rest);
    let lists = plan.put(model, &mut rest)?;
    let mut payload = Vec::new();
    for part in [rest, lists].into_iter().chain(rules) {
        let part = part.finish()?;
        payload.extend((part.len() as u64).to_le_bytes());
        payload.extend(part);
    }
    let mut out = header(key, &payload);
    out.extend(payload);
    Some(out)
}

/// Reads a model from bytes without header and checksum, as if somebody had forged them.
pub(crate) fn read_forged(payload: &[u8]) -> Option<(Model, Plan)> {
    let (model, plan) = read(payload, true, || true)?;
    Some((model, plan?))
}

/// The parts that were written one after the other.
fn parts(mut payload: &[u8]) -> Option<Vec<&[u8]>> {
    let mut all = Vec::new();
    while !payload.is_empty() {
        let (length, rest) = payload.split_first_chunk()?;
        let (part, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        all.push(part);
        payload = rest;
    }
    Some(all)
}

/// What is to be done at the same time.
enum Work<'b> {
    Rest(&'b [u8]),
    Fit,
    Rules(&'b [u8]),
    Lists(&'b [u8]),
}

/// What came of it.
enum Done {
    Rest(Box<(Rest, Vocabulary)>),
    Fits,
    Rules(Rules),
    Lists(Box<Lists>),
}

/// Takes off the whole of some bytes what was written there.
fn whole<T>(bytes: &[u8], get: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> Option<T> {
    let mut r = Reader::new(bytes).ok()?;
    let out = get(&mut r)?;
    r.finish().ok().map(|()| out)
}

/// Reads a model, all of its parts at the same time, unless `fits` says no; what was prepared of it where that is wanted.
fn read(payload: &[u8], prepared: bool, fits: impl Fn() -> bool + Sync) -> Option<(Model, Option<Plan>)> {
    let all = parts(payload)?;
    let [rest, lists, rules @ ..] = all.as_slice() else { return None };
    let mut work = vec![Work::Rest(rest), Work::Fit];
    work.extend(rules.iter().map(|part| Work::Rules(part)));
    work.extend(prepared.then_some(Work::Lists(lists)));
    let done = parallel::map(&work, payload.len() > LARGE, |work| match work {
        Work::Rest(bytes) => whole(bytes, |r| {
            let rest = Model::get(r).ok()?;
            Some(Done::Rest(Box::new((rest, Vocabulary::get(r).ok()?))))
        }),
        Work::Fit => fits().then_some(Done::Fits),
        Work::Rules(bytes) => whole(bytes, |r| Rules::get(r).ok().map(Done::Rules)),
        Work::Lists(bytes) => whole(bytes, |r| Lists::get(r).ok().map(|l| Done::Lists(Box::new(l)))),
    });
    let (mut rest, mut lists, mut rules) = (None, None, Vec::new());
    for part in done {
        match part? {
            Done::Rest(read) => rest = Some(*read),
            Done::Lists(read) => lists = Some(*read),
            Done::Rules(read) => rules.push(read),
            Done::Fits => {}
        }
    }
    let (rest, vocabulary) = rest?;
    let model = Model::join(rest, rules).ok()?;
    let plan = match lists {
        Some(lists) => Some(Plan::join(&model, vocabulary, lists)?),
        None => None,
    };
    Some((model, plan))
}

/// The part of a cache below its header. For fuzzing.
#[doc(hidden)]
pub fn payload(cache: &[u8]) -> Option<&[u8]> {
    cache.get(HEADER..)
}
