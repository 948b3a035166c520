//! What the grammar expected, in an author's words.

use super::grammar::Rule;
use super::parse::Parser;
use super::recover::reserved;
use super::scan::Kind;
use super::words::{CLAUSE_WORDS, EXPR_WORDS, is_reserved};
use crate::diag::{Code, Diag, nearest};
use crate::source::Span;
use crate::time::TimeUnit;
use pest::error::{Error, ErrorVariant, InputLocation};

/// What was being read.
pub(super) struct Place {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// Where the slice begins in the text.
    pub offset: usize,
    /// The clause, if one.
    pub clause: Option<String>,
}

/// A diagnostic for one mistake.
pub(super) fn explain(p: &Parser<'_>, place: &Place, error: &Error<Rule>) -> Diag {
    let at = place.offset
        + match error.location {
            InputLocation::Pos(n) => n,
            InputLocation::Span((n, _)) => n,
        };
    let expected: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let found = (place.start..place.end).find(|i| p.span(*i).end as usize > at);
    let before = found.unwrap_or(place.end).checked_sub(1).filter(|b| *b >= place.start);
    let case = Case { p, place, expected, found, before };
    case.slip().unwrap_or_else(|| case.plain())
}

struct Case<'a, 't> {
    p: &'a Parser<'t>,
    place: &'a Place,
    expected: &'a [Rule],
    /// The token that does not fit; none at the end.
    found: Option<usize>,
    /// The one before it.
    before: Option<usize>,
}

impl Case<'_, '_> {
    fn found_str(&self) -> &str {
        self.found.map_or("", |i| self.p.str(i))
    }

    fn before_str(&self) -> &str {
        self.before.map_or("", |i| self.p.str(i))
    }

    fn wants(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }

    fn wants_value(&self) -> bool {
        self.wants(Rule::verb)
            || self.wants(Rule::presence)
            || self.wants(Rule::paren)
            || self.wants(Rule::quantity)
    }

    /// Whether a finished condition could end here.
    fn is_complete(&self) -> bool {
        self.wants(Rule::EOI) || self.wants(Rule::and) || self.wants(Rule::or)
    }

    /// The place of what does not fit, or of the last token at the end.
    fn span(&self) -> Span {
        match self.found.or(self.before) {
            Some(i) => self.p.span(i),
            None => self.p.span(self.place.start),
        }
    }

    /// Just after the token before.
    fn gap(&self) -> Span {
        let b = self.before.map_or_else(|| self.span(), |i| self.p.span(i));
        Span { start: b.end, ..b }
    }

    fn within(&self) -> String {
        self.place.clause.as_ref().map_or(String::new(), |c| format!(" in the `{c}` clause"))
    }

