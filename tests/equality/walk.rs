//! What a model is made of: the name of every kind of condition, value, modifier and window in it.

use curbside::model::{
    AgeOf, Arg, Call, Cond, CondKind, DefineValue, FactField, FactFilter, InputKind, Level, LevelSide,
    MathFn, Model, NumExpr, NumKind, Presence, ResultAspect, RuleKind, ScoreItem, Series, SettingKind,
    SuggestionKind, Target, Template, TemplateValue, TextExpr, TextKind, TimeExpr, TimeKind, TimeOp,
    TrendKind, ValueExpr, Window,
};
use curbside::vocab::{AggregateKind, OverKind, Verb};
use std::collections::BTreeMap;

/// How often each kind occurs.
#[derive(Debug, Default)]
pub struct Tally(pub BTreeMap<String, usize>);

/// Every name that has to occur.
pub fn expected() -> Vec<String> {
    let mut all: Vec<String> = LISTED
        .iter()
        .flat_map(|(group, names)| names.split_whitespace().map(move |n| format!("{group} {n}")))
        .collect();
    all.extend(Verb::ALL.iter().map(|v| format!("verb {}", v.word())));
    all.extend(AggregateKind::ALL.iter().map(|a| format!("aggregate {}", a.word())));
    all.extend(OverKind::ALL.iter().map(|a| format!("over {}", a.word())));
    all
}

const LISTED: &[(&str, &str)] = &[
    (
        "cond",
        "const and or not surely define let present any all compare age-patient age-gestation time within-of sex pregnant \
         breastfeeding deceased setting-encounter setting-role setting-specialty setting-setting level-normal \
         level-low level-high level-abnormal level-critical level-critically-low level-critically-high flagged text-is \
         concept-is choice-is input-yes band-is known repeat trend call",
    ),
    (
        "num",
        "const aggregate count over define let score input points age field call neg add sub mul div math if \
         first-known convert year month day hour elapsed choose",
    ),
    ("math", "min max abs round floor ceil sqrt ln log10 exp pow"),
    ("text", "const result field band define let call choose"),
    ("time", "const now birth result-time let-date field period define input moved choose"),
    ("relation", "before after during overlaps"),
    (
        "filter",
        "route route-set dose daily-dose form indication status as-needed lasting severity criticality certainty \
         category reaction allergy-kind value value-set specimen relationship onset-age class",
    ),
    ("window", "in-last at-least-ago since before after within-of during-encounter"),
    ("trend", "rising falling rose-by fell-by rose-fold fell-fold"),
    ("field", "name date start end dose daily-dose duration value status route"),
    ("known", "cond num text time"),
    ("target", "set observation several"),
    ("call", "table function"),
    ("argument", "num text cond choice facts"),
    (
        "rule",
        "authored interaction critical abnormal delta trend for let when unless recall detail two-unless",
    ),
    ("score", "for if points by by-choice"),
    ("suggest", "stop change start order measure problem recall"),
    ("template", "num text cond date unit binding field"),
    ("input", "choice number yes-no date"),
    ("define", "cond num text time"),
];

impl Tally {
    fn add(&mut self, group: &str, name: &str) {
        *self.0.entry(format!("{group} {name}")).or_default() += 1;
    }

    /// Everything in a model.
    pub fn model(&mut self, m: &Model) {
        for d in &m.defines {
            match &d.value {
                DefineValue::Cond(c) => (self.add("define", "cond"), self.cond(c)).1,
                DefineValue::Num(n) => (self.add("define", "num"), self.num(n)).1,
                DefineValue::Text(t) => (self.add("define", "text"), self.text(t)).1,
                DefineValue::Time(t) => (self.add("define", "time"), self.time(t)).1,
            }
        }
        for i in &m.inputs {
            let name = match &i.kind {
                InputKind::Choice(_) => "choice",
                InputKind::Number { .. } => "number",
                InputKind::YesNo => "yes-no",
                InputKind::Date => "date",
            };
            self.add("input", name);
        }
        for s in &m.scores {
            if let Some(c) = &s.population {
                self.add("score", "for");
                self.cond(c);
            }
            for item in &s.items {
                match item {
                    ScoreItem::If(_, c) => (self.add("score", "if"), self.cond(c)).1,
                    ScoreItem::Points(n) => (self.add("score", "points"), self.num(n)).1,
                    ScoreItem::By(n, _) => (self.add("score", "by"), self.num(n)).1,
                    ScoreItem::ByChoice(..) => self.add("score", "by-choice"),
                    ScoreItem::Score(_) => {}
                }
            }
        }
        for r in &m.rules {
            self.rule(r);
        }
    }

