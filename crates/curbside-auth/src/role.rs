//! Roles, and bearer tokens of administrators.
//!
//! A token file holds hashes only, one token a line:
//!
//! ```text
//! # role          name     SHA-256 of the token                     last day
//! administrator   alice    sha256:9f86d0…                           until 2027-06-30
//! reader          board    sha256:60303a…
//! ```
//!
//! Tokens are 256 random bits ([`BearerToken::new`]), so that one round of SHA-256 is
//! enough: nobody can guess them, with or without the file.

use crate::refused::{Reason, Refused};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// What a caller may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Call services and send feedback.
    Client,
    /// See statistics, exports and what is in force.
    Reader,
    /// What a reader may, and change: reload, roll back.
    Administrator,
}

impl Role {
    /// Whether someone of this role may do what `needed` may.
    ///
    /// ```
    /// use curbside_auth::Role;
    /// assert!(Role::Administrator.may(Role::Reader));
    /// assert!(!Role::Administrator.may(Role::Client) && !Role::Client.may(Role::Reader));
    /// ```
    #[must_use]
    pub fn may(self, needed: Role) -> bool {
        self == needed || (self == Role::Administrator && needed == Role::Reader)
    }

    /// The word for it in token files and logs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Role::Client => "client",
            Role::Reader => "reader",
            Role::Administrator => "administrator",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Role::Client, Role::Reader, Role::Administrator].into_iter().find(|role| role.word() == word)
    }
}

/// A new bearer token. Shown once; only its hash is kept.
pub struct BearerToken(String);

