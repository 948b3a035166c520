//! A guideline's test cases, from its `*.test.yml`.

use crate::ast::Code;
use crate::problem::Problem;
use crate::yaml::Node;

/// A value in a test.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// An ordinal: its value and code.
    Ordinal(i64, Code),
    /// A code.
    Coded(Code),
    /// A number and its unit.
    Quantity(String, String),
    /// A number without unit.
    Number(String),
    /// A text.
    Text(String),
    /// `true`, `false`.
    Bool(bool),
    /// A date, with a time of day.
    Date(String),
    /// Nothing.
    Null,
}

/// A test case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// By guideline, its elements and values.
    pub input: Vec<(String, Vec<(String, Given)>)>,
    /// The same for what is expected.
    pub expected: Vec<(String, Vec<(String, Given)>)>,
    /// Keys that stand twice in the file; the last one counts.
    pub twice: Vec<String>,
}

/// A test file.
#[derive(Debug, Clone, PartialEq)]
pub struct TestFile {
    /// The file.
    pub file: String,
    /// Its guidelines, in the order in which they run: key and id.
    pub guidelines: Vec<(String, String)>,
    /// The moment of its tests, where it says one.
    pub clock: Option<String>,
    /// Its cases.
    pub cases: Vec<Case>,
}

impl TestFile {
    /// Reads a test file.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(file: &str, text: &str) -> Result<TestFile, Vec<Problem>> {
        let root = Node::read(text).map_err(|(at, why)| {
            vec![Problem::new(file, at, format!("this is no YAML: {why}")).help("fetch the file again")]
        })?;
        let mut problems = Vec::new();
        let mut wrong = |place: String, message: &str| problems.push(Problem::new(file, place, message));
        let mut guidelines = Vec::new();
        match root.get("guidelines") {
            Some(Node::Map(m)) => guidelines.extend(m.iter().map(|(k, v)| (k.text(), v.text()))),
            _ => wrong("guidelines".into(), "the guidelines of the tests are missing"),
        }
        let mut cases = Vec::new();
        let listed = match root.get("test_cases") {
            Some(Node::List(all)) => all.as_slice(),
            Some(Node::Null) | None => &[],
            Some(_) => {
                wrong("test_cases".into(), "a list of cases is needed here");
                &[]
            }
        };
        for (i, c) in listed.iter().enumerate() {
            let id = c.get("id").map(Node::text).filter(|i| !i.trim().is_empty());
            let id = id.unwrap_or_else(|| format!("case {}", i + 1));
            let mut part = |key: &str| match groups(c.get(key)) {
                Some(found) => found,
                None => {
                    wrong(
                        format!("test_cases, `{id}`, {key}"),
                        "a mapping of guidelines to elements is needed here",
                    );
                    Vec::new()
                }
            };
            let (input, expected) = (part("input"), part("expected_output"));
            let inner = ["input", "expected_output"].into_iter().filter_map(|k| match c.get(k)? {
                Node::Map(all) => Some(all.iter().flat_map(|(_, v)| v.twice()).collect::<Vec<_>>()),
                _ => None,
            });
            let twice = c.twice().into_iter().chain(inner.flatten()).collect();
            cases.push(Case { id, input, expected, twice });
        }
        // An older layout names the key behind the guideline.
        let used = |key: &String| {
            let mut groups = cases.iter().flat_map(|c| c.input.iter().chain(&c.expected));
            groups.any(|(k, _)| k == key)
        };
        if !guidelines.iter().any(|(key, _)| used(key)) && guidelines.iter().any(|(_, id)| used(id)) {
            guidelines.iter_mut().for_each(|(key, id)| std::mem::swap(key, id));
        }
        let clock = root.get("current_datetime").map(Node::text).filter(|c| !c.is_empty());
        if problems.is_empty() {
            Ok(TestFile { file: file.to_string(), guidelines, clock, cases })
        } else {
            Err(problems)
        }
    }
}

type Groups = Vec<(String, Vec<(String, Given)>)>;

fn groups(v: Option<&Node>) -> Option<Groups> {
    let m = match v {
        None | Some(Node::Null) => return Some(Vec::new()),
        Some(Node::Map(m)) => m,
        Some(_) => return None,
    };
    let mut out = Vec::new();
    for (guideline, values) in m {
        let values = match values {
            Node::Null => Vec::new(),
            Node::Map(all) => all.iter().map(|(k, v)| (element(&k.text()), given(&v.text()))).collect(),
            _ => return None,
        };
        out.push((guideline.text(), values));
    }
    Some(out)
}

/// `gt0003|Motor response` names the element `gt0003`.
fn element(key: &str) -> String {
    key.split('|').next().unwrap_or(key).trim().trim_start_matches('$').to_string()
}

/// A value as tests write it.
///
/// ```
/// use curbside_gdl2::cases::{Given, given};
/// assert_eq!(given("75,mm[Hg]"), Given::Quantity("75".into(), "mm[Hg]".into()));
/// assert_eq!(given("96,100,2"), Given::Quantity("96".into(), "%".into()));
/// assert!(matches!(given("2|local::at0017|Extension|"), Given::Ordinal(2, _)));
/// assert_eq!(given("74.45%"), Given::Text("74.45%".into()));
/// ```
pub fn given(text: &str) -> Given {
    let t = text.trim();
    if t.is_empty() || t == "null" {
        return Given::Null;
    }
    if let "true" | "false" = t {
        return Given::Bool(t == "true");
    }
    if is_number(t) {
        return Given::Number(t.to_string());
    }
    if let Some((value, rest)) = t.split_once('|')
        && let (Ok(value), Some(code)) = (value.trim().parse(), coded(rest))
    {
        return Given::Ordinal(value, code);
    }
    if let Some(code) = coded(t) {
        return Given::Coded(code);
    }
    if is_date(t) {
        return Given::Date(t.to_string());
    }
    if let Some((n, unit)) = t.split_once(',')
        && is_number(n)
        && !unit.trim().is_empty()
    {
        return match unit.split_once(',') {
            Some((of, _)) if of.trim() == "100" => Given::Quantity(n.into(), "%".into()),
            Some((of, _)) if of.trim() == "1" => Given::Quantity(n.into(), "1".into()),
            Some((of, _)) => Given::Quantity(n.into(), format!("/{}", of.trim())),
            None => Given::Quantity(n.trim().into(), unit.trim().into()),
        };
    }
    Given::Text(text.to_string())
}

fn is_number(t: &str) -> bool {
    let t = t.trim();
    t.parse::<f64>().is_ok_and(f64::is_finite)
        && t.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
}

fn is_date(t: &str) -> bool {
    let day = t.get(..10).unwrap_or("");
    let shape = |(i, b): (usize, u8)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
    day.len() == 10
        && day.bytes().enumerate().all(shape)
        && (t.len() == 10 || t.get(10..11).is_some_and(|c| c == "T" || c == " "))
}

fn coded(t: &str) -> Option<Code> {
    let (terminology, rest) = t.split_once("::")?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.()\\ ".contains(c);
    if terminology.is_empty() || !terminology.chars().all(fits) {
        return None;
    }
    let (code, label) = rest.split_once('|').unwrap_or((rest, ""));
    (!code.is_empty() && code.chars().all(fits)).then(|| Code {
        terminology: terminology.trim().to_string(),
        code: code.trim().to_string(),
        label: label.trim_end().trim_end_matches('|').to_string(),
    })
}
