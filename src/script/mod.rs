//! Script functions in a sandbox.
//!
//! A raw Rhai engine with chosen packages only: no `eval`, no modules, no
//! printing, no clock, no sleeping, no loop without an end, and a budget for
//! operations, depth and sizes. Numbers are decimals. Two things that Rhai does
//! quietly are errors here, because a quiet "no" could hide a patient at risk:
//! comparing values of different types, and reading a field that is not there.
//!
//! Knows nothing of models or patients: values in, a value or a reason out.

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage,
    LogicPackage, MoreStringPackage, Package,
};
use rhai::{AST, CallFnOptions, Dynamic, Engine, EvalAltResult, OptimizationLevel, Position, Scope};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::sync::LazyLock;

/// Operations of one call.
pub const MAX_OPERATIONS: u64 = 500_000;
/// Calls within calls.
pub const MAX_CALL_LEVELS: usize = 24;
/// Nesting of expressions, at the top and within functions.
pub const MAX_DEPTH: usize = 48;
/// Bytes of a text.
pub const MAX_STRING: usize = 100_000;
/// Items of a list.
pub const MAX_ARRAY: usize = 20_000;
/// Fields of a map.
pub const MAX_MAP: usize = 1_000;
/// Bytes of a script.
pub const MAX_SCRIPT: usize = 200_000;
/// Functions of a script.
pub const MAX_FUNCTIONS: usize = 200;

/// Words that do not exist in scripts.
const FORBIDDEN: [&str; 9] = ["eval", "print", "debug", "while", "loop", "do", "Fn", "call", "curry"];

/// What is wrong with a script, or went wrong in it. Holds no value of a patient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", .line.map(|l| format!(" (line {l})")).unwrap_or_default())]
pub struct ScriptError {
    /// In words.
    pub message: String,
    /// Line in the script, where known.
    pub line: Option<usize>,
}

impl ScriptError {
    fn new(message: impl Into<String>, at: Position) -> ScriptError {
        ScriptError { message: message.into(), line: at.line() }
    }
}

/// A value that goes into a script or comes out of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Data {
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// Yes or no.
    YesNo(bool),
    /// A list.
    List(Vec<Data>),
    /// A fact with its fields; what is not known is not there.
    Fields(Vec<(String, Data)>),
}

impl Data {
    fn into_dynamic(self) -> Dynamic {
        match self {
            Data::Number(n) => n.into(),
            Data::Text(t) => t.into(),
            Data::YesNo(b) => b.into(),
            Data::List(all) => all.into_iter().map(Data::into_dynamic).collect::<rhai::Array>().into(),
            Data::Fields(all) => {
                let map: rhai::Map = all.into_iter().map(|(k, v)| (k.into(), v.into_dynamic())).collect();
                map.into()
            }
        }
    }

    fn from_dynamic(d: &Dynamic) -> Option<Data> {
        if let Ok(n) = d.as_int() {
            return Some(Data::Number(n.into()));
        }
        if let Ok(n) = d.as_decimal() {
            return Some(Data::Number(n.normalize()));
        }
        if let Ok(b) = d.as_bool() {
            return Some(Data::YesNo(b));
        }
        d.clone().into_string().ok().map(Data::Text)
    }
}

/// A script, compiled in its sandbox.
pub struct Program {
    ast: AST,
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Program(…)")
    }
}

impl Program {
    /// Compiles a script. Only its functions count: nothing runs by itself.
    ///
    /// # Errors
    /// Whatever Rhai refuses, a forbidden word, a text that is too large.
    ///
    /// ```
    /// use curbside::script::{Data, Program};
    /// let p = Program::compile("fn twice(x) { x * 2 }").unwrap();
    /// assert_eq!(p.call("twice", vec![Data::Number(4.into())]), Ok(Data::Number(8.into())));
    /// assert!(Program::compile("fn f() { eval(\"1\") }").is_err());
    /// ```
    pub fn compile(text: &str) -> Result<Program, ScriptError> {
        if text.len() > MAX_SCRIPT {
            return Err(ScriptError::new(
                format!("a script of more than {MAX_SCRIPT} bytes"),
                Position::NONE,
            ));
        }
        let ast =
            sandbox().compile(text).map_err(|e| ScriptError::new(e.err_type().to_string(), e.position()))?;
        // What stands outside functions is never run, and no function can see it.
        Ok(Program { ast: ast.clone_functions_only() })
    }

    /// Whether there is a function of this name with so many parameters.
    pub fn has(&self, name: &str, parameters: usize) -> bool {
        self.ast.iter_functions().any(|f| f.name == name && f.params.len() == parameters)
    }

    /// Calls a function.
    ///
    /// # Errors
    /// A budget that ran out, a mistake of the script, a result that is no number, text or yes-no.
    pub fn call(&self, name: &str, args: Vec<Data>) -> Result<Data, ScriptError> {
        let args: Vec<Dynamic> = args.into_iter().map(Data::into_dynamic).collect();
        let options = CallFnOptions::new().eval_ast(false);
        let result: Result<Dynamic, _> =
            sandbox().call_fn_with_options(options, &mut Scope::new(), &self.ast, name, args);
        let value = result.map_err(|e| explain(&e))?;
        Data::from_dynamic(&value)
            .ok_or_else(|| ScriptError::new("the result is no number, text or yes-no", Position::NONE))
    }
}

