//! ORC, OBR, OBX, SPM, TQ1 and the pharmacy segments: what was ordered, and
//! what came of it.

use super::super::control::{self, Does, Standing};
use super::super::cx::source;
use super::super::message::Segment;
use super::super::observation::{self, Around};
use super::super::pharmacy::{self, Given};
use super::super::timing::{self, Timing};
use super::super::{cx, immunization};
use super::Walk;
use crate::snapshot::{Change, Concept, Fact, Order, OrderStatus, Period, SourceRef};
use crate::time::PartialTime;

/// The order at hand.
#[derive(Default)]
pub(super) struct Ordered {
    does: Option<Does>,
    received: String,
    status: Option<Standing>,
    placer: Option<String>,
    filler: Option<String>,
    authored: Option<PartialTime>,
    timing: Timing,
    /// What the order takes the place of.
    replaces: Option<String>,
    /// OBR as an order, until its status is known.
    asked: Option<(SourceRef, Order)>,
    result_status: Option<OrderStatus>,
    /// Whether anything of its content was sent.
    described: bool,
    /// Whether ORC came after what was ordered (OUL).
    late_control: bool,
}

impl Ordered {
    pub fn number(&self) -> Option<&str> {
        self.placer.as_deref().or(self.filler.as_deref())
    }
}

