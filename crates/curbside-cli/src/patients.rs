//! Patients from files, folders, lines and standard input.

use crate::error::Failure;
use crate::moment::{Clocks, Moment};
use curbside::eval::Options as EvalOptions;
use curbside::fhir::{self, DefaultCoverage, Options, PatientRead};
use curbside::hl7v2;
use curbside::snapshot::Snapshot;
use curbside::time::{Timestamp, Zone};
use std::io::Read;
use std::path::{Path, PathBuf};

/// How patient data is read.
#[derive(Debug, Clone, clap::Args)]
pub struct PatientArgs {
    /// Only this patient: 123 or Patient/123
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Unsigned orders of this request, as a FHIR bundle of their own
    #[arg(long, value_name = "FILE")]
    pub draft: Option<PathBuf>,
    /// The input is the whole record: what is not in it is not recorded
    #[arg(long, conflicts_with = "only_present")]
    pub whole_record: bool,
    /// The input is a part: a kind of fact that is not in it was not supplied
    #[arg(long)]
    pub only_present: bool,
    /// For HL7 v2: what the site's own codes, units and flags mean, as YAML
    #[arg(long, value_name = "FILE")]
    pub hl7_map: Option<PathBuf>,
    /// Role of the user, such as physician or pharmacist
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// Setting of the request, such as inpatient or emergency
    #[arg(long, value_name = "SETTING")]
    pub setting: Option<String>,
    /// What happened, such as patient-view or order-sign: only rules for it are evaluated
    #[arg(long, value_name = "TRIGGER", value_parser = trigger)]
    pub trigger: Option<String>,
    /// Advise on the treatment of patients who have died, too, to look back on a record
    #[arg(long)]
    pub advise_deceased: bool,
}

fn trigger(text: &str) -> Result<String, String> {
    use curbside::vocab::Trigger;
    match Trigger::parse(text) {
        Some(t) => Ok(t.word().to_string()),
        None => {
            Err(format!("one of {}", Trigger::ALL.iter().map(|t| t.word()).collect::<Vec<_>>().join(", ")))
        }
    }
}

/// One patient of an input.
pub struct Patient {
    /// The file, and the patient within it where there are several.
    pub label: String,
    /// The patient's name, from the same data.
    pub name: Option<String>,
    /// The snapshot and the clock to use, or why there is none.
    pub record: Result<(Snapshot, Moment), String>,
}

/// The files meant by paths: folders stand for the JSON, NDJSON and HL7 v2 files below them.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    for path in paths {
        if path.as_os_str() != "-" && path.is_dir() {
            let before = out.len();
            walk(path, 0, &mut out)?;
            if out.len() == before {
                return Err(Failure::Load(format!(
                    "`{}` holds no .json, .ndjson or .hl7 file",
                    path.display()
                )));
            }
        } else {
            out.push(path.clone());
        }
    }
    Ok(out)
}

/// Folders below this depth are not looked at.
const DEPTH: usize = 16;

fn walk(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let io = |e: std::io::Error| Failure::Load(format!("cannot read `{}`: {e}", folder.display()));
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        entries.push(entry.map_err(io)?.path());
    }
    entries.sort();
    for path in entries {
        if path.is_dir() && depth < DEPTH {
            walk(&path, depth + 1, out)?;
        } else if path
            .extension()
            .and_then(|e| e.to_str())
            .is_some_and(|e| matches!(e, "json" | "ndjson" | "jsonl" | "hl7"))
        {
            out.push(path);
        }
    }
    Ok(())
}

/// The bytes of a file, or of standard input for `-`.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut all = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut all).map(|_| ())
    } else {
        std::fs::read(path).map(|b| all = b)
    };
    read.map(|()| all).map_err(|e| Failure::Load(format!("cannot read `{}`: {e}", path.display())))
}