impl BearerToken {
    /// 256 random bits of the system.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(BearerToken(format!("cbs_{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The token itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Its line for a token file. `until` is the last day, `YYYY-MM-DD`.
    #[must_use]
    pub fn line(&self, role: Role, name: &str, until: Option<&str>) -> String {
        let until = until.map(|day| format!(" until {day}")).unwrap_or_default();
        format!("{} {name} sha256:{}{until}", role.word(), hex(&Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken(…)")
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bearer tokens of a file.
#[derive(Debug, Clone, Default)]
pub struct TokenFile {
    entries: Vec<Entry>,
}

#[derive(Clone)]
struct Entry {
    role: Role,
    name: String,
    hash: [u8; 32],
    /// The first second after the last day (UTC).
    end: Option<i64>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.role.word(), self.name)
    }
}

/// A line of a token file that cannot be read. Hashes are not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A311: {file}:{line}: {what}; a line is `ROLE NAME sha256:HASH [until YYYY-MM-DD]`")]
pub struct TokenFileError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl TokenFile {
    /// Reads a token file; `file` is its name in messages.
    ///
    /// ```
    /// use curbside_auth::{BearerToken, Role, TokenFile};
    /// let token = BearerToken::new().unwrap();
    /// let file = TokenFile::read("tokens", &token.line(Role::Reader, "board", None)).unwrap();
    /// assert_eq!(file.find(token.reveal(), 0).unwrap(), (Role::Reader, "board"));
    /// assert!(file.find("cbs_other", 0).is_err());
    /// ```
    ///
    /// # Errors
    /// At the first line that is none, or whose name or hash stands there twice.
    pub fn read(file: &str, text: &str) -> Result<Self, TokenFileError> {
        let mut out = TokenFile::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let error = |what| TokenFileError { file: file.to_owned(), line: index + 1, what };
            let entry = read_line(line).map_err(error)?;
            if out.entries.iter().any(|other| other.name == entry.name || other.hash == entry.hash) {
                return Err(error("this name or token stands there already"));
            }
            out.entries.push(entry);
        }
        Ok(out)
    }

    /// Adds the tokens of another file.
    pub(crate) fn extend(&mut self, other: TokenFile) {
        self.entries.extend(other.entries);
    }

    /// Whether there is no token at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whose token this is at `now`. Takes the same time whichever entry matches, or none.
    ///
    /// # Errors
    /// If it is nobody's, or its last day has passed.
    pub fn find(&self, token: &str, now: i64) -> Result<(Role, &str), Refused> {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let mut found = None;
        for entry in &self.entries {
            if bool::from(entry.hash.ct_eq(&hash)) {
                found = Some(entry);
            }
        }
        let entry = found.ok_or(Reason::UnknownToken)?;
        if entry.end.is_some_and(|end| now >= end) {
            return Err(Reason::TokenOutdated.into());
        }
        Ok((entry.role, &entry.name))
    }
}

fn read_line(line: &str) -> Result<Entry, &'static str> {
    let mut words = line.split_whitespace();
    let role =
        words.next().and_then(Role::of_word).ok_or("the role is not client, reader or administrator")?;
    let good = |c: char| c.is_ascii_alphanumeric() || "-_.@".contains(c);
    let name = words
        .next()
        .filter(|name| name.len() <= 64 && name.chars().all(good))
        .ok_or("the name is missing or has other characters than letters, digits, '-', '_', '.' and '@'")?;
    let hash = words
        .next()
        .and_then(|word| word.strip_prefix("sha256:"))
        .and_then(unhex)
        .ok_or("the hash is not `sha256:` and 64 hexadecimal digits")?;
    let end = match (words.next(), words.next(), words.next()) {
        (None, None, None) => None,
        (Some("until"), Some(day), None) => Some(end_of(day).ok_or("the last day is not a date YYYY-MM-DD")?),
        _ => return Err("there is more than a last day after the hash"),
    };
    Ok(Entry { role, name: name.to_owned(), hash, end })
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut out = [0; 32];
    for (index, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(out)
}

/// The first second after a day, in UTC.
fn end_of(day: &str) -> Option<i64> {
    let bytes = day.as_bytes();
    if bytes.len() != 10
        || !bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() })
    {
        return None;
    }
    let day: jiff::civil::Date = day.parse().ok()?;
    let next = day.tomorrow().ok()?;
    Some(jiff::tz::TimeZone::UTC.to_timestamp(next.at(0, 0, 0, 0)).ok()?.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_to_the_end_of_its_last_day() {
        let token = BearerToken::new().unwrap();
        let file = TokenFile::read("t", &token.line(Role::Administrator, "a", Some("1970-01-02"))).unwrap();
        assert!(file.find(token.reveal(), 2 * 86_400 - 1).is_ok());
        assert_eq!(file.find(token.reveal(), 2 * 86_400).unwrap_err().reason, Reason::TokenOutdated);
    }

    #[test]
    fn lines_that_are_none() {
        let hash = "0".repeat(64);
        for (line, word) in [
            ("root a sha256:00".to_owned(), "role"),
            ("reader".to_owned(), "name"),
            ("reader a:b".to_owned(), "name"),
            (format!("reader a sha1:{hash}"), "hash"),
            (format!("reader a sha256:{hash}0"), "hash"),
            (format!("reader a sha256:{}é", "0".repeat(62)), "hash"),
            (format!("reader a sha256:{hash} until soon"), "day"),
            (format!("reader a sha256:{hash} until 2026-02-30"), "day"),
            (format!("reader a sha256:{hash} 2026-02-03"), "more"),
        ] {
            let error = TokenFile::read("tokens", &format!("# first\n{line}")).unwrap_err();
            assert!(error.what.contains(word) && error.line == 2, "{line}: {error}");
            assert!(!error.to_string().contains(&hash));
        }
        let twice = format!("reader a sha256:{hash}\nreader b sha256:{hash}\n");
        assert_eq!(TokenFile::read("t", &twice).unwrap_err().line, 2);
    }

    #[test]
    fn two_tokens_differ_and_none_is_shown() {
        let (a, b) = (BearerToken::new().unwrap(), BearerToken::new().unwrap());
        assert_ne!(a.reveal(), b.reveal());
        assert!(!format!("{a:?}").contains(a.reveal()));
    }
}
