//! Status codes: those of the facade, by the same numbers.

use curbside_facade::{Error, ErrorCode};

/// How a call ended. Numbers are stable; later versions may add some.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It succeeded.
    Ok = 0,
    /// The text is not JSON, or not UTF-8 (`not-json`).
    NotJson = 1,
    /// More bytes than the limit (`too-large`).
    TooLarge = 2,
    /// Nested deeper than the limit (`too-deep`).
    TooDeep = 3,
    /// A `format` this version does not read (`unsupported-format`).
    UnsupportedFormat = 4,
    /// A field that does not exist here (`unknown-field`).
    UnknownField = 5,
    /// A field that must be there is missing (`missing-field`).
    MissingField = 6,
    /// A key that stands twice in one object (`duplicate-key`).
    DuplicateKey = 7,
    /// A value of another JSON type is needed (`wrong-type`).
    WrongType = 8,
    /// A value of the right type that cannot be understood (`bad-value`).
    BadValue = 9,
    /// Patient data that cannot be read (`bad-patient`).
    BadPatient = 10,
    /// Data of another patient, or of several (`wrong-patient`).
    WrongPatient = 11,
    /// The expected patient does not occur (`no-patient`).
    NoPatient = 12,
    /// Patient data beyond a limit; nothing was evaluated (`patient-limit`).
    PatientLimit = 13,
    /// No rule in force has this id (`unknown-rule`).
    UnknownRule = 14,
    /// The session has no fact with this source; nothing was changed (`unknown-source`).
    UnknownSource = 15,
    /// A file or folder of packs cannot be read (`cannot-read`).
    CannotRead = 16,
    /// Nothing at this place is a pack (`no-pack`).
    NoPack = 17,
    /// Packs beyond a limit (`pack-limit`).
    PackLimit = 18,
    /// The packs have mistakes, listed in `details`; the rules in force stay (`bad-packs`).
    BadPacks = 19,
    /// Not possible in this build or on this platform (`not-supported`).
    NotSupported = 20,
    /// A call that breaks the contract of the binding (`bad-argument`).
    BadArgument = 21,
    /// The engine or session was closed (`closed`).
    Closed = 22,
    /// A defect of the engine was caught; the handle answers nothing more (`panic`).
    Panic = 23,
    /// An earlier call on this handle met a defect; open a new one (`poisoned`).
    Poisoned = 24,
}

impl Status {
    /// The status of an error. A code that is newer than this list is a defect of the build.
    pub(crate) fn of(error: &Error) -> Status {
        match error.code {
            ErrorCode::NotJson => Status::NotJson,
            ErrorCode::TooLarge => Status::TooLarge,
            ErrorCode::TooDeep => Status::TooDeep,
            ErrorCode::UnsupportedFormat => Status::UnsupportedFormat,
            ErrorCode::UnknownField => Status::UnknownField,
            ErrorCode::MissingField => Status::MissingField,
            ErrorCode::DuplicateKey => Status::DuplicateKey,
            ErrorCode::WrongType => Status::WrongType,
            ErrorCode::BadValue => Status::BadValue,
            ErrorCode::BadPatient => Status::BadPatient,
            ErrorCode::WrongPatient => Status::WrongPatient,
            ErrorCode::NoPatient => Status::NoPatient,
            ErrorCode::PatientLimit => Status::PatientLimit,
            ErrorCode::UnknownRule => Status::UnknownRule,
            ErrorCode::UnknownSource => Status::UnknownSource,
            ErrorCode::CannotRead => Status::CannotRead,
            ErrorCode::NoPack => Status::NoPack,
            ErrorCode::PackLimit => Status::PackLimit,
            ErrorCode::BadPacks => Status::BadPacks,
            ErrorCode::NotSupported => Status::NotSupported,
            ErrorCode::BadArgument => Status::BadArgument,
            ErrorCode::Closed => Status::Closed,
            ErrorCode::Panic => Status::Panic,
            ErrorCode::Poisoned => Status::Poisoned,
            _ => Status::Panic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_facade() {
        for code in ErrorCode::ALL {
            let status = Status::of(&Error::new(*code, ""));
            assert_eq!(status as i32, code.number(), "{code}");
        }
    }
}
