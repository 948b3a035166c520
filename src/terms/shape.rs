//! What a well-formed code of each system looks like, and its one spelling.
//!
//! Pack code is held to it strictly ([`normalise`]); patient data is read with
//! [`normalise_received`], which never loses what was sent. Knows no code list:
//! a well-formed code may still not exist.

use super::CodeSystem;
use thiserror::Error;

/// What is wrong with a code. Messages name what is right, and hold no part of
/// the code itself except in `CheckDigit::suggestions` and `NdcAmbiguous`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CodeError {
    /// No text.
    #[error("the code is empty")]
    Empty,
    /// Not the shape of the system's codes.
    #[error("not a {system} code: expected {expected}")]
    Shape {
        /// The system.
        system: CodeSystem,
        /// The shape in words, with an example.
        expected: &'static str,
    },
    /// The check digit does not fit the digits before it.
    #[error("the check digit is `{found}`, but these digits need `{expected}`")]
    CheckDigit {
        /// The digit that stands there.
        found: char,
        /// The digit that would fit.
        expected: char,
        /// Codes that fit if two neighbouring digits were swapped by mistake.
        suggestions: Vec<String>,
    },
    /// A SNOMED CT identifier of something that is not a concept.
    #[error("this SNOMED CT identifier names a {kind}, not a concept")]
    NotAConcept {
        /// `description`, `relationship` or `component of another kind`.
        kind: &'static str,
    },
    /// Ten digits without hyphens may be three different NDCs.
    #[error("a 10-digit NDC without hyphens can be read as {}", .candidates.join(" or "))]
    NdcAmbiguous {
        /// The 11-digit readings.
        candidates: Vec<String>,
    },
}

impl CodeError {
    /// A stable name without any part of the code, for notes about patient data.
    ///
    /// ```
    /// use curbside::terms::{CodeSystem, normalise};
    /// assert_eq!(normalise(&CodeSystem::Loinc, "2823-4").unwrap_err().kind(), "check-digit");
    /// ```
    pub fn kind(&self) -> &'static str {
        match self {
            CodeError::Empty => "empty",
            CodeError::Shape { .. } => "shape",
            CodeError::CheckDigit { .. } => "check-digit",
            CodeError::NotAConcept { .. } => "not-a-concept",
            CodeError::NdcAmbiguous { .. } => "ambiguous-ndc",
        }
    }
}

/// The one spelling of a code, or what is wrong with it.
///
/// ```
/// use curbside::terms::{CodeError, CodeSystem, normalise};
/// assert_eq!(normalise(&CodeSystem::Icd10Cm, "e119").unwrap(), "E11.9");
/// assert_eq!(normalise(&CodeSystem::Ndc, "0056-0170-70").unwrap(), "00056017070");
/// assert_eq!(normalise(&CodeSystem::Cvx, "8").unwrap(), "08");
/// assert!(matches!(normalise(&CodeSystem::Loinc, "2832-3"), Err(CodeError::CheckDigit { expected: '4', .. })));
/// ```
pub fn normalise(system: &CodeSystem, code: &str) -> Result<String, CodeError> {
    let code = code.trim();
    if code.is_empty() {
        return Err(CodeError::Empty);
    }
    let wrong = |expected| CodeError::Shape { system: system.clone(), expected };
    match system {
        CodeSystem::Loinc => {
            loinc(code).unwrap_or_else(|| Err(wrong("digits, a hyphen and a check digit, as in 2823-3")))
        }
        CodeSystem::Snomed => snomed(code)
            .unwrap_or_else(|| Err(wrong("6 to 18 digits without a leading zero, as in 73211009"))),
        CodeSystem::Atc => {
            let upper = code.to_ascii_uppercase();
            is_atc(&upper).then_some(upper).ok_or(wrong("a level such as A, A10, A10B, A10BB or A10BB01"))
        }
        CodeSystem::Icd10 => {
            icd(code, false).ok_or(wrong("a letter, two digits and up to two more, as in E11.9"))
        }
        CodeSystem::Icd10Cm => {
            icd(code, true).ok_or(wrong("three characters and up to four more, as in E11.65"))
        }
        CodeSystem::Icd10Pcs => {
            let upper = code.to_ascii_uppercase();
            (upper.len() == 7 && upper.chars().all(is_pcs))
                .then_some(upper)
                .ok_or(wrong("seven letters or digits without I and O, as in 0DTJ4ZZ"))
        }
        CodeSystem::Cvx => cvx(code).ok_or(wrong("one to three digits, as in 08 or 141")),
        CodeSystem::Ndc => ndc(code).unwrap_or_else(|| {
            Err(wrong("4-4-2, 5-3-2, 5-4-1 or 5-4-2 digits, or 11 digits, as in 0056-0170-70"))
        }),
        CodeSystem::Cpt => {
            let upper = code.to_ascii_uppercase();
            is_cpt(&upper).then_some(upper).ok_or(wrong("five characters, as in 99213 or 0001A"))
        }
        CodeSystem::RxNorm => {
            let ok = code.len() <= 8 && all_digits(code) && !code.starts_with('0');
            ok.then(|| code.to_string())
                .ok_or(wrong("one to eight digits without a leading zero, as in 11289"))
        }
        CodeSystem::Other(_) => Ok(code.to_string()),
    }
}

