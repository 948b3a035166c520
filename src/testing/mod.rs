//! Tests of rules.
mod build;
mod case;
mod expect;
mod fact_line;
mod names;
mod verify;
mod words;
mod yaml;