    /// Mistakes that have words of their own.
    fn slip(&self) -> Option<Diag> {
        let found = self.found_str();
        let span = self.span();
        let error = |message: String| Diag::new(Code::Syntax, span, message);
        if let Some(diag) = self.decimal_comma().or_else(|| self.parenthesis()) {
            return Some(diag);
        }
        if self.wants(Rule::name)
            && !self.wants_value()
            && is_reserved(found)
            && self.found_kind() == Some(Kind::Word)
        {
            let to_come = CLAUSE_WORDS.contains(&found) && self.found.is_some_and(|i| self.p.first(i));
            if !to_come {
                return Some(reserved(found, span));
            }
        }
        if TimeUnit::parse(found).is_some() && self.before_str().contains('.') {
            return Some(
                error("a duration is a whole number of days, hours, …".to_string())
                    .label("counted on the calendar, which has no fractions")
                    .help("write a smaller unit: `36 hours` for one and a half days"),
            );
        }
        if let Some(diag) = self.list_slip() {
            return Some(diag);
        }
        let clause = self.place.clause.as_deref().unwrap_or_default();
        if found == "-" && matches!(clause, "normal" | "plausible" | "critical" | "number" | "band") {
            return Some(error("a range has two dots between its ends".to_string()).fix(
                span,
                "..",
                "write `..`",
            ));
        }
        if self.p.str(self.place.end.saturating_sub(1)) == "is"
            && (self.found.is_none() || self.before_str() != "is")
        {
            let last = self.p.span(self.place.end.saturating_sub(1));
            let diag = Diag::new(Code::Syntax, last, format!("expected a word after `is`{}", self.within()));
            return Some(diag.label("nothing follows").help("for example `is low`, `is known`, `is female`"));
        }
        if self.p.str(self.place.start) == "use" && self.found.is_none() && !self.wants(Rule::close) {
            return Some(
                error(format!("expected `.` and a name after `{}`", self.before_str()))
                    .help("for example `use laboratory.Potassium` or `use terms.{Dialysis, Opioid}`"),
            );
        }
        if found == "-" && self.is_complete() {
            return Some(
                error("a subtraction has blanks around its sign".to_string())
                    .label("read as the sign of the number that follows")
                    .fix(span, "- ", "write `a - b`"),
            );
        }
        if found == "/" && self.is_complete() {
            return Some(
                error("a division has blanks around its sign".to_string())
                    .label("read as the beginning of a unit")
                    .fix(span, "/ ", "write `a / b`"),
            );
        }
        if self.wants(Rule::set_op)
            && self.found_kind() == Some(Kind::Number)
            && self.before_kind() != Some(Kind::Sign)
        {
            return Some(error(format!("expected a comma before the code `{found}`")).fix(
                self.gap(),
                ",",
                "add the comma",
            ));
        }
        if self.wants(Rule::use_name) || (self.wants(Rule::close) && self.p.str(self.place.start) == "use") {
            let comma = self.found_kind() == Some(Kind::Word) && self.before_kind() == Some(Kind::Word);
            if comma {
                return Some(
                    error(format!("expected a comma between `{}` and `{found}`", self.before_str())).fix(
                        self.gap(),
                        ",",
                        "add the comma",
                    ),
                );
            }
        }
        let head = [Rule::equals, Rule::params, Rule::open, Rule::lparen].iter().any(|r| self.wants(*r));
        if !head && (self.wants(Rule::text) || self.wants(Rule::string) && !self.wants_value()) {
            let what = self.before_str();
            let diag = error(format!("expected a text in quotes after `{what}`{}", self.within()));
            return Some(match self.found_kind() {
                Some(Kind::Run) if found.starts_with('\'') => diag.label("single quotes are for units").fix(
                    span,
                    format!("\"{}\"", found.trim_matches('\'')),
                    "use double quotes",
                ),
                _ => diag,
            });
        }
        None
    }

    /// Clauses of words: a comma too few, or one where a single word stands.
    fn list_slip(&self) -> Option<Diag> {
        let clause = self.place.clause.as_deref()?;
        let (found, span) = (self.found_str(), self.span());
        let error = |message: String| Diag::new(Code::Syntax, span, message);
        match clause {
            "trigger" | "tags" | "report" if self.found_kind() == Some(Kind::Word) && found != clause => {
                Some(error(format!("expected a comma between `{}` and `{found}`", self.before_str())).fix(
                    self.gap(),
                    ",",
                    "add the comma",
                ))
            }
            "category" | "severity" | "status" | "unknown" if found == "," => {
                Some(error(format!("`{clause}` takes a single word")).label("a second word would begin here"))
            }
            _ => None,
        }
    }

    fn found_kind(&self) -> Option<Kind> {
        self.found.and_then(|i| self.p.kind(i))
    }

    fn before_kind(&self) -> Option<Kind> {
        self.before.and_then(|i| self.p.kind(i))
    }

    /// `5,5 mmol/L`. Three figures behind the comma may as well be thousands: no fix is offered.
    fn decimal_comma(&self) -> Option<Diag> {
        let comma = [self.found, self.before].into_iter().flatten().find(|i| self.p.str(*i) == ",")?;
        let first = comma.checked_sub(1).filter(|i| *i >= self.place.start)?;
        let (left, right) = (self.p.span(first), self.p.span(comma + 1));
        let numbers = [first, comma + 1].iter().all(|i| self.p.kind(*i) == Some(Kind::Number));
        let close = left.end == self.p.span(comma).start && self.p.span(comma).end == right.start;
        let (whole, part) = (self.p.str(first), self.p.str(comma + 1));
        if !numbers || !close || whole.contains('.') || comma + 1 >= self.place.end {
            return None;
        }
        let diag = Diag::new(Code::Syntax, left.to(right), "a number with a comma");
        let thousands = whole != "0" && part.bytes().take_while(u8::is_ascii_digit).count() == 3;
        Some(if thousands {
            diag.label("thousands, or a decimal fraction?").help(format!(
                "write `{whole}{part}` if the comma parts thousands, `{whole}.{part}` if it is a decimal one"
            ))
        } else if part.contains('.') {
            diag.label("a comma does not part figures").help("write the figures without it")
        } else {
            diag.label("a comma parts the entries of a list").fix(
                left.to(right),
                format!("{whole}.{part}"),
                "decimals have a point",
            )
        })
    }

