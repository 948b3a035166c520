//! Tokens of GDL2 expressions.

use crate::ast::Code;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tok {
    /// A number as written.
    Number(String),
    /// A number and its unit.
    Quantity(String, String),
    /// An ordinal.
    Ordinal(i64, Code),
    /// A code, with its label.
    Coded(Code),
    /// A text.
    Text(String),
    /// A date or time.
    Date(String),
    /// `$gt0003`, its label dropped.
    Var(String),
    /// A path.
    Path(String),
    /// A word: `null`, `ceil`, `fired`, `magnitude`.
    Word(String),
    /// An operator or bracket.
    Sign(&'static str),
}

/// Longer signs before their own beginnings.
const SIGNS: [&str; 27] = [
    "==", "!=", "<=", ">=", "&&", "||", "=", "<", ">", "!", "+", "-", "*", "/", "^", "%", "(", ")", "[", "]",
    ",", ";", ".", "{", "}", ":", "?",
];

/// Cuts a text into tokens; each with where it starts.
pub(crate) fn tokens(text: &str) -> Result<Tokens, (usize, String)> {
    let mut l = Lexer { text, at: 0, out: Vec::new(), repairs: Vec::new() };
    while l.step()? {}
    Ok(Tokens { all: l.out, repairs: l.repairs })
}

/// Tokens, each with where it starts, and what was set right in them.
pub(crate) struct Tokens {
    pub all: Vec<(usize, Tok)>,
    pub repairs: Vec<String>,
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    out: Vec<(usize, Tok)>,
    repairs: Vec<String>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn push(&mut self, len: usize, tok: Tok) {
        self.out.push((self.at, tok));
        self.at += len;
    }

    fn step(&mut self) -> Result<bool, (usize, String)> {
        let blank = self.rest().len() - self.rest().trim_start().len();
        self.at += blank;
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(false) };
        match first {
            '\'' => self.quoted()?,
            '$' => self.variable()?,
            '0'..='9' => self.number()?,
            '.' if rest.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())) => {
                self.number()?
            }
            '/' if self.path_may_stand() => {
                let n = path_len(rest);
                self.push(n, Tok::Path(rest.get(..n).unwrap_or("").to_string()));
            }
            c if c.is_ascii_alphabetic() || c == '_' => self.word()?,
            '[' if rest.get(1..).is_some_and(|r| code_len(r).is_some()) => {
                // `[local::at0005]`
                self.at += 1;
                self.code(None, self.at)?;
                if self.rest().starts_with(']') {
                    self.at += 1;
                }
            }
            _ => match SIGNS.iter().find(|s| rest.starts_with(**s)) {
                Some(sign) => self.push(sign.len(), Tok::Sign(sign)),
                None => return Err((self.at, format!("`{first}` does not belong into an expression"))),
            },
        }
        Ok(true)
    }

    /// A path begins where a value is expected, and a division where one has been read.
    fn path_may_stand(&self) -> bool {
        let starts = self.rest().get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_lowercase()));
        starts
            && !matches!(
                self.out.last().map(|(_, t)| t),
                Some(
                    Tok::Number(_)
                        | Tok::Quantity(..)
                        | Tok::Var(_)
                        | Tok::Word(_)
                        | Tok::Text(_)
                        | Tok::Sign(")" | "]")
                )
            )
    }

    fn quoted(&mut self) -> Result<(), (usize, String)> {
        let (start, mut out, mut escaped) = (self.at, String::new(), false);
        for (i, c) in self.rest().char_indices().skip(1) {
            match c {
                _ if escaped => {
                    out.push(if c == 'n' { '\n' } else { c });
                    escaped = false;
                }
                '\\' => escaped = true,
                '\'' if unclosed(&out).is_none() => {
                    self.push(i + 1, Tok::Text(out));
                    return Ok(());
                }
                '\'' => break,
                c => out.push(c),
            }
        }
        if let Some(code) = unclosed(&out) {
            let code = code.to_string();
            self.repairs.push(format!("the closing quote is missing after `{code}`"));
            self.push(1 + code.len(), Tok::Text(code));
            return Ok(());
        }
        Err((start, "a text that begins here has no closing quote".into()))
    }

    fn label(&mut self) -> Result<Option<String>, (usize, String)> {
        let Some(rest) = self.rest().strip_prefix('|').filter(|r| !r.starts_with('|')) else {
            return Ok(None);
        };
        let Some(end) = rest.find('|') else {
            return Err((self.at, "a label that begins here has no closing `|`".into()));
        };
        self.at += end + 2;
        Ok(Some(rest.get(..end).unwrap_or("").to_string()))
    }

    fn variable(&mut self) -> Result<(), (usize, String)> {
        let start = self.at;
        let rest = self.rest().get(1..).unwrap_or("");
        let mut n =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len());
        // `$gt0003.value`: the attribute begins at the point before a letter.
        let name = rest.get(..n).unwrap_or("");
        let attr = name.char_indices().find(|(i, c)| {
            *c == '.' && name.get(i + 1..).is_some_and(|r| r.starts_with(|c: char| !c.is_ascii_digit()))
        });
        if let Some((i, _)) = attr {
            n = i;
        }
        if n == 0 {
            return Err((start, "a variable needs a code after `$`".into()));
        }
        let name = rest.get(..n).unwrap_or("").trim_end_matches('.').to_string();
        self.at += 1 + name.len();
        self.label()?;
        self.out.push((start, Tok::Var(name)));
        Ok(())
    }

    fn word(&mut self) -> Result<(), (usize, String)> {
        let rest = self.rest();
        if code_len(rest).is_some() {
            return self.code(None, self.at);
        }
        let n = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        self.push(n, Tok::Word(rest.get(..n).unwrap_or("").to_string()));
        Ok(())
    }

    /// `local::at0005|Alert|`, an ordinal where a value stands before it.
    fn code(&mut self, value: Option<i64>, start: usize) -> Result<(), (usize, String)> {
        let rest = self.rest();
        let Some((t, c)) = code_len(rest) else {
            return Err((self.at, "a code is `terminology::code`".into()));
        };
        let terminology = rest.get(..t).unwrap_or("").to_string();
        let code = rest.get(t + 2..c).unwrap_or("").to_string();
        self.at += c;
        let label = self.label()?.unwrap_or_default();
        let code = Code { terminology, code, label };
        self.out.push((
            start,
            match value {
                Some(v) => Tok::Ordinal(v, code),
                None => Tok::Coded(code),
            },
        ));
        Ok(())
    }

    fn number(&mut self) -> Result<(), (usize, String)> {
        let (start, rest) = (self.at, self.rest());
        if let Some(n) = date_len(rest) {
            self.push(n, Tok::Date(rest.get(..n).unwrap_or("").to_string()));
            return Ok(());
        }
        // A terminology may begin with a figure.
        let n = number_len(rest);
        let number = rest.get(..n).unwrap_or("").to_string();
        let behind = rest.get(n..).unwrap_or("");
        if let Some(code) = behind.strip_prefix('|').filter(|c| code_len(c).is_some()) {
            let value =
                number.parse::<i64>().map_err(|_| (start, format!("`{number}` is no whole number")))?;
            self.at += rest.len() - code.len();
            let negative = matches!(self.out.last(), Some((_, Tok::Sign("-"))))
                && matches!(self.out.iter().rev().nth(1), None | Some((_, Tok::Sign(_))));
            if negative {
                self.out.pop();
            }
            return self.code(Some(if negative { -value } else { value }), start);
        }
        if let Some((unit, len)) = behind.strip_prefix(',').and_then(unit_of) {
            self.push(n + 1 + len, Tok::Quantity(number, unit));
            return Ok(());
        }
        self.push(n, Tok::Number(number));
        Ok(())
    }
}