/// The one spelling of a branch written as `A10BB*`, without the star; only for
/// systems [with prefix branches](CodeSystem::has_prefix_branches). In other
/// systems a branch starts at a whole code.
///
/// ```
/// use curbside::terms::{CodeSystem, normalise_branch};
/// assert_eq!(normalise_branch(&CodeSystem::Icd10, "e112").unwrap(), "E11.2");
/// assert_eq!(normalise_branch(&CodeSystem::Icd10, "E1").unwrap(), "E1");
/// assert!(normalise_branch(&CodeSystem::Atc, "A1").is_err());
/// ```
pub fn normalise_branch(system: &CodeSystem, code: &str) -> Result<String, CodeError> {
    let text = code.trim().to_ascii_uppercase();
    match system {
        CodeSystem::Icd10 | CodeSystem::Icd10Cm if (1..3).contains(&text.len()) => {
            let mut chars = text.chars();
            let ok =
                chars.next().is_some_and(|c| c.is_ascii_uppercase()) && chars.all(|c| c.is_ascii_digit());
            ok.then_some(text).ok_or(CodeError::Shape {
                system: system.clone(),
                expected: "the start of a code, as in E1 or E11.2",
            })
        }
        CodeSystem::Icd10Pcs if (1..7).contains(&text.len()) => {
            text.chars().all(is_pcs).then_some(text).ok_or(CodeError::Shape {
                system: system.clone(),
                expected: "the start of a code, as in 021 or 0DTJ",
            })
        }
        _ => normalise(system, code),
    }
}

/// A code of patient data: its one spelling, or the text as sent and why.
///
/// ```
/// use curbside::terms::{CodeSystem, normalise_received};
/// let r = normalise_received(&CodeSystem::Loinc, "2823-4");
/// assert_eq!(r.code, "2823-4");
/// assert_eq!(r.problem.unwrap().kind(), "check-digit");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ReceivedCode {
    /// The one spelling where there is one, else the text as sent, trimmed.
    pub code: String,
    /// What is wrong with the text as sent.
    pub problem: Option<CodeError>,
}

impl std::fmt::Debug for ReceivedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReceivedCode({})", self.problem.as_ref().map_or("ok", CodeError::kind))
    }
}

/// See [`ReceivedCode`].
pub fn normalise_received(system: &CodeSystem, code: &str) -> ReceivedCode {
    match normalise(system, code) {
        Ok(code) => ReceivedCode { code, problem: None },
        Err(problem) => ReceivedCode { code: code.trim().to_string(), problem: Some(problem) },
    }
}

fn all_digits(s: &str) -> bool {
    !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())
}

