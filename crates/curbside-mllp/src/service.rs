//! One message: read, taken into the sessions, stored, acknowledged.

use crate::ack::{self, Fate, Problem};
use crate::sessions::{Held, Remembered, Sessions, Slot, weight};
use crate::sink::{Event, PatientChange, Sink};
use crate::{Config, Counts};
use curbside::hl7v2::{self, Message, PatientId, Update};
use curbside::snapshot::{IngestionNote, Snapshot};
use curbside::time::{Clock, Timestamp};
use curbside::{Live, Session};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Takes messages in, whatever they come by.
pub struct Service {
    pub(crate) config: Config,
    pub(crate) counts: Counts,
    rules: Arc<Live>,
    sink: Arc<dyn Sink>,
    sessions: Sessions,
    remembered: Remembered,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").field("patients", &self.sessions.len()).finish_non_exhaustive()
    }
}

/// A session before the message, to go back to.
type Before = HashMap<String, Option<Snapshot>>;

impl Service {
    /// A service that answers by these rules and stores in this sink.
    pub fn new(config: Config, rules: Arc<Live>, sink: impl Sink) -> Arc<Service> {
        let sessions = Sessions::new(config.max_sessions, config.max_facts, config.evicted.clone());
        let remembered = Remembered::new(config.remembered_messages);
        Arc::new(Service {
            config,
            counts: Counts::default(),
            rules,
            sink: Arc::new(sink),
            sessions,
            remembered,
        })
    }

    /// Takes in the content of one frame and gives the acknowledgements to send.
    pub async fn take(self: &Arc<Self>, frame: &[u8]) -> Vec<Vec<u8>> {
        let now = self.stamp();
        let messages = match hl7v2::read_messages(frame, &self.config.reading) {
            Ok(messages) => messages,
            Err(e) => {
                self.counts.rejected.fetch_add(1, Ordering::Relaxed);
                return vec![ack::one(None, &Fate::from(&e), 'A', &now)];
            }
        };
        let mut out = Vec::new();
        for message in messages {
            match message {
                Ok(m) => {
                    let fate = self.one(&m).await;
                    let count = match fate {
                        Fate::Accepted => &self.counts.accepted,
                        Fate::Error(_) => &self.counts.errors,
                        Fate::Rejected(_) => &self.counts.rejected,
                    };
                    count.fetch_add(1, Ordering::Relaxed);
                    out.extend(ack::answers(&m, &fate, &now));
                }
                Err(e) => {
                    self.counts.errors.fetch_add(1, Ordering::Relaxed);
                    let fate = Fate::from(&e);
                    match header(frame, e.place().message) {
                        Some(m) => out.extend(ack::answers(&m, &fate, &now)),
                        None => out.push(ack::one(None, &fate, 'A', &now)),
                    }
                }
            }
        }
        out
    }

    /// How many patients have a session.
    pub fn patients(&self) -> usize {
        self.sessions.len()
    }

    pub(crate) fn evictions(&self) -> u64 {
        self.sessions.evictions()
    }

    /// A copy of a patient's record as the messages made it.
    pub async fn record(&self, id: &PatientId) -> Option<Snapshot> {
        self.sessions.record(id).await
    }

    fn now(&self) -> Timestamp {
        (self.config.now)()
    }

    /// Now, as MSH-7 has it.
    pub(crate) fn stamp(&self) -> String {
        let text = self.now().in_zone(&self.config.reading.zone);
        let digits = |t: &str| t.chars().filter(char::is_ascii_digit).collect::<String>();
        let (stamp, offset) = text.split_at(text.len().min(19));
        format!("{}{}{}", digits(stamp), offset.get(..1).unwrap_or(""), digits(offset))
    }

    async fn one(self: &Arc<Self>, m: &Message) -> Fate {
        let control_id = m.control_id();
        if control_id.is_empty() {
            let place = Some(("MSH".to_string(), 1, 10));
            return Fate::Error(Problem {
                code: 101,
                place,
                text: "MSH-10: the message has no control id".into(),
            });
        }
        let sender = (m.header(3, 1), m.header(4, 1));
        let key = (format!("{}\u{1f}{}\u{1f}{control_id}", sender.0, sender.1), hash(m));
        if self.remembered.has(&key) {
            self.counts.duplicates.fetch_add(1, Ordering::Relaxed);
            return Fate::Accepted;
        }
        let mut reading = self.config.reading.clone();
        reading.as_of = Some(self.now());
        let updates = match hl7v2::updates(m, &reading) {
            Ok(updates) => updates,
            Err(e) => return Fate::from(&e),
        };
        if updates.iter().any(|u| u.ids.is_empty()) {
            let place = Some(("PID".to_string(), 1, 3));
            return Fate::Error(Problem {
                code: 204,
                place,
                text: "PID-3: the patient has no identifier".into(),
            });
        }
        let ids: Vec<PatientId> =
            updates.iter().flat_map(|u| u.id().into_iter().chain(&u.merged).cloned()).collect();
        let held = self.sessions.hold(&ids).await;
        // The same message by another connection, while this one waited.
        if self.remembered.has(&key) {
            self.counts.duplicates.fetch_add(1, Ordering::Relaxed);
            return Fate::Accepted;
        }
        let service = Arc::clone(self);
        // Evaluation is work for a processor, not for the threads that wait for peers.
        let done = tokio::task::spawn_blocking(move || {
            let mut held = held;
            let mut before = Before::new();
            let patients =
                updates.iter().map(|u| service.update(u, &mut held, &mut before)).collect::<Vec<_>>();
            (held, before, updates, patients)
        });
        let Ok((mut held, before, updates, patients)) = done.await else {
            return Fate::Rejected(Problem::new(207, "the message could not be evaluated"));
        };
        let max = self.config.max_patient_facts;
        if held.values().filter_map(|s| s.session.as_ref()).any(|s| weight(s.patient()) > max) {
            self.undo(&mut held, before);
            let text =
                format!("the patient's record would hold more than {max} facts; the message is not taken");
            return Fate::Rejected(Problem::new(207, text));
        }
        let event = Event { sender, control_id, kind: m.kind(), patients };
        if let Err(e) = self.sink.store(event).await {
            self.undo(&mut held, before);
            let text = format!("what the message changed could not be stored ({e}); send it again");
            return Fate::Rejected(Problem::new(207, text));
        }
        for u in &updates {
            self.settle_merge(u, &mut held);
        }
        self.remembered.keep(key);
        for (key, slot) in &held {
            self.sessions.weigh(key, slot.session.as_ref().map_or(0, |s| weight(s.patient())));
        }
        Fate::Accepted
    }