    fn rule(&mut self, r: &curbside::model::Rule) {
        match &r.kind {
            RuleKind::Authored => self.add("rule", "authored"),
            RuleKind::Interaction(i) => {
                self.add("rule", "interaction");
                self.presence(&i.a);
                self.presence(&i.b);
            }
            RuleKind::Result(_, aspect) => self.add(
                "rule",
                match aspect {
                    ResultAspect::Critical => "critical",
                    ResultAspect::Abnormal => "abnormal",
                    ResultAspect::Delta => "delta",
                    ResultAspect::Trend => "trend",
                },
            ),
        }
        for l in &r.lets {
            self.add("rule", "let");
            self.value(&l.value);
        }
        for (name, c) in [("for", &r.population), ("when", &r.when)] {
            if let Some(c) = c {
                self.add("rule", name);
                self.cond(c);
            }
        }
        for c in &r.unless {
            self.add("rule", "unless");
            self.cond(c);
        }
        if r.unless.len() > 1 {
            self.add("rule", "two-unless");
        }
        if let Some(recall) = &r.recall {
            self.add("rule", "recall");
            self.presence(&recall.done);
        }
        self.template(&r.message);
        if let Some(t) = &r.detail {
            self.add("rule", "detail");
            self.template(t);
        }
        for s in &r.suggestions {
            let name = match &s.kind {
                SuggestionKind::Stop(_) => "stop",
                SuggestionKind::Change(_) => "change",
                SuggestionKind::Start(_) => "start",
                SuggestionKind::Order(_) => "order",
                SuggestionKind::Measure(_) => "measure",
                SuggestionKind::Problem(_) => "problem",
                SuggestionKind::Recall(_) => "recall",
            };
            self.add("suggest", name);
            s.text.iter().for_each(|t| self.template(t));
        }
    }

    fn template(&mut self, t: &Template) {
        for piece in &t.pieces {
            let curbside::model::Piece::Value(v) = piece else { continue };
            let name = match v {
                TemplateValue::Num(n) => (self.num(n), "num").1,
                TemplateValue::Text(t) => (self.text(t), "text").1,
                TemplateValue::Cond(c) => (self.cond(c), "cond").1,
                TemplateValue::Date(t) => (self.time(t), "date").1,
                TemplateValue::Unit(_) => "unit",
                TemplateValue::Binding(_) => "binding",
                TemplateValue::Field(_, f) => (self.field(*f), "field").1,
                TemplateValue::Let(_) => "let",
            };
            self.add("template", name);
        }
    }

    fn value(&mut self, v: &ValueExpr) {
        match v {
            ValueExpr::Cond(c) => self.cond(c),
            ValueExpr::Num(n) => self.num(n),
            ValueExpr::Text(t) => self.text(t),
            ValueExpr::Time(t) => self.time(t),
        }
    }

    fn cond(&mut self, c: &Cond) {
        let name = match &c.kind {
            CondKind::Const(_) => "const",
            CondKind::And(all) => (all.iter().for_each(|c| self.cond(c)), "and").1,
            CondKind::Or(all) => (all.iter().for_each(|c| self.cond(c)), "or").1,
            CondKind::Not(c) => (self.cond(c), "not").1,
            CondKind::Surely(c) => (self.cond(c), "surely").1,
            CondKind::Define(_) => "define",
            CondKind::Let(_) => "let",
            CondKind::Present(p) => (self.presence(p), "present").1,
            CondKind::Any(p, c) => (self.presence(p), self.cond(c), "any").2,
            CondKind::All(p, c) => (self.presence(p), self.cond(c), "all").2,
            CondKind::Compare(_, a, b) => (self.num(a), self.num(b), "compare").2,
            CondKind::Age { of: AgeOf::Patient, .. } => "age-patient",
            CondKind::Age { of: AgeOf::Gestation, .. } => "age-gestation",
            CondKind::Time(op, a, b) => {
                let op = match op {
                    TimeOp::Before => "before",
                    TimeOp::After => "after",
                    TimeOp::During => "during",
                    TimeOp::Overlaps => "overlaps",
                };
                self.add("relation", op);
                (self.time(a), self.time(b), "time").2
            }
            CondKind::WithinOf(a, _, b) => (self.time(a), self.time(b), "within-of").2,
            CondKind::Sex(_) => "sex",
            CondKind::Pregnant => "pregnant",
            CondKind::Breastfeeding => "breastfeeding",
            CondKind::Deceased => "deceased",
            CondKind::Setting(SettingKind::Encounter, _) => "setting-encounter",
            CondKind::Setting(SettingKind::Role, _) => "setting-role",
            CondKind::Setting(SettingKind::Specialty, _) => "setting-specialty",
            CondKind::Setting(SettingKind::Setting, _) => "setting-setting",
            CondKind::Level(s, l) => (self.series(s), level(*l)).1,
            CondKind::Flagged(s, _) => (self.series(s), "flagged").1,
            CondKind::TextIs(t, _) => (self.text(t), "text-is").1,
            CondKind::ConceptIs(s, _) => (self.series(s), "concept-is").1,
            CondKind::ChoiceIs(..) => "choice-is",
            CondKind::InputYes(_) => "input-yes",
            CondKind::BandIs(..) => "band-is",
            CondKind::Known(v) => {
                let kind = match v.as_ref() {
                    ValueExpr::Cond(_) => "cond",
                    ValueExpr::Num(_) => "num",
                    ValueExpr::Text(_) => "text",
                    ValueExpr::Time(_) => "time",
                };
                self.add("known", kind);
                (self.value(v), "known").1
            }
            CondKind::Repeat(r) => (self.series(&r.series), self.num(&r.value), "repeat").2,
            CondKind::Trend(t) => {
                let kind = match t.kind {
                    TrendKind::Rising => "rising",
                    TrendKind::Falling => "falling",
                    TrendKind::RoseBy(..) => "rose-by",
                    TrendKind::FellBy(..) => "fell-by",
                    TrendKind::RoseFold(..) => "rose-fold",
                    TrendKind::FellFold(..) => "fell-fold",
                };
                self.add("trend", kind);
                (self.series(&t.series), "trend").1
            }
            CondKind::Call(call) => (self.call(call), "call").1,
        };
        self.add("cond", name);
    }

