//! Calls of script functions: arguments are decided before the script sees them.

use super::answer::{Value, gap};
use super::call::undefined;
use super::engine::{Eval, Scope};
use crate::model::{Arg, FunctionId, ResultType};
use crate::value::Reason;

impl Eval<'_> {
    /// A function of a script.
    pub fn function(&self, id: FunctionId, _args: &[Arg], _scope: &Scope<'_>) -> Value {
        let kind = self.model.functions.get(id.index()).map_or(ResultType::Text, |f| f.result.clone());
        undefined(kind, vec![gap("function", Reason::Script)])
    }
}
