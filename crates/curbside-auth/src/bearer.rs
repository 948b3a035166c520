//! The `Authorization` header.

use crate::refused::Reason;

/// The token of the request's `Authorization` headers: exactly one, scheme `Bearer`
/// (in any case), one space, and characters of a token (RFC 6750).
///
/// ```
/// use curbside_auth::bearer;
/// assert_eq!(bearer([b"Bearer abc".as_slice()]), Ok("abc"));
/// assert!(bearer([]).is_err());
/// assert!(bearer([b"Bearer a".as_slice(), b"Bearer b".as_slice()]).is_err());
/// ```
///
/// # Errors
/// [`Reason::NoToken`] without a header, [`Reason::NotBearer`] for anything else.
pub fn bearer<'a>(headers: impl IntoIterator<Item = &'a [u8]>) -> Result<&'a str, Reason> {
    let mut headers = headers.into_iter();
    let first = headers.next().ok_or(Reason::NoToken)?;
    if headers.next().is_some() {
        return Err(Reason::NotBearer);
    }
    let text = std::str::from_utf8(first).map_err(|_| Reason::NotBearer)?;
    let (scheme, token) = text.split_once(' ').ok_or(Reason::NotBearer)?;
    let is_token = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.chars().all(is_token) {
        Ok(token)
    } else {
        Err(Reason::NotBearer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_token_and_nothing_around_it() {
        assert_eq!(bearer([b"bEaReR a.b.c".as_slice()]), Ok("a.b.c"));
        for bad in [
            "Bearer",
            "Bearer ",
            "Bearer  a",
            "Bearer a b",
            "Bearer a,Bearer b",
            "Basic a",
            " Bearer a",
            "Bearer a\t",
        ] {
            assert_eq!(bearer([bad.as_bytes()]), Err(Reason::NotBearer), "{bad:?}");
        }
        assert_eq!(bearer([b"Bearer \xff".as_slice()]), Err(Reason::NotBearer));
    }
}
