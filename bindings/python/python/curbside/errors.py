"""Why there is no answer: one exception per kind, each with its stable code."""

from __future__ import annotations

import json
from typing import Any


class CurbsideError(Exception):
    """Why there is no answer. Its text names cause and place and never a patient's value, so that it may be logged."""

    code: str
    """What kind of error (``bad-value``); stable."""
    number: int
    """The number of the kind; stable."""
    message: str
    """In words: what is wrong, and how to mend it."""
    path: str
    """JSON pointer into what was sent; empty for the whole."""
    details: dict[str, Any] | None
    """More, as the code says."""
    json: str
    """The whole error as JSON (``schema/v1/error.json``)."""

    def __init__(self, number: int, text: str) -> None:
        error = json.loads(text)
        self.code = error["code"]
        self.number = number
        self.message = error["message"]
        self.path = error.get("path", "")
        self.details = error.get("details")
        self.json = text
        place = f" at {self.path}" if self.path else ""
        super().__init__(f"{self.code}{place}: {self.message}")

    def __reduce__(self) -> tuple[type[CurbsideError], tuple[int, str]]:
        return type(self), (self.number, self.json)


class RequestError(CurbsideError):
    """A request that cannot be read, or is not possible."""


class PatientError(CurbsideError):
    """Patient data that cannot be read, is beyond a limit, or belongs to somebody else."""


class UnknownRuleError(CurbsideError):
    """No rule in force has this id."""


class UnknownSourceError(CurbsideError):
    """The session has no fact with this source; nothing was changed."""


class PacksError(CurbsideError):
    """Packs that cannot be read, or have mistakes; the rules in force stay."""


class ClosedError(CurbsideError):
    """The engine or session was closed."""


class DefectError(CurbsideError):
    """A defect of the engine was met, now or earlier: open a new engine or session, and report it."""


_KINDS: dict[str, type[CurbsideError]] = {
    "bad-patient": PatientError,
    "wrong-patient": PatientError,
    "no-patient": PatientError,
    "patient-limit": PatientError,
    "unknown-rule": UnknownRuleError,
    "unknown-source": UnknownSourceError,
    "cannot-read": PacksError,
    "no-pack": PacksError,
    "pack-limit": PacksError,
    "bad-packs": PacksError,
    "closed": ClosedError,
    "panic": DefectError,
    "poisoned": DefectError,
}
_REQUEST = {
    "not-json",
    "too-large",
    "too-deep",
    "unsupported-format",
    "unknown-field",
    "missing-field",
    "duplicate-key",
    "wrong-type",
    "bad-value",
    "not-supported",
    "bad-argument",
}
_KINDS.update(dict.fromkeys(_REQUEST, RequestError))


def error_of(number: int, text: str) -> CurbsideError:
    """The exception for an error; a code newer than this package gives the base class."""
    return _KINDS.get(json.loads(text)["code"], CurbsideError)(number, text)
