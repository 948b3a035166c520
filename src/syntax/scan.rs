//! A first look at a text: comments, brackets and the slips that no grammar explains well.
//!
//! The scan cuts the text into rough tokens so that the parser can find where
//! declarations and clauses begin even where they are broken. It knows nothing
//! of what tokens mean together.

use super::ast::Comment;
use crate::diag::{Code, Diag};
use crate::source::{SourceId, Span};

/// The deepest nesting of brackets that is read.
pub const MAX_NESTING: usize = 128;

/// The largest text that is read, in bytes.
pub const MAX_SOURCE: usize = 4 * 1024 * 1024;

/// The longest `{…}` or `[…]` within a unit.
const MAX_BRACKET: usize = 80;

/// The kinds of rough token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Text,
    Sign,
    /// Part of a unit or a DOI.
    Run,
    /// Already reported.
    Bad,
}

/// A rough token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tok {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// First on its line.
    pub first: bool,
}

/// What the scan found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub toks: Vec<Tok>,
    pub comments: Vec<Comment>,
    pub diags: Vec<Diag>,
}

struct Scanner<'t> {
    source: SourceId,
    text: &'t str,
    at: usize,
    first: bool,
    out: Scan,
}

/// Scans a text.
pub(super) fn scan(source: SourceId, text: &str) -> Scan {
    let mut s = Scanner { source, text, at: 0, first: true, out: Scan::default() };
    while s.step() {}
    s.out
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    fn push(&mut self, kind: Kind, len: usize) {
        let start = self.at;
        self.at += len;
        self.out.toks.push(Tok { kind, start, end: self.at, first: self.first });
        self.first = false;
    }

    fn bad(&mut self, len: usize, diag: Diag) {
        self.out.diags.push(diag);
        self.push(Kind::Bad, len);
    }

    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return false };
        match c {
            '\n' => {
                self.first = true;
                self.at += 1;
            }
            ' ' | '\t' | '\r' | '\u{FEFF}' => self.at += c.len_utf8(),
            '/' if rest.starts_with("//") => self.comment(),
            '"' => self.string(),
            '“' | '”' | '„' => self.curly(),
            '\'' => self.quoted_unit(),
            '{' | '[' if self.unit_bracket().is_some() => {
                let len = self.unit_bracket().unwrap_or(1);
                self.push(Kind::Run, len);
            }
            c if c.is_ascii_alphabetic() || c == '_' => self.word(),
            c if c.is_ascii_digit() => {
                let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
                let mut len = digits(rest);
                if rest[len..].starts_with('.') && digits(&rest[len + 1..]) > 0 {
                    len += 1 + digits(&rest[len + 1..]);
                }
                self.push(Kind::Number, len);
            }
            _ => self.sign(c),
        }
        true
    }

    fn comment(&mut self) {
        let line = self.rest().lines().next().unwrap_or("");
        let (len, doc) = (line.len(), line.starts_with("///") && !line.starts_with("////"));
        let text = line.get(if doc { 3 } else { 2 }..).unwrap_or("").trim_end().to_string();
        let span = self.span(self.at, self.at + line.trim_end().len());
        self.out.comments.push(Comment { text, doc, trailing: !self.first, span });
        self.at += len;
    }

    fn word(&mut self) {
        let rest = self.rest();
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let bytes = rest.as_bytes();
        let mut len = 0;
        while let Some(&b) = bytes.get(len) {
            if plain(b) || (b == b'-' && bytes.get(len + 1).is_some_and(|n| plain(*n))) {
                len += 1;
            } else {
                break;
            }
        }
        let doi = &rest[..len] == "doi";
        self.push(Kind::Word, len);
        if doi {
            let blanks = self.rest().bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
            let run = &self.rest()[blanks..];
            let stop =
                run.find(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | '"')).unwrap_or(run.len());
            let stop = run[..stop].find("//").unwrap_or(stop);
            if stop > 0 {
                self.at += blanks;
                self.push(Kind::Run, stop);
            }
        }
    }

    /// The length of `{1.73_m2}` or `[Hg]` as part of a unit.
    fn unit_bracket(&self) -> Option<usize> {
        let rest = self.rest();
        let close = if rest.starts_with('{') { '}' } else { ']' };
        // Bounded, so that a text of nothing but brackets is scanned in one pass.
        let len = rest.bytes().take(MAX_BRACKET).position(|b| b == close as u8)?;
        let inner = rest.get(1..len)?;
        let graph = |c: char| c.is_ascii_graphic() && !matches!(c, '{' | '}' | '"');
        if inner.is_empty() || !inner.chars().all(graph) {
            return None;
        }
        if close == ']' {
            return Some(len + 1);
        }
        let before = self.text.get(..self.at).unwrap_or("");
        let attached = before.ends_with('/');
        let after_number = matches!(self.out.toks.last(), Some(t) if t.kind == Kind::Number);
        (attached || after_number || before.trim_end().ends_with("->")).then_some(len + 1)
    }

    fn string(&mut self) {
        let rest = self.rest();
        let mut escaped = false;
        for (i, c) in rest.char_indices().skip(1) {
            match c {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => return self.push(Kind::Text, i + 1),
                _ => {}
            }
        }
        let line = rest.lines().next().unwrap_or(rest).trim_end();
        // A brace at the end of the line belongs to the block.
        let len = line.strip_suffix(['{', '}']).map_or(line, str::trim_end).len();
        let end = self.at + len;
        let diag =
            Diag::new(Code::Syntax, self.span(self.at, self.at + 1), "a text without its closing quote")
                .label("the text begins here")
                .help("a text stands on one line; several in a row are joined by a blank")
                .fix(self.span(end, end), "\"", "close the text at the end of the line");
        self.bad(len.max(1), diag);
    }

    fn curly(&mut self) {
        let rest = self.rest();
        let open = rest.chars().next().map_or(1, char::len_utf8);
        // To the next of them: looking for the end of the line at each would take a long line apart again and again.
        let next = rest[open..].find(['“', '”', '"', '\n']).map_or(rest.len(), |i| open + i);
        let len = match rest[next..].chars().next() {
            Some(c) if c != '\n' => next + c.len_utf8(),
            _ => rest[..next].trim_end().len(),
        };
        let inner = rest[open..len].trim_end_matches(['“', '”', '"']);
        let span = self.span(self.at, self.at + len);
        let diag = Diag::new(Code::Syntax, span, "curly quotes around a text")
            .label("a word processor's quotes")
            .fix(span, format!("\"{inner}\""), "use straight quotes");
        self.bad(len, diag);
    }

    fn quoted_unit(&mut self) {
        let rest = self.rest();
        let next = rest[1..].find(['\'', '\n']).map_or(rest.len(), |i| i + 1);
        match rest[next..].chars().next() {
            Some('\'') => self.push(Kind::Run, next + 1),
            _ => {
                let line = &rest[..next];
                let word = line[1..].find(char::is_whitespace).map_or(line.len(), |i| i + 1);
                let end = self.at + word;
                let diag = Diag::new(
                    Code::Syntax,
                    self.span(self.at, self.at + 1),
                    "a unit without its closing quote",
                )
                .label("the unit begins here")
                .fix(self.span(end, end), "'", "close it");
                self.bad(word, diag);
            }
        }
    }

    fn sign(&mut self, c: char) {
        let rest = self.rest();
        const SLIPS: &[(&str, &str, &str)] = &[
            ("==", "=", "equality is a single `=`"),
            ("&&", "and", "conditions are joined with `and`"),
            ("||", "or", "alternatives are joined with `or`"),
            ("<>", "!=", "inequality is `!=`"),
            ("=>", ">=", "at least is `>=`; a row has `->`"),
            ("=<", "<=", "at most is `<=`"),
            ("≥", ">=", "at least is `>=`"),
            ("≤", "<=", "at most is `<=`"),
            ("≠", "!=", "inequality is `!=`"),
            ("µ", "u", "micro is `u` in UCUM: `ug`, `umol/L`"),
            ("μ", "u", "micro is `u` in UCUM: `ug`, `umol/L`"),
            ("×", "*", "multiplication is `*`"),
            ("÷", "/", "division is `/`"),
            ("→", "->", "a row has `->`"),
            ("…", "..", "a range has two dots"),
            ("–", "-", "a plain hyphen is meant"),
            ("—", "-", "a plain hyphen is meant"),
            ("−", "-", "a plain minus sign is meant"),
            ("‘", "'", "a unit has straight quotes"),
            ("’", "'", "a unit has straight quotes"),
            ("\u{A0}", " ", "a no-break space is no blank of the language"),
            (";", "", "nothing ends with a semicolon"),
            ("/*", "//", "a comment begins with `//` on each line"),
            ("#", "//", "a comment begins with `//`"),
        ];
        for (slip, right, why) in SLIPS {
            if rest.starts_with(slip) {
                return self.slip(slip, right, why);
            }
        }
        for two in ["->", "..", ">=", "<=", "!="] {
            if rest.starts_with(two) {
                return self.push(Kind::Sign, 2);
            }
        }
        if c == '!' {
            return self.slip(
                "!",
                if rest[1..].starts_with(' ') { "not" } else { "not " },
                "negation is `not`",
            );
        }
        if "+-*/&=<>(){}[],.:%^".contains(c) {
            return self.push(Kind::Sign, 1);
        }
        let span = self.span(self.at, self.at + c.len_utf8());
        let diag = Diag::new(Code::Syntax, span, format!("`{}` has no meaning here", c.escape_debug()))
            .label("not a sign of the language")
            .help("names and units are written in ASCII letters; other letters stand in texts and comments");
        // A run of foreign signs is one mistake.
        let foreign = |d: char| d == c || (!c.is_ascii() && !d.is_ascii());
        let len = rest.chars().take_while(|d| foreign(*d)).map(char::len_utf8).sum();
        self.bad(len, diag);
    }

    fn slip(&mut self, slip: &str, right: &str, why: &str) {
        let span = self.span(self.at, self.at + slip.len());
        let shown = if slip == "\u{A0}" { "a no-break space" } else { &format!("`{slip}`") };
        let mut diag = Diag::new(Code::Syntax, span, format!("{shown} is not of the language")).label(why);
        diag = match (slip, right) {
            (_, "") => diag.fix(span, right, "remove it"),
            (_, " ") => diag.fix(span, right, "write a blank"),
            _ => diag.fix(span, right, format!("write `{}`", right.trim())),
        };
        let comment = matches!(slip, "#" | "/*");
        let len = if comment { self.rest().lines().next().map_or(slip.len(), str::len) } else { slip.len() };
        self.bad(len.max(1), diag);
    }
}