impl PatientArgs {
    /// How to evaluate.
    pub fn options(&self) -> EvalOptions<'static> {
        EvalOptions { advise_deceased: self.advise_deceased, ..EvalOptions::default() }
    }

    fn reading(&self, zone: &Zone, as_of: Option<Timestamp>) -> Options {
        let mut options = Options::new(zone.clone());
        options.as_of = as_of;
        options.patient.clone_from(&self.id);
        options.coverage = match (self.whole_record, self.only_present) {
            (true, _) => DefaultCoverage::WholeRecord,
            (_, true) => DefaultCoverage::OnlyPresent,
            _ => DefaultCoverage::Infer,
        };
        options
    }

    /// The draft orders, where there are any.
    pub fn drafts(&self) -> Result<Option<Vec<u8>>, Failure> {
        self.draft.as_deref().map(bytes).transpose()
    }

    fn read_all(
        &self,
        data: &[u8],
        drafts: Option<&[u8]>,
        options: &Options,
    ) -> Result<Vec<PatientRead>, String> {
        match drafts {
            Some(d) => Ok(vec![(String::new(), fhir::read_with_drafts(data, d, options))]),
            None => fhir::read_any(data, options).map_err(|e| format!("{e} [{}]", e.code())),
        }
    }

    /// The patients of a file.
    pub fn read(
        &self,
        path: &Path,
        drafts: Option<&[u8]>,
        clocks: &Clocks,
        names: bool,
    ) -> Result<Vec<Patient>, Failure> {
        let data = bytes(path)?;
        let file =
            if path.as_os_str() == "-" { "(standard input)".to_string() } else { path.display().to_string() };
        let load = |e: String| Failure::Load(format!("`{file}`: {e}"));
        if hl7v2::looks_like(&data) {
            if drafts.is_some() {
                return Err(load("--draft goes with FHIR; draft orders in HL7 v2 are not read".into()));
            }
            return self.read_hl7(&data, &file, clocks, names);
        }
        let now = clocks.for_record(None).map(|m| m.clock.now);
        let all = self.read_all(&data, drafts, &self.reading(clocks.zone(), now)).map_err(load)?;
        // The record's own time is known only now, and bears on how some facts are read.
        let made = all.iter().find_map(|(_, s)| s.as_ref().ok().and_then(|s| s.person.retrieved));
        let all = match (now, made) {
            (None, Some(made)) => {
                self.read_all(&data, drafts, &self.reading(clocks.zone(), Some(made))).map_err(load)?
            }
            _ => all,
        };
        let several = all.len() > 1;
        let known = if names { names_in(&data) } else { Vec::new() };
        let name_of = |id: &str| {
            let hit = known.iter().find(|(i, _)| !id.is_empty() && id.rsplit('/').next() == Some(i));
            hit.or(if several { None } else { known.first() }).map(|(_, n)| n.clone())
        };
        Ok(all
            .into_iter()
            .map(|(id, snapshot)| Patient {
                name: name_of(&id),
                label: if several { format!("{file} {id}") } else { file.clone() },
                record: snapshot.map_err(|e| format!("{e} [{}]", e.code())).and_then(|s| {
                    let moment = clocks.for_record(s.person.retrieved).ok_or(
                        "the record does not say when it was made (Bundle.timestamp); give --at a moment"
                            .to_string(),
                    )?;
                    Ok((self.with_request(s), moment))
                }),
            })
            .collect())
    }

    /// The patients of HL7 v2 messages; the time of the record is the newest
    /// message's (MSH-7).
    fn read_hl7(
        &self,
        data: &[u8],
        file: &str,
        clocks: &Clocks,
        names: bool,
    ) -> Result<Vec<Patient>, Failure> {
        let load = |e: &dyn std::fmt::Display| Failure::Load(format!("`{file}`: {e}"));
        let mut options = hl7v2::Options::new(clocks.zone().clone());
        options.patient.clone_from(&self.id);
        options.whole_record = self.whole_record;
        if let Some(path) = &self.hl7_map {
            let text = bytes(path)?;
            let text = String::from_utf8_lossy(&text);
            options.map = hl7v2::SiteMap::from_yaml(&text)
                .map_err(|e| Failure::Load(format!("`{}`: {e}", path.display())))?;
        }
        let made = last_made(data, &options);
        let moment = clocks.for_record(made);
        options.as_of = moment.as_ref().map(|m| m.clock.now);
        let all = hl7v2::read_any(data, &options).map_err(|e| load(&format!("{e} [{}]", e.code())))?;
        let several = all.len() > 1;
        let known = if names && !several { hl7_name(data, &options) } else { None };
        Ok(all
            .into_iter()
            .map(|(id, snapshot)| Patient {
                name: known.clone(),
                label: if several { format!("{file} {id}") } else { file.to_string() },
                record: snapshot.map_err(|e| format!("{e} [{}]", e.code())).and_then(|s| {
                    let moment = clocks.for_record(made).ok_or(
                        "the messages do not say when they were made (MSH-7); give --at a moment".to_string(),
                    )?;
                    Ok((self.with_request(s), moment))
                }),
            })
            .collect())
    }

    fn with_request(&self, mut s: Snapshot) -> Snapshot {
        for (to, from) in [
            (&mut s.request.role, &self.role),
            (&mut s.request.setting, &self.setting),
            (&mut s.request.trigger, &self.trigger),
        ] {
            if from.is_some() {
                to.clone_from(from);
            }
        }
        s
    }
}

/// When the newest message was made.
fn last_made(data: &[u8], options: &hl7v2::Options) -> Option<Timestamp> {
    let messages = hl7v2::read_messages(data, options).ok()?;
    messages.iter().flatten().filter_map(|m| m.made(&options.zone)).max()
}

/// The patient's name of the first message; only for display.
fn hl7_name(data: &[u8], options: &hl7v2::Options) -> Option<String> {
    let messages = hl7v2::read_messages(data, options).ok()?;
    let message = messages.iter().flatten().next()?;
    let pid = message.segment("PID")?;
    let all: Vec<String> = [2, 1].iter().filter_map(|n| pid.text(5, *n)).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Ids and names of the patients in a text; only for display, so whatever
/// cannot be read is left out.
fn names_in(data: &[u8]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let whole: Option<serde_json::Value> = serde_json::from_slice(data).ok();
    let lines = || data.split(|b| *b == b'\n').filter_map(|l| serde_json::from_slice(l).ok());
    let values: Vec<serde_json::Value> = whole.map_or_else(|| lines().collect(), |v| vec![v]);
    for value in &values {
        let entries = value.get("entry").and_then(|e| e.as_array());
        let resources = entries.into_iter().flatten().filter_map(|e| e.get("resource"));
        for r in resources.chain([value]).chain(value.as_array().into_iter().flatten()) {
            if r.get("resourceType").and_then(|t| t.as_str()) == Some("Patient") {
                let id = r.get("id").and_then(|i| i.as_str()).unwrap_or("");
                out.extend(name_of(r).map(|n| (id.to_string(), n)));
            }
        }
    }
    out
}

fn name_of(patient: &serde_json::Value) -> Option<String> {
    let name = patient.get("name")?.as_array()?.first()?;
    if let Some(text) = name.get("text").and_then(|t| t.as_str()) {
        return Some(text.to_string());
    }
    let given = name.get("given").and_then(|g| g.as_array()).into_iter().flatten().filter_map(|g| g.as_str());
    let family = name.get("family").and_then(|f| f.as_str());
    let all: Vec<&str> = given.chain(family).collect();
    (!all.is_empty()).then(|| all.join(" "))
}
