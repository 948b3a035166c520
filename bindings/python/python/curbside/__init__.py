"""Curbside: clinical decision support rules, evaluated in the process.

Requests and answers are JSON as in ``schema/v1`` of the repository; the same packs and request give the same bytes in
every language. Show all of an answer: no finding is not the same as nothing found.
"""

from .engine import Engine, Session, bundle, check, check_text, version
from .errors import (
    ClosedError,
    CurbsideError,
    DefectError,
    PacksError,
    PatientError,
    RequestError,
    UnknownRuleError,
    UnknownSourceError,
)
from .requests import fhir_request, path_request
from .types import Difference, Evaluation, Finding, Hl7Messages, Indeterminate, Status

__version__ = version()

__all__ = [
    "ClosedError",
    "CurbsideError",
    "DefectError",
    "Difference",
    "Engine",
    "Evaluation",
    "Finding",
    "Hl7Messages",
    "Indeterminate",
    "PacksError",
    "PatientError",
    "RequestError",
    "Session",
    "Status",
    "UnknownRuleError",
    "UnknownSourceError",
    "bundle",
    "check",
    "check_text",
    "fhir_request",
    "path_request",
    "version",
]
