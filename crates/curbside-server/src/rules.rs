//! The packs and the policy in force, and how others take their place.
//!
//! New packs are read, compiled, held against their own tests and only then exchanged, in one step.
//! Whatever goes wrong on the way leaves those in force as they are.

use crate::config::{Config, Reload};
use arc_swap::ArcSwap;
use curbside::model::Model;
use curbside::pack::{CARD_FILE, Card, Limits, PackSource, fs};
use curbside::source::SourceId;
use curbside::testing::{Options, Suite, TestFile, run};
use curbside::{Compiler, Live, Ruleset};
use curbside_hooks::{Services, Settings};
use curbside_policy::{Date, Policy, PolicyFile};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Why packs or policy do not come into force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// They cannot be read.
    #[error("K201: packs cannot be read: {0}")]
    Read(String),
    /// They have mistakes.
    #[error("K202: {0}; `curbside check` shows all of them")]
    Packs(String),
    /// There is not one rule.
    #[error("K203: the packs have no rule: nothing would be checked")]
    Empty,
    /// The policy has mistakes.
    #[error("K204: {0}; `curbside policy check` shows all of them")]
    Policy(String),
    /// The packs' tests fail.
    #[error(
        "K205: self-test: {failed} of {cases} cases fail; the first: {first}; `curbside test` shows all of them"
    )]
    SelfTest {
        /// How many fail.
        failed: usize,
        /// How many there are.
        cases: usize,
        /// One of them.
        first: String,
    },
    /// There is nothing to go back to.
    #[error("K206: there is nothing to go back to")]
    Nothing,
    /// Another exchange is under way.
    #[error("K207: packs are being exchanged already; wait for it to end")]
    Busy,
}

/// What answers requests at a moment.
#[derive(Debug)]
pub struct InForce {
    /// The rules as services.
    pub services: Services,
    /// The policy.
    pub policy: Arc<Policy>,
    /// Its text, as its files say it.
    pub policy_text: String,
    /// Since when.
    pub since: jiff::Timestamp,
}

/// What was said of the last load, step by step: name, whether it went well, what happened.
pub type Steps = Vec<(&'static str, bool, String)>;

/// What comes into force together.
#[derive(Clone)]
struct Loaded {
    rules: Ruleset,
    policy: Arc<Policy>,
    policy_text: String,
    steps: Steps,
}

/// Where packs and policy stand, and those in force.
pub struct Shelf {
    packs: Vec<PathBuf>,
    cache: Option<PathBuf>,
    policy: Option<PathBuf>,
    overlays: Vec<PathBuf>,
    reload: Reload,
    settings: Settings,
    live: Arc<Live>,
    now: ArcSwap<InForce>,
    /// What was in force before, to go back to; held while packs are exchanged.
    before: Mutex<Option<Loaded>>,
    steps: Mutex<Steps>,
    /// Of the files that were tried last.
    tried: Mutex<Option<[u8; 32]>>,
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("packs", &self.packs).finish_non_exhaustive()
    }
}

impl Shelf {
    /// Reads, compiles and tests what the configuration names.
    ///
    /// # Errors
    /// The first thing that keeps it from coming into force.
    pub fn open(config: &Config) -> Result<Shelf, LoadError> {
        let files = Files::read(&config.packs, config.policy.as_deref(), &config.overlays)?;
        let mut loaded = files.load(config.cache.as_deref(), &config.reload)?;
        loaded.steps.extend(system_step(&config.hooks, loaded.rules.model()));
        let live = Arc::new(Live::new(loaded.rules.clone()));
        let now = in_force(&loaded, live.current(), &config.hooks);
        Ok(Shelf {
            packs: config.packs.clone(),
            cache: config.cache.clone(),
            policy: config.policy.clone(),
            overlays: config.overlays.clone(),
            reload: config.reload.clone(),
            settings: config.hooks.clone(),
            live,
            now: ArcSwap::from_pointee(now),
            before: Mutex::new(None),
            steps: Mutex::new(loaded.steps),
            tried: Mutex::new(Some(files.mark())),
        })
    }

    /// What is in force now; consistent however long it is used.
    pub fn now(&self) -> Arc<InForce> {
        self.now.load_full()
    }