    /// A parenthesis that is not closed, or one too many.
    fn parenthesis(&self) -> Option<Diag> {
        let mut open = Vec::new();
        for i in self.place.start..self.found.unwrap_or(self.place.end) {
            match self.p.str(i) {
                "(" => open.push(i),
                ")" => {
                    open.pop();
                }
                _ => {}
            }
        }
        if self.found_str() == ")" && open.is_empty() {
            let span = self.span();
            return Some(Diag::new(Code::Syntax, span, "a closing parenthesis that nothing opened").fix(
                span,
                "",
                "remove it",
            ));
        }
        let still = *open.last()?;
        let ends = self.found.is_none() || self.found_str() == "}" || self.found_str() == "{";
        (ends && (self.wants(Rule::rparen) || self.is_complete())).then(|| {
            Diag::new(
                Code::Syntax,
                self.p.span(still),
                format!("a parenthesis that is not closed{}", self.within()),
            )
            .label("opened here")
            .also(self.gap(), "expected `)` here at the latest")
            .fix(self.gap(), ")", "close it")
        })
    }

    /// The general form: what was expected, after what, and what stands there.
    fn plain(&self) -> Diag {
        let what = self.what();
        let after = match self.before_str() {
            "" => String::new(),
            b => format!(" after `{b}`"),
        };
        let mut diag =
            Diag::new(Code::Syntax, self.span(), format!("expected {what}{after}{}", self.within()));
        if what == "more"
            && let Some(clause) = &self.place.clause
        {
            let form = form(clause);
            diag = Diag::new(Code::Syntax, self.span(), format!("the `{clause}` clause is not complete"));
            return if form.is_empty() { diag } else { diag.help(format!("for example `{form}`")) };
        }
        match self.found {
            None => diag.label("nothing follows"),
            Some(i) => {
                let found = self.p.str(i);
                let diag = diag.label(format!("found `{found}`"));
                match self.near(found) {
                    Some(near) => diag.fix(self.p.span(i), near, format!("did you mean `{near}`?")),
                    None => diag,
                }
            }
        }
    }

    /// A word that may have been meant.
    fn near(&self, found: &str) -> Option<&'static str> {
        if self.wants(Rule::suggest_word) || self.wants(Rule::suggest_name) {
            return nearest(found, ["stop", "change", "start", "order", "problem", "recall"]);
        }
        let words = self.words();
        let candidates: Vec<&'static str> = if words.is_empty() && self.is_complete() {
            EXPR_WORDS.iter().chain(CLAUSE_WORDS).copied().collect()
        } else {
            words
        };
        nearest(found, candidates).filter(|n| *n != found)
    }

    /// The single words that the grammar would have taken.
    fn words(&self) -> Vec<&'static str> {
        self.expected.iter().filter_map(|r| word_of(*r)).collect()
    }

    fn what(&self) -> String {
        let conditions = ["and", "or", "not", "when", "unless", "for", "where", "if", "any", "all"];
        if self.wants_value() {
            let what = if conditions.contains(&self.before_str()) { "a condition" } else { "a value" };
            return what.to_string();
        }
        for (rule, words) in WORDS {
            if self.wants(*rule) {
                return (*words).to_string();
            }
        }
        if self.is_complete() {
            return "`and`, `or`, or the end of the condition".to_string();
        }
        if self.words().is_empty() && self.wants(Rule::time_word) {
            return "a unit of time such as `days` or `hours`".to_string();
        }
        if self.words().is_empty() && self.wants(Rule::bare_unit) {
            return "a unit such as `mmol/L`".to_string();
        }
        let mut words: Vec<String> = self.words().iter().map(|w| format!("`{w}`")).collect();
        words.dedup();
        match words.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
            None => "more".to_string(),
        }
    }
}

/// An example of a clause whose mistake the grammar does not name.
fn form(clause: &str) -> &'static str {
    match clause {
        "category" => "category safety",
        "trigger" => "trigger patient-view, order-sign",
        "unknown" => "unknown hold",
        "severity" => "severity high",
        "status" => "status active",
        "tags" => "tags renal, potassium",
        "report" => "report critical, delta",
        _ => "",
    }
}