    fn num(&mut self, n: &NumExpr) {
        let name = match &n.kind {
            NumKind::Const(_) => "const",
            NumKind::Aggregate(a) => {
                self.add("aggregate", a.kind.word());
                (self.series(&a.series), "aggregate").1
            }
            NumKind::Count(p, c) => (self.presence(p), c.iter().for_each(|c| self.cond(c)), "count").2,
            NumKind::Over(kind, n, p) => {
                self.add("over", kind.word());
                (self.num(n), self.presence(p), "over").2
            }
            NumKind::Define(_) => "define",
            NumKind::Let(_) => "let",
            NumKind::Score(_) => "score",
            NumKind::Input(_) => "input",
            NumKind::Points(_) => "points",
            NumKind::Age(..) => "age",
            NumKind::Field(_, f) => (self.field(*f), "field").1,
            NumKind::Call(call) => (self.call(call), "call").1,
            NumKind::Neg(a) => (self.num(a), "neg").1,
            NumKind::Add(a, b) => (self.num(a), self.num(b), "add").2,
            NumKind::Sub(a, b) => (self.num(a), self.num(b), "sub").2,
            NumKind::Mul(a, b) => (self.num(a), self.num(b), "mul").2,
            NumKind::Div(a, b) => (self.num(a), self.num(b), "div").2,
            NumKind::Math(f, all) => {
                self.add("math", math(*f));
                (all.iter().for_each(|n| self.num(n)), "math").1
            }
            NumKind::If(c, a, b) => (self.cond(c), self.num(a), self.num(b), "if").3,
            NumKind::FirstKnown(all) => (all.iter().for_each(|n| self.num(n)), "first-known").1,
            NumKind::Calendar(part, t) => (self.time(t), part.word()).1,
            NumKind::Elapsed(a, b) => (self.time(a), self.time(b), "elapsed").2,
            NumKind::Choose(rows) => {
                for (c, n) in rows {
                    self.cond(c);
                    self.num(n);
                }
                "choose"
            }
            NumKind::Convert(a, _) => (self.num(a), "convert").1,
        };
        self.add("num", name);
    }

    fn text(&mut self, t: &TextExpr) {
        let name = match &t.kind {
            TextKind::Const(_) => "const",
            TextKind::Result(s) => (self.series(s), "result").1,
            TextKind::Field(_, f) => (self.field(*f), "field").1,
            TextKind::Band(_) => "band",
            TextKind::Define(_) => "define",
            TextKind::Choose(rows) => {
                for (c, t) in rows {
                    self.cond(c);
                    self.text(t);
                }
                "choose"
            }
            TextKind::Let(_) => "let",
            TextKind::Call(call) => (self.call(call), "call").1,
        };
        self.add("text", name);
    }

    fn time(&mut self, t: &TimeExpr) {
        let name = match &t.kind {
            TimeKind::Const(_) => "const",
            TimeKind::Now => "now",
            TimeKind::Birth => "birth",
            TimeKind::ResultTime(a) => (self.series(&a.series), "result-time").1,
            TimeKind::LetDate(_) => "let-date",
            TimeKind::Field(_, f) => (self.field(*f), "field").1,
            TimeKind::Period(_) => "period",
            TimeKind::Define(_) => "define",
            TimeKind::Input(_) => "input",
            TimeKind::Moved(t, _) => (self.time(t), "moved").1,
            TimeKind::Choose(rows) => {
                for (c, t) in rows {
                    self.cond(c);
                    self.time(t);
                }
                "choose"
            }
        };
        self.add("time", name);
    }

