//! Character sets of MSH-18 (HL7 table 0211).

use encoding_rs::Encoding;
use std::borrow::Cow;

/// How the bytes of a message are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charset {
    /// Seven bits.
    Ascii,
    /// UTF-8.
    #[default]
    Utf8,
    /// ISO 8859-1, byte by byte.
    Latin1,
    /// Any other that is known.
    Other(&'static Encoding),
}

impl Charset {
    /// The set that a name of table 0211 (or a common misspelling of one) means.
    ///
    /// ```
    /// use curbside::hl7v2::Charset;
    /// assert_eq!(Charset::named("UNICODE UTF-8"), Some(Charset::Utf8));
    /// assert_eq!(Charset::named("8859/1"), Some(Charset::Latin1));
    /// assert_eq!(Charset::named("EBCDIC"), None);
    /// ```
    pub fn named(name: &str) -> Option<Charset> {
        let plain: String = name
            .trim()
            .to_ascii_uppercase()
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '_' | '/'))
            .collect();
        let latin = plain.strip_prefix("ISO").unwrap_or(&plain);
        Some(match plain.as_str() {
            "ASCII" | "USASCII" | "ISOIR6" => Charset::Ascii,
            "UNICODEUTF8" | "UTF8" => Charset::Utf8,
            "GB180302000" | "GB18030" => Charset::Other(encoding_rs::GB18030),
            "BIG5" => Charset::Other(encoding_rs::BIG5),
            "KSX1001" => Charset::Other(encoding_rs::EUC_KR),
            "WINDOWS1252" | "CP1252" => Charset::Other(encoding_rs::WINDOWS_1252),
            _ => match latin.strip_prefix("8859")? {
                "1" => Charset::Latin1,
                "2" => Charset::Other(encoding_rs::ISO_8859_2),
                "3" => Charset::Other(encoding_rs::ISO_8859_3),
                "4" => Charset::Other(encoding_rs::ISO_8859_4),
                "5" => Charset::Other(encoding_rs::ISO_8859_5),
                "6" => Charset::Other(encoding_rs::ISO_8859_6),
                "7" => Charset::Other(encoding_rs::ISO_8859_7),
                "8" => Charset::Other(encoding_rs::ISO_8859_8),
                "9" => Charset::Other(encoding_rs::WINDOWS_1254),
                "15" => Charset::Other(encoding_rs::ISO_8859_15),
                _ => return None,
            },
        })
    }

    /// The text, where the bytes are in this set.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Charset::Ascii => {
                let text = std::str::from_utf8(bytes).ok()?;
                text.is_ascii().then_some(Cow::Borrowed(text))
            }
            Charset::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Charset::Latin1 => Some(Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect())),
            Charset::Other(e) => e.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }

    /// The text, with a mark for bytes that are not in this set.
    pub(super) fn decode_lossy(self, bytes: &[u8]) -> Cow<'_, str> {
        match self.decode(bytes) {
            Some(text) => text,
            None => String::from_utf8_lossy(bytes),
        }
    }
}
