//! Rule tests: YAML cases, runner, coverage, reports.
