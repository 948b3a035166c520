//! Sessions of people at the administration page.
//!
//! A person shows a bearer token once, and the browser gets a cookie of random bits.
//! Only the cookie's hash is kept here. Each session has a form token of its own,
//! which every form that changes something must carry.

use crate::refused::{Reason, Refused};
use crate::role::{Role, hex};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// The most sessions at a time; the one that was idle longest makes room.
const MOST_SESSIONS: usize = 1024;

/// Who is at the page.
#[derive(Clone)]
pub struct Session {
    /// What they may do.
    pub role: Role,
    /// Who they are, by the token file.
    pub name: String,
    form_token: String,
    opened: i64,
    seen: i64,
}

impl Session {
    /// What forms of this session must carry.
    #[must_use]
    pub fn form_token(&self) -> &str {
        &self.form_token
    }

    /// Whether a form came from a page of this session.
    ///
    /// # Errors
    /// [`Reason::BadFormToken`] otherwise.
    pub fn check_form(&self, token: &str) -> Result<(), Refused> {
        let equal = bool::from(self.form_token.as_bytes().ct_eq(token.as_bytes()));
        if equal { Ok(()) } else { Err(Reason::BadFormToken.into()) }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({} {})", self.role.word(), self.name)
    }
}

/// The sessions of this process. They end with it.
pub struct Sessions {
    /// Seconds without a request after which a session ends.
    idle: i64,
    /// Seconds after which it ends in any case.
    longest: i64,
    open: Mutex<HashMap<[u8; 32], Session>>,
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

impl Sessions {
    /// Sessions that end after `idle` seconds without a request and after `longest` in any case.
    #[must_use]
    pub fn new(idle: u32, longest: u32) -> Self {
        Sessions { idle: idle.into(), longest: longest.into(), open: Mutex::default() }
    }

    /// Opens a session and gives the value of its cookie.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn open(&self, role: Role, name: &str, now: i64) -> Result<String, getrandom::Error> {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes)?;
        let (cookie, form) = bytes.split_at(32);
        let cookie = URL_SAFE_NO_PAD.encode(cookie);
        let session = Session { role, name: name.to_owned(), form_token: hex(form), opened: now, seen: now };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| self.lasts(session, now));
        if open.len() >= MOST_SESSIONS
            && let Some(oldest) = open.iter().min_by_key(|(_, session)| session.seen).map(|(key, _)| *key)
        {
            open.remove(&oldest);
        }
        open.insert(Sha256::digest(cookie.as_bytes()).into(), session);
        Ok(cookie)
    }

    /// The session of a cookie; its idle time begins anew.
    ///
    /// # Errors
    /// [`Reason::NoSession`] if there is none or it has ended.
    pub fn find(&self, cookie: &str, now: i64) -> Result<Session, Refused> {
        let key: [u8; 32] = Sha256::digest(cookie.as_bytes()).into();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(&key) {
            Some(session) if self.lasts(session, now) => {
                session.seen = session.seen.max(now);
                Ok(session.clone())
            }
            _ => {
                open.remove(&key);
                Err(Reason::NoSession.into())
            }
        }
    }

    /// Ends a session.
    pub fn close(&self, cookie: &str) {
        let key: [u8; 32] = Sha256::digest(cookie.as_bytes()).into();
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
    }

    fn lasts(&self, session: &Session, now: i64) -> bool {
        now - session.seen <= self.idle && now - session.opened <= self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_end() {
        let sessions = Sessions::new(10, 25);
        let cookie = sessions.open(Role::Reader, "a", 100).unwrap();
        assert_eq!(sessions.find(&cookie, 110).unwrap().name, "a");
        assert_eq!(sessions.find(&cookie, 120).unwrap().role, Role::Reader);
        assert_eq!(sessions.find(&cookie, 126).unwrap_err().reason, Reason::NoSession, "the longest time");
        let cookie = sessions.open(Role::Reader, "a", 100).unwrap();
        assert!(sessions.find(&cookie, 111).is_err(), "idle");
        let cookie = sessions.open(Role::Reader, "a", 100).unwrap();
        sessions.close(&cookie);
        assert!(sessions.find(&cookie, 100).is_err());
        assert!(sessions.find("", 100).is_err());
    }

    #[test]
    fn forms_belong_to_their_session() {
        let sessions = Sessions::new(10, 25);
        let a = sessions.find(&sessions.open(Role::Administrator, "a", 0).unwrap(), 0).unwrap();
        let b = sessions.find(&sessions.open(Role::Administrator, "b", 0).unwrap(), 0).unwrap();
        assert!(a.check_form(a.form_token()).is_ok());
        for bad in [b.form_token(), "", &a.form_token()[1..]] {
            assert_eq!(a.check_form(bad).unwrap_err().status(), 403);
        }
        assert!(!format!("{a:?}").contains(a.form_token()));
    }

    #[test]
    fn there_is_room_for_the_newest() {
        let sessions = Sessions::new(1000, 1000);
        let first = sessions.open(Role::Reader, "first", 0).unwrap();
        for _ in 0..MOST_SESSIONS {
            sessions.open(Role::Reader, "more", 1).unwrap();
        }
        assert!(sessions.find(&first, 2).is_err());
        assert_eq!(sessions.open.lock().unwrap().len(), MOST_SESSIONS);
    }
}
