//! The expressions of GDL2, as written.

/// A code of a terminology, with its label where one was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    /// `local`, `SNOMED-CT`, `ICD10`, ….
    pub terminology: String,
    /// `at0005`.
    pub code: String,
    /// What people read.
    pub label: String,
}

impl Code {
    /// `local::at0005`.
    pub fn key(&self) -> String {
        format!("{}::{}", self.terminology, self.code)
    }
}

/// A binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `||`, `or`
    Or,
    /// `&&`, `and`
    And,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `^`
    Pow,
    /// `%`
    Rem,
    /// `is_a`
    IsA,
    /// `!is_a`
    IsNotA,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `0.85`, as written.
    Number(String),
    /// `'kg'`
    Text(String),
    /// `1|local::at0016|No motor response +1|`
    Ordinal(i64, Code),
    /// `local::at0005|Alert|`
    Coded(Code),
    /// `30,mg/gm`; a proportion too, in percent or as a ratio.
    Quantity(String, String),
    /// `(2019-11-28T00:00:00)`, `2019-11-28`
    Date(String),
    /// `$gt0003|Birthdate|.year`
    Var(String, Option<String>),
    /// `$currentDateTime.year`
    Now(Option<String>),
    /// `/data[at0001]/items[at0004]`, `.value` after it
    Path(String, Option<String>),
    /// `$ref[1].label`
    Reference(usize, String),
    /// `!x`, `not x`
    Not(Box<Expr>),
    /// `-x`
    Neg(Box<Expr>),
    /// `a + b`
    Binary(Op, Box<Expr>, Box<Expr>),
    /// `ceil(x)`, `max(/data/…)`
    Call(String, Vec<Expr>),
    /// `fired($gt0012)`
    Fired(String),
    /// What cannot be read, as written.
    Unread(String),
}

/// `$gt0008|Score|.magnitude = …`
#[derive(Debug, Clone, PartialEq)]
pub struct Assign {
    /// The variable.
    pub var: String,
    /// `magnitude`, `unit`, `precision`, `value`, ….
    pub attr: Option<String>,
    /// The value.
    pub value: Expr,
}

/// A statement of `then` or of the default actions.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// An assignment.
    Assign(Assign),
    /// `use_template($gt0010(gt0011=…))`: which, and what is filled in.
    Template(String, Vec<Assign>),
    /// What cannot be read: the variable that it writes, and why.
    Unread(String, String),
}

impl Expr {
    /// Calls `see` with every expression within, this one first.
    pub fn walk<'a>(&'a self, see: &mut dyn FnMut(&'a Expr)) {
        let mut todo = vec![self];
        while let Some(e) = todo.pop() {
            see(e);
            match e {
                Expr::Not(a) | Expr::Neg(a) => todo.push(a),
                Expr::Binary(_, a, b) => todo.extend([b.as_ref(), a.as_ref()]),
                Expr::Call(_, all) => todo.extend(all.iter().rev()),
                _ => {}
            }
        }
    }

    /// A sum with a text in it: texts are put together, not added.
    pub fn joins_texts(&self) -> bool {
        match self {
            Expr::Binary(Op::Add, a, b) => {
                let text = |e: &Expr| match e {
                    Expr::Text(t) => t.trim().parse::<f64>().is_err(),
                    Expr::Var(_, attr) => attr.as_deref() == Some("term"),
                    _ => false,
                };
                text(a) || text(b) || a.joins_texts() || b.joins_texts()
            }
            _ => false,
        }
    }

    /// The parts of a conjunction.
    pub fn conjuncts(&self) -> Vec<&Expr> {
        let (mut out, mut todo) = (Vec::new(), vec![self]);
        while let Some(e) = todo.pop() {
            match e {
                Expr::Binary(Op::And, a, b) => todo.extend([b.as_ref(), a.as_ref()]),
                e => out.push(e),
            }
        }
        out
    }
}