    /// The rules, for sessions that live longer than an exchange.
    pub fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live)
    }

    /// How the last load went.
    pub fn steps(&self) -> Steps {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether there is something to go back to.
    pub fn can_roll_back(&self) -> bool {
        self.before.try_lock().is_ok_and(|b| b.is_some())
    }

    /// Reads, compiles, tests and exchanges; gives the new generation. Takes seconds: not for a thread that
    /// serves sockets.
    ///
    /// # Errors
    /// Why those in force stay.
    pub fn reload(&self) -> Result<u64, LoadError> {
        let mut before = self.before.try_lock().map_err(|_| LoadError::Busy)?;
        let loaded = Files::read(&self.packs, self.policy.as_deref(), &self.overlays).and_then(|files| {
            *self.tried.lock().unwrap_or_else(PoisonError::into_inner) = Some(files.mark());
            files.load(self.cache.as_deref(), &self.reload)
        });
        match loaded {
            Ok(mut loaded) => {
                loaded.steps.extend(system_step(&self.settings, loaded.rules.model()));
                Ok(self.exchange(&mut before, loaded))
            }
            Err(error) => {
                self.tell(vec![("Refused", false, error.to_string())]);
                Err(error)
            }
        }
    }

    /// Exchanges only if packs or policy have changed since they were tried last; `None` if not.
    pub fn reload_if_changed(&self) -> Option<Result<u64, LoadError>> {
        // While files are being written they may not be whole: the next look will find them.
        let files = Files::read(&self.packs, self.policy.as_deref(), &self.overlays).ok()?;
        let mark = Some(files.mark());
        let changed = *self.tried.lock().unwrap_or_else(PoisonError::into_inner) != mark;
        changed.then(|| self.reload())
    }

    /// Puts in force again what was before; gives the new generation.
    ///
    /// # Errors
    /// There is nothing, or an exchange is under way.
    pub fn roll_back(&self) -> Result<u64, LoadError> {
        let mut before = self.before.try_lock().map_err(|_| LoadError::Busy)?;
        let mut loaded = before.take().ok_or(LoadError::Nothing)?;
        loaded.steps =
            vec![("Rolled back", true, "the packs and the policy from before are in force".into())];
        Ok(self.exchange(&mut before, loaded))
    }

    fn exchange(&self, before: &mut Option<Loaded>, loaded: Loaded) -> u64 {
        let old = self.now();
        let generation = self.live.swap(loaded.rules.clone());
        self.now.store(Arc::new(in_force(&loaded, self.live.current(), &self.settings)));
        *before = Some(Loaded {
            rules: old.services.rules().clone(),
            policy: Arc::clone(&old.policy),
            policy_text: old.policy_text.clone(),
            steps: Vec::new(),
        });
        self.tell(loaded.steps);
        generation
    }

    fn tell(&self, steps: Steps) {
        *self.steps.lock().unwrap_or_else(PoisonError::into_inner) = steps;
    }
}

fn in_force(loaded: &Loaded, rules: Ruleset, settings: &Settings) -> InForce {
    InForce {
        services: Services::new(rules, settings.clone()),
        policy: Arc::clone(&loaded.policy),
        policy_text: loaded.policy_text.clone(),
        since: jiff::Timestamp::now(),
    }
}

/// The files of packs and policy, as they stand now.
struct Files {
    packs: Vec<PackSource>,
    policy: PolicyFile,
    overlays: Vec<PolicyFile>,
}

impl Files {
    fn read(packs: &[PathBuf], policy: Option<&Path>, overlays: &[PathBuf]) -> Result<Files, LoadError> {
        let mut out = Files { packs: Vec::new(), policy: Policy::shipped_file(), overlays: Vec::new() };
        for folder in packs {
            let some = fs::read(folder, &Limits::default()).map_err(|e| LoadError::Read(e.to_string()))?;
            out.packs.extend(some);
        }
        let text = |path: &Path| {
            let text = std::fs::read_to_string(path)
                .map_err(|e| LoadError::Policy(format!("cannot read `{}`: {e}", path.display())))?;
            Ok(PolicyFile::new(path.display().to_string(), text))
        };
        if let Some(path) = policy {
            out.policy = text(path)?;
        }
        out.overlays = overlays.iter().map(|p| text(p)).collect::<Result<_, _>>()?;
        Ok(out)
    }

    /// The same for the same files.
    fn mark(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut put = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        for pack in &self.packs {
            put(pack.path.as_bytes());
            for (name, content) in &pack.files {
                put(name.as_bytes());
                put(content);
            }
        }
        for file in self.overlays.iter().chain([&self.policy]) {
            put(file.text.as_bytes());
        }
        hash.finalize().into()
    }