/// The code before what can only be the rest of the expression: `at0025 || $gt…`.
fn unclosed(text: &str) -> Option<&str> {
    let n = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (code, rest) = text.split_at(n);
    let is_code =
        code.starts_with("at") && code.len() > 2 && code.bytes().skip(2).all(|b| b.is_ascii_digit());
    let rest = rest.trim_start();
    (is_code && (rest.starts_with("||") || rest.starts_with("&&") || rest.starts_with(')'))).then_some(code)
}

fn number_len(text: &str) -> usize {
    let digits = |t: &str| t.find(|c: char| !c.is_ascii_digit()).unwrap_or(t.len());
    let mut n = digits(text);
    let tail = |n: usize| text.get(n..).unwrap_or("");
    if tail(n).starts_with('.') && tail(n + 1).starts_with(|c: char| c.is_ascii_digit()) {
        n += 1 + digits(tail(n + 1));
    }
    if tail(n).starts_with(['e', 'E']) {
        let sign = usize::from(tail(n + 1).starts_with(['+', '-']));
        let figures = digits(tail(n + 1 + sign));
        if figures > 0 {
            n += 1 + sign + figures;
        }
    }
    n
}

/// The unit behind a number's comma and its length; `100,2` is a proportion: of how much, and its kind.
fn unit_of(text: &str) -> Option<(String, usize)> {
    let n = text.find(|c: char| c.is_whitespace() || "()&|=<>!;,'$".contains(c)).unwrap_or(text.len());
    let unit = text.get(..n).filter(|u| !u.is_empty())?;
    let whole = unit.chars().all(|c| c.is_ascii_digit() || c == '.');
    let kind = text.get(n..).and_then(|r| r.strip_prefix(','));
    if let (true, Some(kind)) =
        (whole, kind.and_then(|k| k.chars().next()).filter(|k| ('0'..='4').contains(k)))
    {
        let unit = match (kind, unit) {
            ('2', _) | (_, "100") => "%".to_string(),
            (_, "1") => "1".to_string(),
            (_, of) => format!("/{of}"),
        };
        return Some((unit, n + 2));
    }
    Some((unit.to_string(), n))
}

/// The lengths of the terminology and of the whole code at the start of a text.
fn code_len(text: &str) -> Option<(usize, usize)> {
    let t = text.find("::")?;
    let terminology = text.get(..t).filter(|t| !t.is_empty())?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.()\\".contains(c);
    if !terminology.starts_with(|c: char| c.is_ascii_alphanumeric()) || !terminology.chars().all(fits) {
        return None;
    }
    let rest = text.get(t + 2..)?;
    let n = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.\\".contains(c))).unwrap_or(rest.len());
    (n > 0).then_some((t, t + 2 + n))
}

fn path_len(text: &str) -> usize {
    let mut depth = 0usize;
    for (i, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '/' | '_' | '.' => {}
            c if c.is_ascii_alphanumeric() || depth > 0 => {}
            _ => return i,
        }
    }
    text.len()
}

/// `2019-11-28`, with a time of day behind it.
fn date_len(text: &str) -> Option<usize> {
    let day = text.get(..10)?;
    let shape =
        day.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return None;
    }
    let rest = text.get(10..).unwrap_or("");
    let n = if rest.starts_with('T') {
        rest.find(|c: char| !(c.is_ascii_digit() || "T:.Z+-".contains(c))).unwrap_or(rest.len())
    } else {
        0
    };
    Some(10 + n)
}
