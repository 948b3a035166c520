//! Kleene's three truth values.

use serde::{Deserialize, Serialize};

/// True, false or not decided by the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// Holds for every value the facts allow.
    True,
    /// Holds for none.
    False,
    /// The facts do not decide it.
    Unknown,
}

impl Truth {
    /// Kleene conjunction.
    ///
    /// ```
    /// use curbside::value::Truth::{False, True, Unknown};
    /// assert_eq!(True.and(Unknown), Unknown);
    /// assert_eq!(False.and(Unknown), False);
    /// ```
    #[must_use]
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// Kleene disjunction.
    ///
    /// ```
    /// use curbside::value::Truth::{False, True, Unknown};
    /// assert_eq!(False.or(Unknown), Unknown);
    /// assert_eq!(True.or(Unknown), True);
    /// ```
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        !((!self).and(!other))
    }

    /// Whether it is decided.
    pub fn is_known(self) -> bool {
        self != Truth::Unknown
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(b: bool) -> Self {
        if b { Truth::True } else { Truth::False }
    }
}
