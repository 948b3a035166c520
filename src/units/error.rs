//! What can be wrong with a unit, said so that an author can mend it.

/// The kind of a [`UnitError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnitErrorKind {
    /// Not the syntax of UCUM.
    Syntax,
    /// A symbol that is no UCUM unit.
    UnknownSymbol,
    /// A special unit (`Cel`, `[pH]`) multiplied, divided or raised to a power.
    SpecialInTerm,
    /// A factor or an exponent beyond what can be held, or a text that is too long.
    TooLarge,
    /// Two units that measure different things.
    Incommensurable,
    /// Mass against amount of substance: they convert through a molar mass only.
    NeedsMolarMass,
    /// Equivalents against amount of substance: they convert through the charge of the ion.
    NeedsCharge,
    /// Osmoles against moles, a share of molecules against a plain share: they convert through what the substance is.
    NeedsSubstance,
}

/// A unit that cannot be read or converted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", .suggestion.as_ref().map(|s| format!(" (did you mean `{s}`?)")).unwrap_or_default())]
pub struct UnitError {
    /// What kind of mistake it is.
    pub kind: UnitErrorKind,
    /// What is wrong, in words.
    pub message: String,
    /// The byte offset in the text where it is wrong, when known.
    pub at: Option<usize>,
    /// A unit that was likely meant: for messages only, never to be taken silently.
    pub suggestion: Option<String>,
}

impl UnitError {
    pub(super) fn new(kind: UnitErrorKind, message: impl Into<String>) -> UnitError {
        UnitError { kind, message: message.into(), at: None, suggestion: None }
    }
}