    /// Takes one update into its session.
    fn update(&self, u: &Update, held: &mut HashMap<String, Held>, before: &mut Before) -> PatientChange {
        let patient = u.id().cloned().unwrap_or(PatientId {
            authority: String::new(),
            id: String::new(),
            kind: String::new(),
        });
        let key = self.sessions.key(&patient);
        let clock = Clock::new(self.now(), self.config.reading.zone.clone());
        let mut absorbed = Vec::new();
        for id in &u.merged {
            let old = self.sessions.key(id);
            if old == key {
                continue;
            }
            if let Some(slot) = held.get_mut(&old) {
                remember(before, &old, slot);
                let record = slot.session.take().map(|s| s.patient().clone());
                absorbed.extend(record.or_else(|| (self.config.records)(id)));
            }
        }
        let mut change = PatientChange {
            patient,
            since: Vec::new(),
            difference: Default::default(),
            restarted: false,
            generation: 0,
        };
        let Some(slot) = held.get_mut(&key) else { return change };
        remember(before, &key, slot);
        change.restarted = slot.restarted && slot.session.is_none();
        let rules = self.rules.current();
        let generation = rules.generation();
        let session = slot.session.get_or_insert_with(|| {
            let mut record = (self.config.records)(&change.patient).unwrap_or_default();
            if change.restarted {
                record.notes.push(restarted());
            }
            Session::new(rules.clone(), record, clock.clone())
        });
        if session.evaluation().generation != generation {
            change.since.push(session.follow(rules));
        }
        if session.clock().now != clock.now {
            change.since.push(session.at(clock));
        }
        for record in absorbed {
            change.since.push(session.change(|s| s.absorb(record)));
        }
        change.since.retain(|d| !d.is_empty());
        change.difference = session.receive(u);
        change.generation = session.evaluation().generation;
        change
    }

    fn settle_merge(&self, u: &Update, held: &mut HashMap<String, Held>) {
        let Some(key) = u.id().map(|i| self.sessions.key(i)) else { return };
        for id in &u.merged {
            let old = self.sessions.key(id);
            if old != key {
                if let Some(slot) = held.get_mut(&old) {
                    slot.gone = true;
                }
                self.sessions.lead(&old, &key);
            }
        }
    }

    /// Puts the sessions back to where they were before a message.
    fn undo(&self, held: &mut HashMap<String, Held>, before: Before) {
        for (key, record) in before {
            if let Some(slot) = held.get_mut(&key) {
                let clock = Clock::new(self.now(), self.config.reading.zone.clone());
                slot.session = record.map(|r| Session::new(self.rules.current(), r, clock));
            }
        }
    }
}

fn restarted() -> IngestionNote {
    let text = "the session was put out for want of room and began again; what messages said before is only known \
                where the host gave it back";
    IngestionNote { code: "session-restarted".into(), source: None, text: text.into() }
}

fn remember(before: &mut Before, key: &str, slot: &Slot) {
    if !before.contains_key(key) {
        before.insert(key.to_string(), slot.session.as_ref().map(|s| s.patient().clone()));
    }
}

/// The header alone of a message that cannot be read further, so that the
/// answer can name it.
fn header(frame: &[u8], number: usize) -> Option<Message> {
    let is_header = |l: &&[u8]| l.starts_with(b"MSH") && l.get(3).is_some_and(|c| !c.is_ascii_alphanumeric());
    let lines = frame.split(|b| matches!(b, b'\r' | b'\n' | 0x0b | 0x1c));
    let lines = lines.map(|l| l.strip_prefix(b"\xef\xbb\xbf").unwrap_or(l));
    let line = lines.filter(is_header).nth(number.saturating_sub(1))?;
    let separator = *line.get(3)?;
    let plain: Vec<u8> = line.iter().map(|b| if b.is_ascii() { *b } else { b'?' }).collect();
    let mut fields: Vec<&[u8]> = plain.split(|b| *b == separator).collect();
    // The character set may be what is wrong, or that it continues another one.
    for n in [13, 17] {
        if let Some(f) = fields.get_mut(n) {
            *f = b"";
        }
    }
    let options = hl7v2::Options::new(curbside::time::Zone::utc());
    hl7v2::read_messages(&fields.join(&separator), &options).ok()?.pop()?.ok()
}

/// A mark of a message's content.
fn hash(m: &Message) -> u64 {
    let mut h = DefaultHasher::new();
    for s in m.segments() {
        s.raw().hash(&mut h);
    }
    h.finish()
}