    fn call(&mut self, c: &Call) {
        let args = match c {
            Call::Table(_, args) => (self.add("call", "table"), args).1,
            Call::Function(_, args) => (self.add("call", "function"), args).1,
        };
        for a in args {
            let name = match a {
                Arg::Num(n) => (self.num(n), "num").1,
                Arg::Text(t) => (self.text(t), "text").1,
                Arg::Cond(c) => (self.cond(c), "cond").1,
                Arg::Choice(_) => "choice",
                Arg::Facts(p) => (self.presence(p), "facts").1,
            };
            self.add("argument", name);
        }
    }

    fn presence(&mut self, p: &Presence) {
        self.add("verb", p.verb.word());
        for t in &p.targets {
            self.add("target", if matches!(t, Target::Set(_)) { "set" } else { "observation" });
        }
        if p.targets.len() > 1 {
            self.add("target", "several");
        }
        p.filters.iter().for_each(|f| self.add("filter", filter(f)));
        p.windows.iter().for_each(|w| self.window(w));
    }

    fn series(&mut self, s: &Series) {
        s.filters.iter().for_each(|f| self.add("filter", filter(f)));
        s.windows.iter().for_each(|w| self.window(w));
    }

    fn window(&mut self, w: &Window) {
        let name = match w {
            Window::InLast(_) => "in-last",
            Window::AtLeastAgo(_) => "at-least-ago",
            Window::Since(t) => (self.time(t), "since").1,
            Window::Before(t) => (self.time(t), "before").1,
            Window::After(t) => (self.time(t), "after").1,
            Window::WithinOf(_, t) => (self.time(t), "within-of").1,
            Window::DuringEncounter => "during-encounter",
        };
        self.add("window", name);
    }

    fn field(&mut self, f: FactField) {
        let name = match f {
            FactField::Name => "name",
            FactField::Date => "date",
            FactField::Start => "start",
            FactField::End => "end",
            FactField::Dose => "dose",
            FactField::DailyDose => "daily-dose",
            FactField::Duration => "duration",
            FactField::Value => "value",
            FactField::Status => "status",
            FactField::Route => "route",
        };
        self.add("field", name);
    }
}

fn level(l: Level) -> &'static str {
    match l {
        Level::Normal => "level-normal",
        Level::Abnormal(LevelSide::Low) => "level-low",
        Level::Abnormal(LevelSide::High) => "level-high",
        Level::Abnormal(LevelSide::Either) => "level-abnormal",
        Level::Critical(LevelSide::Low) => "level-critically-low",
        Level::Critical(LevelSide::High) => "level-critically-high",
        Level::Critical(LevelSide::Either) => "level-critical",
    }
}

fn math(f: MathFn) -> &'static str {
    match f {
        MathFn::Min => "min",
        MathFn::Max => "max",
        MathFn::Abs => "abs",
        MathFn::Round(_) => "round",
        MathFn::Floor => "floor",
        MathFn::Ceil => "ceil",
        MathFn::Sqrt => "sqrt",
        MathFn::Ln => "ln",
        MathFn::Log10 => "log10",
        MathFn::Exp => "exp",
        MathFn::Pow => "pow",
    }
}

fn filter(f: &FactFilter) -> &'static str {
    match f {
        FactFilter::Route(_) => "route",
        FactFilter::RouteSet(_) => "route-set",
        FactFilter::Dose(..) => "dose",
        FactFilter::DailyDose(..) => "daily-dose",
        FactFilter::Form(_) => "form",
        FactFilter::Indication(_) => "indication",
        FactFilter::Status(_) => "status",
        FactFilter::AsNeeded => "as-needed",
        FactFilter::Lasting(..) => "lasting",
        FactFilter::Severity(_) => "severity",
        FactFilter::Criticality(_) => "criticality",
        FactFilter::Certainty(_) => "certainty",
        FactFilter::Category(_) => "category",
        FactFilter::Reaction(_) => "reaction",
        FactFilter::AllergyKind(_) => "allergy-kind",
        FactFilter::Value(..) => "value",
        FactFilter::ValueSet(_) => "value-set",
        FactFilter::Specimen(_) => "specimen",
        FactFilter::Relationship(_) => "relationship",
        FactFilter::OnsetAge(..) => "onset-age",
        FactFilter::Class(_) => "class",
    }
}
