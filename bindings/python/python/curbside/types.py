"""What requests and answers look like (``schema/v1``), for type checkers. At run time they are dicts."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Severity = Literal["critical", "high", "moderate", "low", "info"]
Certainty = Literal["definite", "possible", "question"]


class _Hl7Messages(TypedDict):
    messages: str


class Hl7Messages(_Hl7Messages, total=False):
    """HL7 v2 messages with the site's tables, for ``hl7v2`` of a patient or of a change.

    ``site_map`` is YAML that explains the site's own codes, units and flags; what it does not explain is in the answer's
    ``notes``. With ``production``, messages that are not of production (MSH-11) are refused; otherwise a note says so.
    """

    site_map: str
    production: bool


class _Gap(TypedDict):
    datum: str
    reason: str


class Gap(_Gap, total=False):
    """What is missing, and why."""

    source: str
    detail: str


class _Finding(TypedDict):
    id: str
    rule: str
    title: str
    category: str
    severity: Severity
    certainty: Certainty
    message: str


class Finding(_Finding, total=False):
    """A rule that fired."""

    detail: str
    suggestions: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    missing: list[Gap]
    due: str
    evidence: list[dict[str, Any]]


class Indeterminate(TypedDict):
    """A rule the facts do not decide."""

    rule: str
    title: str
    category: str
    severity: Severity
    missing: list[Gap]


class NotEvaluated(TypedDict):
    """A rule that was not looked at."""

    rule: str
    reason: str


class Suppressed(TypedDict):
    """A rule that stood back for another."""

    rule: str
    title: str
    by: str


class Stats(TypedDict):
    """How many rules came to which end."""

    rules: int
    fired: int
    silent: int
    indeterminate: int
    suppressed: int
    not_evaluated: int


class Evaluation(TypedDict):
    """The answer (``evaluation.json``). Show what could not be decided, too."""

    format: int
    findings: list[Finding]
    indeterminate: list[Indeterminate]
    suppressed: list[Suppressed]
    not_evaluated: list[NotEvaluated]
    scores: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    stats: Stats
    pack_hash: str
    as_of: str
    zone: str
    engine: str
    generation: int


class Difference(TypedDict):
    """What a step of a session changed (``difference.json``)."""

    format: int
    generation: int
    pack_hash: str
    as_of: str
    new: list[Finding]
    cleared: list[Finding]
    changed: list[Finding]
    undecided: list[Indeterminate]
    decided: list[str]
    suppressed: list[Suppressed]
    unsuppressed: list[str]
    stats: Stats


class Pack(TypedDict):
    """A pack in force."""

    name: str
    title: str
    version: str
    hash: str


class Status(TypedDict):
    """The rules in force, in short (``status.json``)."""

    format: int
    engine: str
    generation: int
    pack_hash: str
    rules: int
    packs: list[Pack]