/// The engine all scripts run in: it keeps nothing of them.
fn sandbox() -> &'static Engine {
    static SANDBOX: LazyLock<Engine> = LazyLock::new(new_sandbox);
    &SANDBOX
}

fn new_sandbox() -> Engine {
    let mut e = Engine::new_raw();
    e.register_global_module(ArithmeticPackage::new().as_shared_module());
    e.register_global_module(LogicPackage::new().as_shared_module());
    e.register_global_module(BasicMathPackage::new().as_shared_module());
    e.register_global_module(BasicArrayPackage::new().as_shared_module());
    e.register_global_module(BasicMapPackage::new().as_shared_module());
    e.register_global_module(BasicIteratorPackage::new().as_shared_module());
    e.register_global_module(MoreStringPackage::new().as_shared_module());
    for word in FORBIDDEN {
        e.disable_symbol(word);
    }
    e.set_optimization_level(OptimizationLevel::None);
    e.set_strict_variables(true);
    e.set_fail_on_invalid_map_property(true);
    e.set_max_operations(MAX_OPERATIONS);
    e.set_max_call_levels(MAX_CALL_LEVELS);
    e.set_max_expr_depths(MAX_DEPTH, MAX_DEPTH);
    e.set_max_string_size(MAX_STRING);
    e.set_max_array_size(MAX_ARRAY);
    e.set_max_map_size(MAX_MAP);
    e.set_max_functions(MAX_FUNCTIONS);
    e.set_max_variables(200);
    // Rhai answers a comparison of different types with "no"; without its shortcuts ours is asked.
    e.set_fast_operators(false);
    e.register_fn("==", |a: Dynamic, b: Dynamic| compare(&a, &b).map(Ordering::is_eq));
    e.register_fn("!=", |a: Dynamic, b: Dynamic| compare(&a, &b).map(Ordering::is_ne));
    e.register_fn("<", |a: Dynamic, b: Dynamic| compare(&a, &b).map(Ordering::is_lt));
    e.register_fn("<=", |a: Dynamic, b: Dynamic| compare(&a, &b).map(Ordering::is_le));
    e.register_fn(">", |a: Dynamic, b: Dynamic| compare(&a, &b).map(Ordering::is_gt));
    e.register_fn(">=", |a: Dynamic, b: Dynamic| compare(&a, &b).map(Ordering::is_ge));
    // Whole numbers divide like all numbers: 1 / 2 is a half.
    e.register_fn("/", |a: i64, b: i64| {
        Decimal::from(a).checked_div(Decimal::from(b)).ok_or_else(|| fault("division by zero"))
    });
    e
}

fn fault(message: &str) -> Box<EvalAltResult> {
    EvalAltResult::ErrorArithmetic(message.to_string(), Position::NONE).into()
}

fn number(d: &Dynamic) -> Option<Decimal> {
    d.as_decimal().ok().or_else(|| d.as_int().ok().map(Decimal::from))
}

/// Order of two values of one type; an error for any others.
fn compare(a: &Dynamic, b: &Dynamic) -> Result<Ordering, Box<EvalAltResult>> {
    if let (Some(x), Some(y)) = (number(a), number(b)) {
        return Ok(x.cmp(&y));
    }
    if let (Ok(x), Ok(y)) = (a.as_bool(), b.as_bool()) {
        return Ok(x.cmp(&y));
    }
    if let (Ok(x), Ok(y)) = (a.clone().into_string(), b.clone().into_string()) {
        return Ok(x.cmp(&y));
    }
    Err(fault(&format!("`{}` and `{}` cannot be compared", a.type_name(), b.type_name())))
}

/// An error in words, without the values it met.
fn explain(e: &EvalAltResult) -> ScriptError {
    use EvalAltResult as E;
    let at = e.position();
    let message = match e {
        E::ErrorInFunctionCall(_, _, inner, _) => return explain(inner),
        E::ErrorTooManyOperations(_) => "too many operations".to_string(),
        E::ErrorStackOverflow(_) => "calls nest too deeply".to_string(),
        E::ErrorDataTooLarge(_, _) => "a value grows too large".to_string(),
        E::ErrorTooManyVariables(_) => "too many variables".to_string(),
        E::ErrorPropertyNotFound(name, _) => format!("`{name}` is not known"),
        E::ErrorVariableNotFound(name, _) => format!("there is no `{name}`"),
        E::ErrorFunctionNotFound(name, _) => format!("there is no function `{name}`"),
        E::ErrorArithmetic(what, _) => what.clone(),
        E::ErrorMismatchDataType(wanted, found, _) => format!("`{found}` where `{wanted}` is needed"),
        E::ErrorIndexNotFound(..) | E::ErrorArrayBounds(..) => "an index that is not there".to_string(),
        E::ErrorRuntime(..) => "the script gave up".to_string(),
        _ => "the script failed".to_string(),
    };
    ScriptError::new(message, at)
}

#[cfg(test)]
mod tests;
