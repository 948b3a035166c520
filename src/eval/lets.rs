//! What `let`s of rules stand for, as far as it was worked out. Rules are evaluated one after the other, so
//! the newest few are all that is asked for.

use super::answer::Value;
use crate::model::LetId;

/// More than that are forgotten, and worked out again.
const MOST: usize = 32;

/// Values by rule and `let`.
#[derive(Debug, Default)]
pub(crate) struct Lets {
    names: Vec<(usize, LetId)>,
    values: Vec<Value>,
}

impl Lets {
    pub fn get(&self, rule: usize, id: LetId) -> Option<&Value> {
        self.values.get(self.names.iter().rposition(|name| *name == (rule, id))?)
    }

    pub fn keep(&mut self, rule: usize, id: LetId, value: Value) {
        if self.names.len() >= MOST {
            self.names.clear();
            self.values.clear();
        }
        self.names.push((rule, id));
        self.values.push(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::answer::Answer;
    use crate::value::Truth;

    #[test]
    fn each_rule_has_its_own_and_the_oldest_are_forgotten() {
        let value = |truth: bool| Value::Cond(Answer::known(truth, Vec::new()));
        let truth = |v: Option<&Value>| match v {
            Some(Value::Cond(a)) => Some(a.truth),
            _ => None,
        };
        let mut lets = Lets::default();
        lets.keep(1, LetId(0), value(true));
        lets.keep(2, LetId(0), value(false));
        assert_eq!(truth(lets.get(1, LetId(0))), Some(Truth::True));
        assert_eq!(truth(lets.get(2, LetId(0))), Some(Truth::False));
        assert_eq!(truth(lets.get(1, LetId(1))), None);
        (0..MOST).for_each(|n| lets.keep(9, LetId(n as u32), value(true)));
        assert_eq!(truth(lets.get(1, LetId(0))), None);
        assert_eq!(truth(lets.get(9, LetId(MOST as u32 - 1))), Some(Truth::True));
    }
}