impl Walk<'_> {
    pub(super) fn orc(&mut self, s: Segment<'_>) {
        // OUL sends the order after what was ordered.
        let after = self.cx.kind.0 == "OUL" && self.order.asked.is_some() && self.order.does.is_none();
        if !after {
            self.end_medication();
            self.end_order();
            self.new_group();
            let (shared, collected) = (self.around.shared.take(), self.around.collected.take());
            self.around = Around { shared, collected, ..Around::default() };
            self.order = Ordered::default();
        }
        self.order.late_control = after;
        let code = s.text(1, 1).unwrap_or_default().to_ascii_uppercase();
        let does = control::decide(&code);
        self.cx.source = SourceRef("ORC".into());
        if does.is_none() {
            self.cx.note(
                "unclear-status",
                "ORC-1: missing, or not a code of HL7 table 0119; its status is not known",
            );
        }
        let said = s.text(5, 1).map(|c| c.to_ascii_uppercase());
        let status = said.as_deref().and_then(control::status);
        if said.is_some() && status.is_none() {
            self.cx.note("unclear-status", "ORC-5: a status that is not of HL7 table 0038; not used");
        }
        let o = &mut self.order;
        o.placer = entity(s, 2).or_else(|| o.placer.take());
        o.filler = entity(s, 3).or_else(|| o.filler.take());
        o.received = match said {
            Some(c) => format!("{code} {c}"),
            None => code,
        };
        o.does = does;
        o.status = status;
        o.authored = self.cx.time(s.field(9), "ORC-9");
        let from = self.cx.time(s.field(15), "ORC-15");
        let timing = timing::tq(&mut self.cx, s.field(7), "ORC-7");
        self.order.timing = timing.or(&Timing { start: from, ..Timing::default() });
        match does {
            Some(Does::ToBeReplaced | Does::EndReplaced) => {
                self.replaced = self.order.number().map(str::to_string);
            }
            Some(Does::Replacement) => self.order.replaces = self.replaced.take(),
            _ => {}
        }
        self.around.number = self.order.filler.clone().or_else(|| self.order.placer.clone());
    }

    /// Where the order stands, and whether the message tells its content.
    fn standing(&self) -> (Standing, bool) {
        let o = &self.order;
        match o.does {
            Some(Does::Order | Does::Request(_) | Does::Replacement) => {
                (o.status.unwrap_or(control::ACTIVE), true)
            }
            Some(Does::Hold) => (control::HELD, true),
            Some(Does::Release) => (control::ACTIVE, true),
            Some(Does::End | Does::EndReplaced) => (control::ENDED, true),
            Some(Does::ToBeReplaced) => (control::ACTIVE, true),
            Some(Does::Status) => (o.status.unwrap_or(control::UNKNOWN), o.status.is_some()),
            Some(Does::Results | Does::Nothing(_)) => (o.status.unwrap_or(control::UNKNOWN), false),
            // No ORC at all, or one that is not understood.
            None => (o.status.unwrap_or(control::UNKNOWN), true),
        }
    }

    pub(super) fn end_order(&mut self) {
        let (standing, _) = self.standing();
        self.end_asked();
        let o = std::mem::take(&mut self.order);
        let Some(number) = o.number() else {
            if matches!(
                o.does,
                Some(
                    Does::Request(_)
                        | Does::Hold
                        | Does::Release
                        | Does::End
                        | Does::EndReplaced
                        | Does::Status
                )
            ) {
                self.cx.source = SourceRef("ORC".into());
                let text = "ORC-2, ORC-3: an order is to stand otherwise, and no number says which";
                self.cx.note("no-order-number", text);
            }
            return;
        };
        self.cx.source = source(&["ORC", number]);
        // A status without content is about the order that was sent before.
        let only_status = o.status.is_some() && !o.described;
        match o.does {
            // Granted already, where ORC-5 says so.
            Some(Does::Request(code)) => {
                if o.status.is_none_or(|s| s == control::ACTIVE) {
                    self.cx.note(code, "ORC-1: a request that is not granted yet; the order stays active");
                }
                if !only_status {
                    return;
                }
            }
            Some(Does::Nothing(why)) => {
                self.cx.note("order-unchanged", format!("ORC-1: {why}; the order stays as it was"));
                return;
            }
            Some(Does::Hold | Does::Release | Does::End | Does::EndReplaced) => {}
            Some(Does::Status) if o.status.is_some() => {}
            Some(Does::Order | Does::Replacement | Does::ToBeReplaced) if only_status => {}
            _ => return,
        }
        for kind in ["RXO", "RXE", "OBR"] {
            let source = source(&[kind, number]);
            let Standing { medication, order } = standing;
            let received = o.received.clone();
            let version = self.cx.version.clone();
            self.patient.changes.push(Change::Standing { source, medication, order, received, version });
        }
    }

    /// The OBR at hand becomes an order.
    fn end_asked(&mut self) {
        let (standing, content) = self.standing();
        let o = &mut self.order;
        let results = o.result_status.take();
        let Some((at, mut order)) = o.asked.take() else { return };
        let replaces = o.replaces.as_deref().map(|old| source(&["OBR", old])).filter(|old| *old != at);
        order.status = match o.does {
            Some(Does::Nothing(_)) => return,
            Some(Does::Results) => results.unwrap_or(OrderStatus::Done),
            None => results.unwrap_or(OrderStatus::Unknown),
            Some(Does::Status) if !content => results.unwrap_or(OrderStatus::Unknown),
            _ => match (standing.order, results) {
                (OrderStatus::Active, Some(found)) => found,
                (standing, _) => standing,
            },
        };
        order.info.status_received = Some(o.received.clone()).filter(|r| !r.is_empty());
        order.authored = order.authored.take().or_else(|| o.authored.clone());
        if order.period.start.is_none() {
            order.period = Period { start: o.timing.start.clone(), end: o.timing.end.clone() };
        }
        if let Some(source) = replaces {
            // What was to be done once is not to be done twice.
            let Standing { medication, order } = control::ENDED;
            let (received, version) = (self.order.received.clone(), self.cx.version.clone());
            self.patient.changes.push(Change::Standing { source, medication, order, received, version });
        }
        self.put(at, vec![Fact::Order(order)]);
    }

    pub(super) fn obr(&mut self, s: Segment<'_>) {
        self.end_medication();
        if self.order.late_control {
            // The ORC after the OBR before this one is not of this one.
            self.end_order();
            self.new_group();
        }
        let (placer, filler) = (entity(s, 2), entity(s, 3));
        if self.order.asked.is_some() || self.order.described {
            // Another OBR of the same order control, with numbers of its own.
            self.end_asked();
            (self.order.placer, self.order.filler) = (None, None);
            self.new_group();
        }
        let order = &mut self.order;
        order.described = true;
        order.placer = placer.or_else(|| order.placer.take());
        order.filler = filler.or_else(|| order.filler.take());
        let number = order.number().map(str::to_string);
        let battery = s.text(4, 1).or_else(|| s.text(4, 2)).or_else(|| s.text(4, 4));
        let observed = self.cx.time(s.field(7), "OBR-7");
        let issued = self.cx.time(s.field(22), "OBR-22");
        let key = number.clone().unwrap_or_else(|| {
            format!("{}@{}", battery.as_deref().unwrap_or(""), s.text(7, 1).unwrap_or_default())
        });
        let at = source(&["OBR", &key]);
        self.cx.source = at.clone();
        let ordered_at = self.cx.time(s.field(6), "OBR-6");
        let timing = timing::tq(&mut self.cx, s.field(27), "OBR-27");
        let from = self.cx.time(s.field(36), "OBR-36");
        let received = s.text(25, 1).map(|c| c.to_ascii_uppercase());
        self.order.result_status = match received.as_deref() {
            Some("F" | "C") => Some(OrderStatus::Done),
            Some("X") => Some(OrderStatus::Ended),
            Some("O" | "I" | "S" | "A" | "P" | "R" | "M") => Some(OrderStatus::Active),
            Some(_) => {
                self.cx.note("unclear-status", "OBR-25: a status that says nothing of results; not used");
                None
            }
            None => None,
        };
        if let Some(code) = self.cx.concept(s.field(4), "OBR-4") {
            let start = timing.start.or(from);
            let order = Order {
                info: self.cx.info(&at, None, self.order.authored.clone().or(ordered_at.clone())),
                code,
                status: OrderStatus::Unknown,
                prohibited: false,
                authored: self.order.authored.clone().or(ordered_at),
                period: Period { start, end: timing.end },
            };
            self.order.asked = Some((at, order));
        } else {
            self.cx.note("no-code", "OBR-4: what was ordered was not sent; no order is made of it");
        }
        let (shared, collected) = (self.around.shared.take(), self.around.collected.take());
        // Results of results (the susceptibilities of each germ) may share one number.
        let parent = Some(s.field(26)).filter(|p| !p.is_empty()).map(|p| cx::mark(p.raw()));
        let number = self.order.filler.clone().or(self.order.placer.clone());
        self.around = Around {
            number: number.map(|n| parent.map_or(n.clone(), |p| format!("{n}<{p}"))),
            battery,
            observed: observed.or_else(|| collected.clone()),
            issued,
            specimen: shared.clone().or_else(|| source_specimen(s)),
            shared,
            collected,
            category: category(s.text(24, 1).as_deref()),
            status: received,
        };
    }

    pub(super) fn obx(&mut self, s: Segment<'_>) {
        self.end_medication();
        let Some(at) = observation::source_of(&self.cx, s, &self.around) else {
            self.cx.source = SourceRef("OBX".into());
            self.cx.note("no-code", "OBX-3: a result without a name was left out");
            return;
        };
        self.commented = Some(at.clone());
        match observation::read(&mut self.cx, s, &self.around, &at) {
            observation::Result::Is(all) => self.put(at, all.into_iter().map(Fact::Observation).collect()),
            observation::Result::Gone => {
                let version = self.cx.version_of(self.around.issued.as_ref());
                self.patient.changes.push(Change::Remove { source: at, version });
            }
            observation::Result::Final => {
                let version = self.cx.version_of(self.around.issued.as_ref());
                self.patient.changes.push(Change::Finalise { source: at, version });
            }
            observation::Result::Nothing => {}
        }
    }

    pub(super) fn spm(&mut self, s: Segment<'_>) {
        let specimen = self.cx.coded(s.field(4), "http://terminology.hl7.org/CodeSystem/v2-0487");
        let collected = s.text(17, 1).and_then(|t| self.cx.time_text(&t));
        if self.cx.kind.0 == "OUL" && self.cx.kind.1 == "R24" {
            // Order by order: the specimen stands between an order and its results.
            self.around.specimen = specimen.or(self.around.specimen.take());
            self.around.observed = self.around.observed.take().or(collected);
            return;
        }
        if self.cx.kind.0 == "OUL" {
            self.end_order();
            self.new_group();
            self.around =
                Around { specimen: specimen.clone(), shared: specimen, collected, ..Around::default() };
            return;
        }
        // Elsewhere the specimen follows the results that were made of it.
        let group = self.group.min(self.patient.changes.len());
        for change in &mut self.patient.changes[group..] {
            let Change::Put { facts, .. } = change else { continue };
            for f in facts {
                if let Fact::Observation(o) = f {
                    o.specimen = o.specimen.take().or_else(|| specimen.clone());
                    o.effective = o.effective.take().or_else(|| collected.clone());
                }
            }
        }
    }

    pub(super) fn tq1(&mut self, s: Segment<'_>) {
        let timing = timing::tq1(&mut self.cx, s);
        let of = match &mut self.medication {
            Some(m) => &mut m.timing,
            None => &mut self.order.timing,
        };
        if of.segments > 0 {
            self.cx.note(timing::SEVERAL.0, format!("TQ1: {}", timing::SEVERAL.1));
            *of = std::mem::take(of).and(&timing);
        } else {
            *of = std::mem::take(of).or(&timing);
        }
        of.segments += 1;
    }

    pub(super) fn rx(&mut self, s: Segment<'_>) {
        self.end_medication();
        self.order.described = true;
        let number = self.order.number().map(str::to_string);
        if s.name() == "RXA" {
            return self.rxa(s, number.as_deref());
        }
        // Without an order number the prescription number, or what is ordered, tells it from others.
        let own = if s.name() == "RXE" { s.text(15, 1) } else { None };
        let what = || {
            let field = if s.name() == "RXO" { 1 } else { 2 };
            cx::mark(&s.text(field, 1).or_else(|| s.text(field, 2)).unwrap_or_default())
        };
        let order = number.or(own).unwrap_or_else(what);
        let authored = self.order.authored.clone();
        let cx = &mut self.cx;
        let mut found = match s.name() {
            "RXO" => pharmacy::rxo(cx, s, &order, authored),
            "RXE" => pharmacy::rxe(cx, s, &order, authored),
            _ => pharmacy::rxd(cx, s, &order),
        };
        if found.is_order {
            found.fact.info.status_received = Some(self.order.received.clone()).filter(|r| !r.is_empty());
            if let Some(old) = &self.order.replaces {
                found.fact.replaces.extend(["RXO", "RXE"].map(|k| source(&[k, old])));
            }
        }
        self.medication = Some(found);
    }

    fn rxa(&mut self, s: Segment<'_>, number: Option<&str>) {
        let vaccine = matches!(self.cx.kind.0.as_str(), "VXU" | "VXR" | "RSP" | "ADT")
            || s.text(5, 3).as_deref() == Some("CVX");
        if vaccine {
            let number = self.order.filler.as_deref().or(number);
            let at = pharmacy::rxa_source(s, number);
            match immunization::read(&mut self.cx, s, &at) {
                Some(i) => self.put(at, vec![Fact::Immunization(i)]),
                None => self.remove(at),
            }
            return;
        }
        match pharmacy::rxa(&mut self.cx, s, number) {
            Given::Is(m) => self.medication = Some(*m),
            Given::Gone(at) => self.remove(at),
        }
    }

    pub(super) fn end_medication(&mut self) {
        let Some(mut m) = self.medication.take() else { return };
        let (standing, content) = self.standing();
        if m.is_order {
            let encoded = self.cx.kind.0 == "RDE" && self.order.does == Some(Does::Results);
            if !content && !encoded {
                return;
            }
            m.timing = std::mem::take(&mut m.timing).or(&self.order.timing);
            let standing = if encoded { self.order.status.unwrap_or(control::ACTIVE) } else { standing };
            let at = m.source.clone();
            let fact = m.finish(&self.cx, standing);
            self.put(at, vec![Fact::Medication(fact)]);
            return;
        }
        let at = m.source.clone();
        let fact = m.finish(&self.cx, standing);
        self.put(at, vec![Fact::Medication(fact)]);
    }
}

/// An entity identifier: its number and who gave it out.
fn entity(s: Segment<'_>, field: usize) -> Option<String> {
    let id = s.text(field, 1)?;
    let space = s.text(field, 2).or_else(|| s.text(field, 3));
    Some(space.map_or(id.clone(), |space| format!("{id}^{space}")))
}

/// OBR-15.1, whose parts are subcomponents.
fn source_specimen(s: Segment<'_>) -> Option<Concept> {
    let part = s.field(15).component(1);
    let text = part.subcomponent(2).text().or_else(|| part.subcomponent(1).text())?;
    Some(Concept { text: Some(text), ..Concept::default() })
}

/// The kind of service of OBR-24 (HL7 table 0074).
fn category(section: Option<&str>) -> Option<&'static str> {
    Some(match section? {
        "LAB" | "CH" | "HM" | "MB" | "BLB" | "BG" | "IMM" | "SR" | "TX" | "URN" | "VR" | "MYC" | "MCB"
        | "ICU" => "laboratory",
        "RAD" | "CT" | "MRI" | "NMR" | "RUS" | "OUS" | "XRC" | "CUS" | "VUS" | "NMS" | "RX" => "imaging",
        _ => return None,
    })
}
