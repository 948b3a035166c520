//! FHIR's common data types: CodeableConcept, Quantity, Range, Ratio, Period.

use super::cx::{Cx, last};
use super::json::{self, Json};
use crate::snapshot::{Coding, Concept, Period, Quantity};
use crate::terms::{CodeSystem, normalise_received};
use crate::time::PartialTime;
use crate::value::{CmpOp, Num};

const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
const UCUM: [&str; 2] = ["http://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8"];
const FORMS: [&str; 2] = [
    "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm",
    "http://hl7.org/fhir/v3/orderableDrugForm",
];

/// Whether an element says that its value is withheld.
pub(super) fn is_masked(v: Json<'_>) -> bool {
    let by_extension = json::extension(v, ABSENT)
        .is_some_and(|e| json::text(e, "valueCode").or(json::text(e, "valueString")) == Some("masked"));
    let by_code = json::list(v, "coding").any(|c| match json::text(c, "code") {
        Some("masked") => json::text(c, "system").is_some_and(|s| s.ends_with("/data-absent-reason")),
        Some("MSK") => json::text(c, "system").is_some_and(is_null_flavor),
        _ => false,
    });
    by_extension || by_code
}

fn is_null_flavor(system: &str) -> bool {
    system.ends_with("NullFlavor") || system.ends_with("2.16.840.1.113883.5.1008")
}

/// Whether a resource's labels say that content was taken out.
pub(super) fn is_redacted(r: Json<'_>) -> bool {
    let Some(meta) = r.get("meta") else { return false };
    json::list(meta, "security")
        .any(|c| matches!(json::text(c, "code"), Some("REDACTED" | "MASKED" | "REDACT" | "MASK" | "V")))
}

impl Cx<'_> {
    /// A CodeableConcept under a key.
    pub fn concept(&mut self, v: Json<'_>, path: &str) -> Option<Concept> {
        let x = match v.get(last(path))? {
            x if x.is_array() => x.items().first()?,
            x => x,
        };
        self.concept_of(x, path)
    }

    /// A CodeableConcept.
    pub fn concept_of(&mut self, x: Json<'_>, path: &str) -> Option<Concept> {
        if !x.is_object() {
            if !x.is_null() {
                self.note("unreadable", format!("{path}: expected a CodeableConcept; treated as not sent"));
            }
            return None;
        }
        let masked = is_masked(x) || x.get("_text").is_some_and(is_masked);
        let mut concept = Concept { masked, ..Concept::default() };
        let mut display = None;
        for c in self.objects(x, "coding") {
            display = display.or(json::text(c, "display"));
            concept.codings.extend(self.coding(c, path));
        }
        let text = self.text(x, "text").or(display.filter(|_| concept.codings.is_empty()));
        concept.text = text.map(str::to_string);
        let empty = concept.codings.is_empty() && concept.text.is_none() && !masked;
        (!empty).then_some(concept)
    }

    /// A Coding; none where there is no code or it stands for a missing value.
    fn coding(&mut self, c: Json<'_>, path: &str) -> Option<Coding> {
        let system = json::text(c, "system").unwrap_or_default();
        let code = json::text(c, "code")?;
        if system.ends_with("/data-absent-reason") || is_null_flavor(system) {
            return None;
        }
        let system = CodeSystem::received(system);
        let received = normalise_received(&system, code);
        if let Some(problem) = received.problem {
            self.note(
                "malformed-code",
                format!("{path}: a code of {} that is no such code ({})", system.name(), problem.kind()),
            );
        }
        let display = json::text(c, "display").map(str::to_string);
        Some(Coding { system: system.name().to_string(), code: received.code, display })
    }

    /// A list of CodeableConcepts.
    pub fn concepts(&mut self, v: Json<'_>, path: &str) -> Vec<Concept> {
        self.objects(v, path).filter_map(|x| self.concept_of(x, path)).collect()
    }

    /// The codes of a list of CodeableConcepts, or of one.
    pub fn codes(&mut self, v: Json<'_>, path: &str) -> Vec<String> {
        let mut codes = Vec::new();
        let Some(sent) = v.get(last(path)) else { return codes };
        // Earlier releases of FHIR sent some of these as plain codes.
        if let Some(code) = sent.as_str() {
            self.note("plain-code", format!("{path}: a plain code, not a CodeableConcept"));
            return vec![code.trim().to_string()];
        }
        for x in self.objects(v, path) {
            for c in json::list(x, "coding") {
                codes.extend(json::text(c, "code").map(str::to_string));
            }
            if json::list(x, "coding").is_empty() {
                codes.extend(json::text(x, "text").map(str::to_string));
            }
        }
        codes
    }

    /// A Quantity under a key (also Age, Duration, SimpleQuantity).
    pub fn quantity(&mut self, v: Json<'_>, path: &str) -> Option<Quantity> {
        let x = self.object(v, path)?;
        self.quantity_of(x, path)
    }

    /// A Quantity.
    pub fn quantity_of(&mut self, x: Json<'_>, path: &str) -> Option<Quantity> {
        let value = self.num_in(x, path, "value")?;
        let comparator = match self.text(x, "comparator") {
            None => None,
            Some("<") => Some(CmpOp::Lt),
            Some("<=") => Some(CmpOp::Le),
            Some(">") => Some(CmpOp::Gt),
            Some(">=") => Some(CmpOp::Ge),
            Some(_) => {
                // Not exact and not a bound either ("sufficient to achieve"): not a number to compare.
                self.note("comparator", format!("{path}: a comparator that is not understood"));
                return None;
            }
        };
        Some(Quantity { value, comparator, unit: unit(x) })
    }

    /// A Range under a key.
    pub fn range(&mut self, v: Json<'_>, path: &str) -> Option<(Option<Quantity>, Option<Quantity>)> {
        let x = self.object(v, path)?;
        let low = self.quantity(x, &format!("{path}.low"));
        let high = self.quantity(x, &format!("{path}.high"));
        (low.is_some() || high.is_some()).then_some((low, high))
    }

    /// A Ratio under a key.
    pub fn ratio(&mut self, v: Json<'_>, path: &str) -> Option<(Quantity, Quantity)> {
        let x = self.object(v, path)?;
        let over = self.quantity(x, &format!("{path}.numerator"))?;
        let under = self.quantity(x, &format!("{path}.denominator"))?;
        Some((over, under))
    }

    /// A Period under a key.
    pub fn period(&mut self, v: Json<'_>, path: &str) -> Option<Period> {
        let x = self.object(v, path)?;
        let start = self.time(x, &format!("{path}.start"));
        let end = self.time(x, &format!("{path}.end"));
        Some(Period { start, end })
    }

    /// `name[x]` of dateTime or Period, as a period; a dateTime starts and ends it.
    pub fn when(&mut self, v: Json<'_>, name: &str) -> Period {
        if let Some(t) = self.time(v, &format!("{name}DateTime")) {
            return Period { start: Some(t.clone()), end: Some(t) };
        }
        self.period(v, &format!("{name}Period")).unwrap_or_default()
    }
}