/// `None` for another shape, `Some(Err)` for a wrong check digit.
fn loinc(code: &str) -> Option<Result<String, CodeError>> {
    let (body, check) = code.split_once('-')?;
    let mut check_chars = check.chars();
    let (Some(found), None) = (check_chars.next(), check_chars.next()) else { return None };
    if !found.is_ascii_digit() {
        return None;
    }
    if body.len() > 2 && body.is_char_boundary(2) {
        let (prefix, digits) = body.split_at(2);
        // Answers, answer lists, parts and groups: their check digit follows no published rule.
        if ["LA", "LL", "LP", "LG"].iter().any(|p| prefix.eq_ignore_ascii_case(p)) && all_digits(digits) {
            let prefix = prefix.to_ascii_uppercase();
            return Some(Ok(format!("{prefix}{digits}-{found}")));
        }
    }
    if !all_digits(body) || body.len() > 7 || body.starts_with('0') {
        return None;
    }
    let expected = luhn(body);
    if found == expected {
        return Some(Ok(code.to_string()));
    }
    let suggestions = swaps(&format!("{body}{found}"))
        .filter_map(|s| {
            let (b, c) = s.split_at(s.len() - 1);
            (!b.starts_with('0') && c.starts_with(luhn(b))).then(|| format!("{b}-{c}"))
        })
        .collect();
    Some(Err(CodeError::CheckDigit { found, expected, suggestions }))
}

