//! Expressions and statements of GDL2 from text.
//!
//! The grammar of the specification puts every operation into parentheses; what
//! editors write leaves them out, so the usual precedence holds here: `or`,
//! `and`, comparisons, `+ -`, `* /`, `^`.

use crate::ast::{Assign, Expr, Op, Statement};
use crate::lex::{Tok, Tokens, tokens};

/// Brackets and signs may nest so deep.
const DEPTH: usize = 120;
/// A sum or product has at most so many parts; the rule language takes no more.
const CHAIN: usize = 200;
/// A text has at most so many tokens.
const TOKENS: usize = 20_000;

/// What is wrong with a text, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Byte offset.
    pub at: usize,
    /// What.
    pub message: String,
}

type Parsed<T> = Result<T, Mistake>;

/// A condition or value.
///
/// # Errors
/// Where the text is no expression.
///
/// ```
/// use curbside_gdl2::{ast::{Expr, Op}, parse::expression};
/// let e = expression("$gt0003|Weight|.magnitude/2 > 30").unwrap();
/// assert!(matches!(e, Expr::Binary(Op::Gt, ..)));
/// assert_eq!(expression("$gt0003 >").unwrap_err().message, "a value is missing here");
/// ```
pub fn expression(text: &str) -> Result<Expr, Mistake> {
    repaired(text).map(|(e, _)| e)
}

/// The same, with what was set right on the way.
pub(crate) fn repaired(text: &str) -> Result<(Expr, Vec<String>), Mistake> {
    let mut p = Parser::new(text)?;
    let e = p.or()?;
    p.end()?;
    Ok((e, p.repairs))
}

/// A statement of `then`.
///
/// # Errors
/// Where the text is no statement.
pub fn statement(text: &str) -> Result<Vec<Statement>, Mistake> {
    let mut p = Parser::new(text)?;
    let s = p.statement()?;
    p.end()?;
    Ok(s)
}

struct Parser {
    toks: Vec<(usize, Tok)>,
    at: usize,
    end: usize,
    depth: usize,
    repairs: Vec<String>,
}

impl Parser {
    fn new(text: &str) -> Parsed<Parser> {
        let Tokens { all: toks, repairs } = tokens(text).map_err(|(at, message)| Mistake { at, message })?;
        if toks.len() > TOKENS {
            return Err(Mistake { at: 0, message: format!("more than {TOKENS} words in one expression") });
        }
        Ok(Parser { toks, at: 0, end: text.len(), depth: 0, repairs })
    }

    fn peek(&self) -> Option<&Tok> {
        self.toks.get(self.at).map(|(_, t)| t)
    }

    fn mistake<T>(&self, message: impl Into<String>) -> Parsed<T> {
        let at = self.toks.get(self.at).map_or(self.end, |(at, _)| *at);
        Err(Mistake { at, message: message.into() })
    }

    fn take(&mut self, sign: &str) -> bool {
        let here = match self.peek() {
            Some(Tok::Sign(s)) => *s == sign,
            Some(Tok::Word(w)) => w == sign,
            _ => false,
        };
        self.at += usize::from(here);
        here
    }

    fn need(&mut self, sign: &str) -> Parsed<()> {
        if self.take(sign) { Ok(()) } else { self.mistake(format!("`{sign}` is missing here")) }
    }

    fn end(&self) -> Parsed<()> {
        if self.at == self.toks.len() { Ok(()) } else { self.mistake("nothing more was expected here") }
    }

    fn word(&mut self) -> Option<String> {
        let Some(Tok::Word(w)) = self.peek() else { return None };
        let w = w.clone();
        self.at += 1;
        Some(w)
    }

    fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > DEPTH {
            return self.mistake(format!("brackets nest deeper than {DEPTH}"));
        }
        let out = run(self);
        self.depth -= 1;
        out
    }

    fn chain(
        &mut self,
        signs: &[(&str, Op)],
        operand: fn(&mut Self) -> Parsed<Expr>,
        many: bool,
    ) -> Parsed<Expr> {
        let (mut left, mut parts) = (operand(self)?, 1);
        while let Some(op) = signs.iter().find(|(s, _)| self.take(s)).map(|(_, op)| *op) {
            let right = operand(self)?;
            left = Expr::Binary(op, Box::new(left), Box::new(right));
            parts += 1;
            if parts > CHAIN {
                return self.mistake(format!("more than {CHAIN} parts in one calculation"));
            }
            if !many {
                break;
            }
        }
        Ok(left)
    }

    fn or(&mut self) -> Parsed<Expr> {
        self.joined(["||", "or"], Op::Or, Self::and)
    }

    fn and(&mut self) -> Parsed<Expr> {
        self.joined(["&&", "and"], Op::And, Self::comparison)
    }

    /// Any number of conditions: a balanced tree, so that long ones are not deep.
    fn joined(&mut self, signs: [&str; 2], op: Op, operand: fn(&mut Self) -> Parsed<Expr>) -> Parsed<Expr> {
        let mut all = vec![operand(self)?];
        while signs.iter().any(|s| self.take(s)) {
            all.push(operand(self)?);
        }
        while all.len() > 1 {
            let mut pairs = Vec::with_capacity(all.len().div_ceil(2));
            let mut each = all.into_iter();
            while let Some(a) = each.next() {
                pairs.push(match each.next() {
                    Some(b) => Expr::Binary(op, Box::new(a), Box::new(b)),
                    None => a,
                });
            }
            all = pairs;
        }
        match all.pop() {
            Some(e) => Ok(e),
            None => self.mistake("a value is missing here"),
        }
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.sum()?;
        if matches!(self.peek(), Some(Tok::Sign("!")))
            && matches!(self.toks.get(self.at + 1), Some((_, Tok::Word(w))) if w == "is_a")
        {
            self.at += 2;
            return Ok(Expr::Binary(Op::IsNotA, Box::new(left), Box::new(self.sum()?)));
        }
        if self.take("matches") {
            return self.one_of(&left);
        }
        let signs = [
            ("==", Op::Eq),
            ("!=", Op::Ne),
            ("<=", Op::Le),
            (">=", Op::Ge),
            ("<", Op::Lt),
            (">", Op::Gt),
            ("is_a", Op::IsA),
        ];
        match signs.iter().find(|(s, _)| self.take(s)).map(|(_, op)| *op) {
            Some(op) => Ok(Expr::Binary(op, Box::new(left), Box::new(self.sum()?))),
            None => Ok(left),
        }
    }

    /// `x matches {a, b}`: one of these.
    fn one_of(&mut self, left: &Expr) -> Parsed<Expr> {
        self.need("{")?;
        let mut out: Option<Expr> = None;
        while !self.take("}") {
            let one = Expr::Binary(Op::Eq, Box::new(left.clone()), Box::new(self.sum()?));
            out = Some(match out {
                Some(all) => Expr::Binary(Op::Or, Box::new(all), Box::new(one)),
                None => one,
            });
            if !self.take(",") && !matches!(self.peek(), Some(Tok::Sign("}"))) {
                return self.mistake("`}` is missing here");
            }
        }
        match out {
            Some(all) => Ok(all),
            None => self.mistake("`matches` needs at least one value between its braces"),
        }
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.chain(&[("+", Op::Add), ("-", Op::Sub)], Self::product, true)
    }

    fn product(&mut self) -> Parsed<Expr> {
        self.chain(&[("*", Op::Mul), ("/", Op::Div), ("%", Op::Rem)], Self::power, true)
    }

    fn power(&mut self) -> Parsed<Expr> {
        self.chain(&[("^", Op::Pow)], Self::unary, true)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        self.deeper(|p| {
            if p.take("!") || p.take("not") {
                return Ok(Expr::Not(Box::new(p.unary()?)));
            }
            if p.take("-") {
                return Ok(Expr::Neg(Box::new(p.unary()?)));
            }
            p.primary()
        })
    }

    fn attribute(&mut self) -> Parsed<Option<String>> {
        if !self.take(".") {
            return Ok(None);
        }
        match self.word() {
            Some(w) => Ok(Some(w)),
            None => self.mistake("an attribute is missing after the point"),
        }
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let Some(tok) = self.peek().cloned() else { return self.mistake("a value is missing here") };
        self.at += 1;
        Ok(match tok {
            Tok::Number(n) => Expr::Number(n),
            Tok::Quantity(n, u) => Expr::Quantity(n, u),
            Tok::Ordinal(v, c) => Expr::Ordinal(v, c),
            Tok::Coded(c) => Expr::Coded(c),
            Tok::Text(t) => Expr::Text(t),
            Tok::Date(d) => Expr::Date(d),
            Tok::Path(p) => Expr::Path(p, self.attribute()?),
            Tok::Var(v) if v == "ref" && self.take("[") => {
                let index = match self.peek() {
                    Some(Tok::Number(n)) => n.parse().ok(),
                    _ => None,
                };
                let Some(index) = index else { return self.mistake("the number of a reference is missing") };
                self.at += 1;
                self.need("]")?;
                Expr::Reference(index, self.attribute()?.unwrap_or_default())
            }
            Tok::Var(v) => {
                let attr = self.attribute()?;
                if v == "currentDateTime" || v == "currentDate" {
                    Expr::Now(attr)
                } else {
                    Expr::Var(v, attr)
                }
            }
            Tok::Sign("(") => {
                let inner = self.or()?;
                self.need(")")?;
                inner
            }
            Tok::Word(w) => self.named(&w)?,
            Tok::Sign(_) => {
                self.at -= 1;
                return self.mistake("a value is missing here");
            }
        })
    }

    fn named(&mut self, word: &str) -> Parsed<Expr> {
        match word {
            "null" => return Ok(Expr::Null),
            "true" => return Ok(Expr::Bool(true)),
            "false" => return Ok(Expr::Bool(false)),
            "e" if !self.take("(") => return Ok(Expr::Number("2.718281828459045".into())),
            _ => {}
        }
        if word == "fired" {
            let inner = self.deeper(|p| p.primary())?;
            return match inner {
                Expr::Var(rule, _) => Ok(Expr::Fired(rule)),
                _ => self.mistake("`fired` takes a rule: `fired($gt0012)`"),
            };
        }
        self.need("(")?;
        let mut args = Vec::new();
        while !self.take(")") {
            args.push(self.deeper(|p| p.or())?);
            if !self.take(",") && !matches!(self.peek(), Some(Tok::Sign(")"))) {
                return self.mistake("`)` is missing here");
            }
        }
        Ok(Expr::Call(word.to_string(), args))
    }

    fn statement(&mut self) -> Parsed<Vec<Statement>> {
        if self.take("use_template") {
            self.need("(")?;
            let Some(Tok::Var(name)) = self.peek().cloned() else {
                return self.mistake("a template is missing");
            };
            self.at += 1;
            let filled = if self.take("(") { self.assignments()? } else { Vec::new() };
            self.need(")")?;
            return Ok(vec![Statement::Template(name, filled)]);
        }
        // `$gt0010(/data/…=…; …)` creates an instance: its assignments are what counts.
        if let (Some(Tok::Var(_)), Some((_, Tok::Sign("(")))) = (self.peek(), self.toks.get(self.at + 1)) {
            self.at += 2;
            return Ok(self.assignments()?.into_iter().map(Statement::Assign).collect());
        }
        Ok(vec![Statement::Assign(self.assignment()?)])
    }

    /// The rest of `( a=1; b=2 )`.
    fn assignments(&mut self) -> Parsed<Vec<Assign>> {
        let mut out = Vec::new();
        while !self.take(")") {
            out.push(self.assignment()?);
            if !self.take(";") && !matches!(self.peek(), Some(Tok::Sign(")"))) {
                return self.mistake("`)` is missing here");
            }
        }
        Ok(out)
    }

    fn assignment(&mut self) -> Parsed<Assign> {
        let (var, attr) = match self.unary()? {
            Expr::Var(var, attr) => (var, attr),
            Expr::Path(path, attr) => (path, attr),
            _ => return self.mistake("an assignment begins with a variable: `$gt0008=…`"),
        };
        self.need("=")?;
        Ok(Assign { var, attr, value: self.or()? })
    }
}