    fn load(&self, cache: Option<&Path>, reload: &Reload) -> Result<Loaded, LoadError> {
        let mut compiler = Compiler::new();
        if let Some(folder) = cache {
            compiler = compiler.cache_dir(folder);
        }
        for pack in &self.packs {
            compiler = compiler.pack(pack.clone());
        }
        let rules = compiler.compile().map_err(|e| LoadError::Packs(e.to_string()))?;
        let model = rules.model();
        if model.rules.is_empty() {
            return Err(LoadError::Empty);
        }
        let mut steps: Steps =
            vec![("Packs", true, format!("{} packs, {} rules", model.packs.len(), model.rules.len()))];
        let policy =
            Policy::read(&self.policy, &self.overlays).map_err(|e| LoadError::Policy(e.to_string()))?;
        steps.push(policy_step(&policy, model));
        if reload.self_test {
            steps.push(("Self-test", true, self.test(model, cache)?));
        } else {
            steps.push(("Self-test", false, "left out (`reload.self_test: none`)".into()));
        }
        let texts: Vec<&str> = self.overlays.iter().chain([&self.policy]).map(|f| f.text.as_str()).collect();
        Ok(Loaded { rules, policy: Arc::new(policy), policy_text: texts.join("\n---\n"), steps })
    }

    /// The packs' own tests, by the reference evaluator; what to say of them. With a cache, what has
    /// passed once is not tested again while packs, tests and engine are the same.
    fn test(&self, model: &Model, cache: Option<&Path>) -> Result<String, LoadError> {
        let unreadable = |e: fs::ReadError| LoadError::Read(e.to_string());
        let readers: Vec<_> = self.packs.iter().map(|p| fs::test_data(Path::new(&p.path))).collect();
        let mut suites = Vec::new();
        let mut hash = Sha256::new();
        hash.update(concat!(env!("CARGO_PKG_VERSION"), "\n"));
        hash.update(self.mark());
        for (pack, read) in self.packs.iter().zip(&readers) {
            let files = fs::tests(Path::new(&pack.path)).map_err(unreadable)?;
            for (path, text) in &files {
                hash.update(format!("{}/{path}\n{}\n", pack.path, text.len()));
                hash.update(text);
            }
            let name = pack.text(CARD_FILE).and_then(|text| Card::read(SourceId(0), text).0);
            suites.push(Suite {
                pack: name.map_or_else(|| pack.path.clone(), |c| c.name),
                folder: pack.path.clone(),
                files: files.into_iter().map(|(path, text)| TestFile { path, text }).collect(),
                read,
            });
        }
        let mark: String = hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
        let passed = cache.map(|folder| folder.join(format!("tested-{mark}")));
        if let Some(cases) = passed.as_ref().and_then(|file| std::fs::read_to_string(file).ok()) {
            return Ok(format!("{} cases, passed before", cases.trim()));
        }
        let report = run(model, &suites, &Options::default());
        let counts = report.counts();
        if report.is_success() {
            // Without the mark they are tested again, no more.
            let _ = passed.map(|file| std::fs::write(file, counts.cases.to_string()));
            return Ok(format!("{} cases", counts.cases));
        }
        let bad = report.cases.iter().find(|c| !c.failures.is_empty());
        let first = match (bad, report.diags.iter().find(|d| d.is_error())) {
            (Some(case), _) => format!("{}:{}: {}", case.file, case.line, case.name),
            (None, Some(d)) => d.message.clone(),
            (None, None) => "a test file cannot be read".into(),
        };
        Err(LoadError::SelfTest { failed: counts.failed + counts.invalid, cases: counts.cases, first })
    }
}

/// Rules of `hooks.system_actions` of which the packs have none: what was agreed on with a client does not happen.
fn system_step(settings: &Settings, model: &Model) -> Option<(&'static str, bool, String)> {
    let there = |id: &str| model.rules.iter().any(|r| r.id == id);
    let gone: Vec<&str> =
        settings.system_actions.iter().map(String::as_str).filter(|id| !there(id)).collect();
    let text = format!("the packs have no rule {}, named in `hooks.system_actions`", gone.join(", "));
    (!gone.is_empty()).then_some(("System actions", false, text))
}

/// What the policy's check against the packs says; warnings keep nothing from coming into force.
fn policy_step(policy: &Policy, model: &Model) -> (&'static str, bool, String) {
    let today = jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date().to_string();
    let found = today.parse::<Date>().map(|today| policy.check(model, &today)).unwrap_or_default();
    let name = format!("{} {}", policy.card.name, policy.card.version);
    match found.first() {
        None => ("Policy", true, name),
        Some(first) => {
            ("Policy", false, format!("{name}: {} remarks; the first: {}", found.len(), first.message))
        }
    }
}
