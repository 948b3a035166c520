//! Opening the gate is told to the log, with the reason. Alone in its file: the log is the process's.
#![allow(clippy::unwrap_used)]

use curbside::{Compiler, pack::PackSource};
use curbside_server::{Config, Gate, router};
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<(Level, String)>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        self.0.lock().unwrap().push((*event.metadata().level(), line.0));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn an_open_gate_is_logged_as_a_warning() {
    let pack = PackSource::new("demo")
        .file("pack.yaml", "name: demo\nversion: 1.0.0\n")
        .file("demo.cds", "pack demo\n");
    let rules = Compiler::new().pack(pack).compile().unwrap();
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), || {
        let gate = Gate::open("trial in the skills lab");
        drop(router(rules, Default::default(), Config::default(), gate, None));
    });
    let lines = log.0.lock().unwrap();
    let said = |(level, line): &(Level, String)| {
        *level == Level::WARN && line.contains("gate is open") && line.contains("trial in the skills lab")
    };
    assert!(lines.iter().any(said), "{lines:?}");
}
