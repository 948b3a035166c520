//! Free-text comments that say that a rule is broken: the words people write then.
//!
//! Comments of annoyed users find broken rules better than counts do (JAMIA 2019,
//! "cranky comments"). The score orders comments for a reader; it decides nothing.

/// Words and phrases, each counted once.
const WORDS: &[&str] = &[
    "again",
    "already",
    "annoying",
    "bad",
    "broken",
    "does not",
    "doesn't",
    "don't need",
    "dumb",
    "error",
    "false",
    "fix",
    "horrible",
    "inaccurate",
    "inappropriate",
    "incorrect",
    "irrelevant",
    "makes no sense",
    "never",
    "no sense",
    "nonsense",
    "not applicable",
    "not appropriate",
    "not correct",
    "not indicated",
    "not relevant",
    "not true",
    "outdated",
    "please stop",
    "pointless",
    "ridiculous",
    "should not",
    "shouldn't",
    "silly",
    "stop",
    "stupid",
    "turn off",
    "turn this off",
    "unhelpful",
    "unnecessary",
    "useless",
    "waste",
    "why",
    "wrong",
];

/// How cranky a comment is; 0 for one that is not.
pub(crate) fn score(comment: &str) -> u32 {
    let lower = comment.to_lowercase();
    let words: String = format!(
        " {} ",
        lower
            .chars()
            .map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' })
            .collect::<String>()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    );
    let hits = WORDS.iter().filter(|w| words.contains(&format!(" {w} "))).count();
    let letters = comment.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = comment.chars().filter(|c| c.is_uppercase()).count();
    let shouting = letters >= 6 && capitals * 10 >= letters * 7;
    let marks = comment.contains("!!") || comment.contains("??") || comment.contains("!?");
    u32::try_from(hits)
        .unwrap_or(u32::MAX)
        .saturating_add(u32::from(shouting))
        .saturating_add(u32::from(marks))
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn annoyance_is_heard_and_reasons_are_not() {
        assert_eq!(score("Patient tolerates, will monitor"), 0);
        assert_eq!(score("benefit outweighs risk"), 0);
        assert!(score("This is WRONG, patient is not pregnant!!") >= 2);
        assert!(score("STOP SHOWING ME THIS") >= 2);
        assert!(score("already on a statin") >= 1);
        // Words within words do not count.
        assert_eq!(score("stopped last week, whyever"), 0);
    }
}
