//! The pages, each a function from data to an HTML document.

mod in_force;
mod outside;
mod overview;
mod reasons;
mod records;
mod rules;

pub use in_force::{packs, policy};
pub use outside::{login, problem};
pub use overview::overview;
pub use reasons::{undecided, withheld};
pub use records::{activity, export};
pub use rules::{Sort, rule, rules};