/// The unit: its code where it is UCUM or a dose form, else its text.
fn unit(q: Json<'_>) -> Option<String> {
    let (code, system) = (json::text(q, "code"), json::text(q, "system"));
    let text = json::text(q, "unit");
    match (code, system) {
        (Some(code), Some(s)) if UCUM.contains(&s) => Some(code.to_string()),
        (Some(code), Some(s)) if FORMS.contains(&s) => Some(form_unit(code)),
        (code, _) => text.or(code).map(|u| piece(u).unwrap_or_else(|| u.to_string())),
    }
}

/// A dose form as a unit: `TAB` is `{tablet}`.
fn form_unit(code: &str) -> String {
    piece(code).unwrap_or_else(|| format!("{{{}}}", code.to_lowercase()))
}

/// The unit that counts pieces of a product, where a word or code is one.
pub(crate) fn piece(word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase().replace("(s)", "").replace("(es)", "");
    let name = match word.as_str() {
        "tab" | "tabs" | "tbl" | "ortab" | "ertab" | "ectab" | "tablet" | "tablets" => "tablet",
        "cap" | "caps" | "orcap" | "ercap" | "capsule" | "capsules" => "capsule",
        "puff" | "puffs" => "puff",
        "drop" | "drops" => "drop",
        "supp" | "suppository" | "suppositories" => "suppository",
        "patch" | "patches" => "patch",
        _ => return None,
    };
    Some(format!("{{{name}}}"))
}

/// `a / b` as one quantity: `5 mg` per `2 mL` is `2.5 mg/mL`.
pub(super) fn quotient(over: &Quantity, under: &Quantity) -> Option<Quantity> {
    let value = over.value.div(under.value)?;
    let per = under.unit.as_deref().filter(|u| *u != "1");
    let unit = match (over.unit.as_deref(), per) {
        (Some(a), Some(b)) if b.contains(['/', '.']) => Some(format!("{a}/({b})")),
        (Some(a), Some(b)) => Some(format!("{a}/{b}")),
        (a, None) => a.map(str::to_string),
        (None, Some(b)) => Some(format!("1/{b}")),
    };
    Some(Quantity { value, comparator: over.comparator, unit })
}

/// A stretch of time as days, as a numerator and a denominator so that a
/// division stays exact. A month counts 30 days, a year 365.
fn day_fraction(value: Num, unit: &str) -> Option<(Num, Num)> {
    let unit = unit.trim().to_ascii_lowercase();
    let word = if unit.len() > 1 { unit.trim_end_matches('s') } else { &unit };
    let (many, few) = match word {
        "s" | "sec" | "second" => (1, 86_400),
        "min" | "minute" => (1, 1440),
        "h" | "hr" | "hour" => (1, 24),
        "d" | "day" => (1, 1),
        "wk" | "week" => (7, 1),
        "mo" | "month" => (30, 1),
        "a" | "yr" | "year" => (365, 1),
        _ => return None,
    };
    Some((value.mul(Num::from(many))?, Num::from(few)))
}

/// A stretch of time in days.
pub(crate) fn days(value: Num, unit: &str) -> Option<Num> {
    let (over, under) = day_fraction(value, unit)?;
    over.div(under)
}

/// So much in a stretch of time, as so much a day.
pub(crate) fn per_day(count: Num, value: Num, unit: &str) -> Option<Num> {
    let (over, under) = day_fraction(value, unit)?;
    count.mul(under)?.div(over)
}

impl Cx<'_> {
    /// The date so many days after a time known at least to the day.
    pub fn days_after(&self, start: &PartialTime, days: Num) -> Option<PartialTime> {
        use crate::time::{Clock, Precision, TimeUnit};
        if start.precision() < Precision::Day {
            return None;
        }
        let clock = Clock::new(start.earliest(&self.opts.zone), self.opts.zone.clone());
        let count = days.ceil().to_i64()?;
        clock.shift(clock.now, count, TimeUnit::Day).date_in(&self.opts.zone).parse().ok()
    }
}