/// What a rule is called, most telling first.
const WORDS: &[(Rule, &str)] = &[
    (Rule::duration, "a duration such as `7 days`"),
    (Rule::date, "a date such as `2026-03-01`"),
    (Rule::digits, "a duration such as `7 days`"),
    (Rule::suggest_word, "`stop`, `change`, `start`, `order`, `problem` or `recall`"),
    (Rule::suggest_name, "`stop`, `change`, `start`, `order`, `problem` or `recall`"),
    (Rule::params, "parameters in parentheses"),
    (Rule::clause, "a clause or `}`"),
    (Rule::arrow, "`->`"),
    (Rule::equals, "`=`"),
    (Rule::open, "`{`"),
    (Rule::range, "a range such as `3.5 .. 5.1` or `< 30`"),
    (Rule::point, "a number"),
    (Rule::code_item, "a code"),
    (Rule::code_text, "a code"),
    (Rule::code, "a code"),
    (Rule::set_op, "`+`, `-` or `&` between code sets"),
    (Rule::set, "codes, such as `rxnorm 4821`, or the name of a code set"),
    (Rule::set_operand, "codes, such as `rxnorm 4821`, or the name of a code set"),
    (Rule::code_group, "a code system and a code, such as `loinc 2823-3`"),
    (Rule::selector, "the name of a code set or observation"),
    (Rule::modifier, "a modifier such as `systemic route`"),
    (Rule::type_name, "a type: `text`, `number`, `yes-no`, a unit or `list of …`"),
    (Rule::params, "parameters in parentheses"),
    (Rule::cmp, "a comparison such as `>=`"),
    (Rule::name, "a name"),
    (Rule::ident, "a name"),
    (Rule::word, "a word"),
    (Rule::lparen, "`(`"),
    (Rule::decimal, "a number"),
    (Rule::signed, "a number"),
];

/// The word a keyword rule stands for.
fn word_of(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::kw_ago => "ago",
        Rule::kw_allow => "allow",
        Rule::kw_and => "and",
        Rule::kw_apart => "apart",
        Rule::kw_as => "as",
        Rule::kw_at => "at",
        Rule::kw_band => "band",
        Rule::kw_because => "because",
        Rule::kw_between => "between",
        Rule::kw_by => "by",
        Rule::kw_change => "change",
        Rule::kw_charge => "charge",
        Rule::kw_choice => "choice",
        Rule::kw_code => "code",
        Rule::kw_codes => "codes",
        Rule::kw_critical => "critical",
        Rule::kw_define => "define",
        Rule::kw_delta => "delta",
        Rule::kw_during => "during",
        Rule::kw_effective => "effective",
        Rule::kw_encounter => "encounter",
        Rule::kw_every => "every",
        Rule::kw_evidence => "evidence",
        Rule::kw_for => "for",
        Rule::kw_from => "from",
        Rule::kw_function => "function",
        Rule::kw_if => "if",
        Rule::kw_in => "in",
        Rule::kw_interactions => "interactions",
        Rule::kw_is => "is",
        Rule::kw_last => "last",
        Rule::kw_least => "least",
        Rule::kw_let => "let",
        Rule::kw_list => "list",
        Rule::kw_mass => "mass",
        Rule::kw_molar => "molar",
        Rule::kw_normal => "normal",
        Rule::kw_not => "not",
        Rule::kw_number => "number",
        Rule::kw_of => "of",
        Rule::kw_or => "or",
        Rule::kw_over => "over",
        Rule::kw_pack => "pack",
        Rule::kw_plausible => "plausible",
        Rule::kw_points => "points",
        Rule::kw_recall => "recall",
        Rule::kw_review => "review",
        Rule::kw_rhai => "rhai",
        Rule::kw_rose => "rose",
        Rule::kw_suggest => "suggest",
        Rule::kw_system => "system",
        Rule::kw_table => "table",
        Rule::kw_to => "to",
        Rule::kw_unit => "unit",
        Rule::kw_url => "url",
        Rule::kw_use => "use",
        Rule::kw_where => "where",
        Rule::kw_window => "window",
        Rule::kw_with => "with",
        Rule::kw_within => "within",
        Rule::kw_year => "year",
        Rule::and => "and",
        Rule::or => "or",
        _ => return None,
    })
}
