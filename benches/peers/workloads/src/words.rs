//! Names and codes that look real and are not.

const START: [&str; 16] =
    ["ba", "ce", "di", "fo", "ga", "li", "ma", "ne", "or", "pra", "ri", "sol", "ta", "ve", "xi", "zo"];
const MIDDLE: [&str; 12] = ["ba", "cla", "do", "fe", "li", "mo", "na", "pi", "ro", "ti", "vu", "ze"];
const END: [&str; 8] = ["pril", "mab", "tine", "zole", "statin", "cillin", "sartan", "dine"];

/// A drug name, different for every number below 18,432.
pub fn drug(number: usize) -> String {
    let (start, rest) = (number % 16, number / 16);
    let (second, rest) = (rest % 12, rest / 12);
    let (third, rest) = ((rest + second) % 12, rest / 12);
    format!("{}{}{}{}", START[start], MIDDLE[second], MIDDLE[third], END[rest % 8])
}

/// A LOINC code with its check digit.
pub fn loinc(number: usize) -> String {
    format!("{number}-{}", luhn(number))
}

/// A SNOMED CT concept of a namespace of its own, with its check digit.
pub fn snomed(number: usize) -> String {
    let body = format!("{}100099910", number + 1000);
    format!("{body}{}", verhoeff(&body))
}

fn luhn(number: usize) -> usize {
    let digits = number.to_string().into_bytes();
    let sum: usize = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, d)| {
            let d = usize::from(d - b'0');
            if at % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { d }
        })
        .sum();
    (10 - sum % 10) % 10
}

/// The check digit of the dihedral group of ten elements.
fn verhoeff(digits: &str) -> u8 {
    const TIMES: [[u8; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const SHIFT: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    const INVERSE: [u8; 10] = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];
    let mut check = 0u8;
    for (at, d) in digits.bytes().rev().enumerate() {
        let mut d = d - b'0';
        for _ in 0..(at + 1) % 8 {
            d = SHIFT[usize::from(d)];
        }
        check = TIMES[usize::from(check)][usize::from(d)];
    }
    INVERSE[usize::from(check)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use curbside::terms::{CodeSystem, normalise};
    use std::collections::BTreeSet;

    #[test]
    fn codes_have_the_right_check_digits() {
        assert_eq!(loinc(2823), "2823-3");
        for n in (0..200_000).step_by(997) {
            assert!(normalise(&CodeSystem::Loinc, &loinc(90_000 + n)).is_ok());
            assert!(normalise(&CodeSystem::Snomed, &snomed(n)).is_ok(), "{}", snomed(n));
        }
    }

    #[test]
    fn names_and_codes_differ() {
        let names: BTreeSet<_> = (0..18_432).map(drug).collect();
        assert_eq!(names.len(), 18_432);
        let codes: BTreeSet<_> = (0..20_000).map(snomed).collect();
        assert_eq!(codes.len(), 20_000);
    }
}