/// Mod-10 check digit of a text of digits.
fn luhn(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = u32::from(b.saturating_sub(b'0'));
            let d = if i % 2 == 0 { d * 2 } else { d };
            if d > 9 { d - 9 } else { d }
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

/// The texts with two neighbouring, different digits swapped.
fn swaps(digits: &str) -> impl Iterator<Item = String> {
    let chars: Vec<char> = digits.chars().collect();
    (1..chars.len()).filter_map(move |i| {
        let mut c = chars.clone();
        c.swap(i - 1, i);
        (c != chars).then(|| c.into_iter().collect())
    })
}

fn snomed(code: &str) -> Option<Result<String, CodeError>> {
    if !all_digits(code) || !(6..=18).contains(&code.len()) || code.starts_with('0') {
        return None;
    }
    let (body, check) = code.split_at(code.len() - 1);
    let (found, expected) = (check.chars().next()?, verhoeff(body));
    if found != expected {
        let suggestions = swaps(code)
            .filter(|s| {
                let (b, c) = s.split_at(s.len() - 1);
                !s.starts_with('0') && c.starts_with(verhoeff(b)) && matches!(partition(s), "00" | "10")
            })
            .collect();
        return Some(Err(CodeError::CheckDigit { found, expected, suggestions }));
    }
    let kind = match partition(code) {
        "00" | "10" => return Some(Ok(code.to_string())),
        "01" | "11" => "description",
        "02" | "12" => "relationship",
        _ => "component of another kind",
    };
    Some(Err(CodeError::NotAConcept { kind }))
}

/// The two digits before the check digit.
fn partition(code: &str) -> &str {
    code.get(code.len().saturating_sub(3)..code.len().saturating_sub(1)).unwrap_or("")
}

/// Product in the dihedral group of order 10.
fn dihedral(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// Verhoeff check digit of a text of digits.
fn verhoeff(digits: &str) -> char {
    const BASE: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permute = |digit: u8, times: usize| {
        (0..times % 8).fold(digit, |d, _| BASE.get(usize::from(d)).copied().unwrap_or(0))
    };
    let check = digits
        .bytes()
        .rev()
        .enumerate()
        .fold(0u8, |c, (i, b)| dihedral(c, permute(b.saturating_sub(b'0') % 10, i + 1)));
    let inverse = (0..10).find(|d| dihedral(check, *d) == 0).unwrap_or(0);
    char::from(b'0' + inverse)
}

fn is_atc(code: &str) -> bool {
    matches!(code.len(), 1 | 3 | 4 | 5 | 7)
        && code.bytes().enumerate().all(|(i, b)| match i {
            1 | 2 | 5 | 6 => b.is_ascii_digit(),
            _ => b.is_ascii_uppercase(),
        })
}

fn is_pcs(c: char) -> bool {
    c.is_ascii_digit() || (c.is_ascii_uppercase() && c != 'I' && c != 'O')
}

fn is_cpt(code: &str) -> bool {
    code.len() == 5
        && code.bytes().enumerate().all(|(i, b)| b.is_ascii_digit() || (i == 4 && b"AFMTU".contains(&b)))
}

fn icd(code: &str, cm: bool) -> Option<String> {
    let plain: String = match code.split_once('.') {
        Some((head, tail)) if head.len() == 3 && !tail.is_empty() => format!("{head}{tail}"),
        Some(_) => return None,
        None => code.to_string(),
    }
    .to_ascii_uppercase();
    let limit = if cm { 7 } else { 5 };
    let ok = (3..=limit).contains(&plain.len())
        && plain.bytes().enumerate().all(|(i, b)| match i {
            0 => b.is_ascii_uppercase(),
            1 => b.is_ascii_digit(),
            _ if cm => b.is_ascii_digit() || b.is_ascii_uppercase(),
            _ => b.is_ascii_digit(),
        });
    if !ok {
        return None;
    }
    let (head, tail) = plain.split_at_checked(3)?;
    Some(if tail.is_empty() { head.to_string() } else { format!("{head}.{tail}") })
}

fn cvx(code: &str) -> Option<String> {
    if !all_digits(code) || code.len() > 3 {
        return None;
    }
    let n: u16 = code.parse().ok()?;
    (n > 0).then(|| format!("{n:02}"))
}

fn ndc(code: &str) -> Option<Result<String, CodeError>> {
    let parts: Vec<&str> = code.split('-').collect();
    if !parts.iter().all(|p| all_digits(p)) {
        return None;
    }
    match parts.as_slice() {
        [bare] if bare.len() == 11 => Some(Ok((*bare).to_string())),
        [bare] if bare.len() == 10 => {
            let candidates = [0usize, 5, 9].into_iter().filter_map(|from| {
                let (a, b) = bare.split_at_checked(from)?;
                Some(format!("{a}0{b}"))
            });
            Some(Err(CodeError::NdcAmbiguous { candidates: candidates.collect() }))
        }
        [labeler, product, package] => {
            let shape = (labeler.len(), product.len(), package.len());
            matches!(shape, (4, 4, 2) | (5, 3, 2) | (5, 4, 1) | (5, 4, 2))
                .then(|| Ok(format!("{labeler:0>5}{product:0>4}{package:0>2}")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ok(system: CodeSystem, text: &str) -> String {
        normalise(&system, text).unwrap_or_else(|e| panic!("{system} {text}: {e}"))
    }

    #[test]
    fn real_codes_pass() {
        for c in ["2823-3", "6298-4", "2160-0", "4548-4", "8480-6", "33914-3", "718-7", "10839-9", "89579-7"]
        {
            assert_eq!(ok(CodeSystem::Loinc, c), c);
        }
        for c in [
            "73211009",
            "44054006",
            "38341003",
            "716186003",
            "22298006",
            "313436004",
            "900000000000207008",
            "1287211007",
        ] {
            assert_eq!(ok(CodeSystem::Snomed, c), c);
        }
        assert_eq!(ok(CodeSystem::Loinc, "la33-6"), "LA33-6");
        for c in ["A", "A10", "A10B", "A10BB", "A10BB01"] {
            assert_eq!(ok(CodeSystem::Atc, &c.to_lowercase()), c);
        }
        assert_eq!(ok(CodeSystem::Icd10Cm, "s72001a"), "S72.001A");
        assert_eq!(ok(CodeSystem::Icd10Cm, "C4A.9"), "C4A.9");
        assert_eq!(ok(CodeSystem::Icd10, "I10"), "I10");
        assert_eq!(ok(CodeSystem::Icd10Pcs, "0dtj4zz"), "0DTJ4ZZ");
        for (c, n) in [("8", "08"), ("08", "08"), ("008", "08"), ("141", "141")] {
            assert_eq!(ok(CodeSystem::Cvx, c), n);
        }
        for (c, n) in [
            ("0056-0170-70", "00056017070"),
            ("33261-403-02", "33261040302"),
            ("60505-7001-2", "60505700102"),
            ("12345-6789-01", "12345678901"),
            ("12345678901", "12345678901"),
        ] {
            assert_eq!(ok(CodeSystem::Ndc, c), n);
        }
        assert_eq!(ok(CodeSystem::Cpt, "0001a"), "0001A");
        assert_eq!(ok(CodeSystem::RxNorm, " 11289 "), "11289");
    }

    #[test]
    fn wrong_codes_say_what_is_wrong() {
        for (s, c) in [
            (CodeSystem::Loinc, "2823"),
            (CodeSystem::Loinc, "é-3"),
            (CodeSystem::Loinc, "2823-33"),
            (CodeSystem::Snomed, "12345"),
            (CodeSystem::Snomed, "07321100"),
            (CodeSystem::Atc, "A1"),
            (CodeSystem::Atc, "10BB"),
            (CodeSystem::Icd10, "E11.999"),
            (CodeSystem::Icd10, "E1.19"),
            (CodeSystem::Icd10Cm, "E11."),
            (CodeSystem::Icd10Cm, "Ä11"),
            (CodeSystem::Cvx, "0"),
            (CodeSystem::Cvx, "1234"),
            (CodeSystem::Ndc, "2501-813-16"),
            (CodeSystem::Ndc, "50090-0001"),
            (CodeSystem::Cpt, "9921"),
            (CodeSystem::RxNorm, "011289"),
            (CodeSystem::RxNorm, "1128x"),
        ] {
            assert!(matches!(normalise(&s, c), Err(CodeError::Shape { .. })), "{s} {c}");
        }
        assert_eq!(normalise(&CodeSystem::RxNorm, "  "), Err(CodeError::Empty));
        let Err(CodeError::CheckDigit { suggestions, found, .. }) =
            normalise(&CodeSystem::Snomed, "73211090")
        else {
            panic!("73211090 has a wrong check digit")
        };
        assert_eq!(found, '0');
        assert!(suggestions.contains(&"73211009".to_string()), "{suggestions:?}");
        assert_eq!(
            normalise(&CodeSystem::Snomed, "751689013").map_err(|e| e.kind()),
            Err("not-a-concept"),
            "a description identifier"
        );
        assert_eq!(
            normalise(&CodeSystem::Ndc, "0056017070"),
            Err(CodeError::NdcAmbiguous {
                candidates: vec!["00056017070".into(), "00560017070".into(), "00560170700".into()]
            })
        );
    }

    proptest! {
        #[test]
        fn any_text_normalises_once(which in 0usize..10, text in "[0-9A-Za-zé. -]{0,12}") {
            let system = CodeSystem::KNOWN[which].clone();
            if let Ok(once) = normalise(&system, &text) {
                prop_assert_eq!(normalise(&system, &once), Ok(once.clone()));
            }
            if let Ok(once) = normalise_branch(&system, &text) {
                prop_assert_eq!(normalise_branch(&system, &once), Ok(once.clone()));
            }
        }

        #[test]
        fn check_digits_catch_every_single_digit_error(body in "[1-9][0-9]{2,6}", at in 0usize..8, by in 1u8..10) {
            let loinc = format!("{body}-{}", luhn(&body));
            let concept = { let b = format!("{body}00"); format!("{b}{}", verhoeff(&b)) };
            prop_assert!(normalise(&CodeSystem::Loinc, &loinc).is_ok());
            prop_assert!(normalise(&CodeSystem::Snomed, &concept).is_ok());
            for (system, code) in [(CodeSystem::Loinc, loinc), (CodeSystem::Snomed, concept)] {
                let mut bytes = code.into_bytes();
                let at = at % bytes.len();
                if bytes[at].is_ascii_digit() {
                    bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
                    prop_assert!(normalise(&system, &String::from_utf8(bytes).unwrap()).is_err());
                }
            }
        }

        #[test]
        fn verhoeff_catches_every_swap_of_neighbours(body in "[1-9][0-9]{2,10}00", at in 0usize..12) {
            let code = format!("{body}{}", verhoeff(&body));
            let mut bytes = code.clone().into_bytes();
            let at = at % (bytes.len() - 1);
            bytes.swap(at, at + 1);
            let swapped = String::from_utf8(bytes).unwrap();
            if swapped != code {
                let error = normalise(&CodeSystem::Snomed, &swapped).unwrap_err();
                if let CodeError::CheckDigit { suggestions, .. } = error {
                    prop_assert!(suggestions.contains(&code));
                }
            }
        }
    }
}
