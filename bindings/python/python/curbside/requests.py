"""Requests from what a host has at hand: dicts, texts, bytes, FHIR bundles."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from os import PathLike, fspath
from typing import Any, Union

Json = Union[Mapping[str, Any], str, bytes, bytearray, memoryview]
"""JSON as a mapping, as text, or as UTF-8 bytes."""
Fhir = Union[Mapping[str, Any], Sequence[Any], str, bytes]
"""A FHIR bundle or resource, or several, as objects or as JSON."""


def instant(at: datetime | str) -> str:
    """An instant as it is sent. A ``datetime`` without an offset is refused: it is no instant."""
    if isinstance(at, datetime):
        if at.utcoffset() is None:
            raise ValueError("a datetime without an offset is no instant; give it a tzinfo")
        return at.isoformat()
    if isinstance(at, str):
        return at
    raise TypeError(f"an instant is a datetime or a text, not {type(at).__name__}")


def encode(value: Json, what: str = "request") -> bytes:
    """The UTF-8 bytes that are sent. Texts and bytes are sent as they are, so that the engine sees a key that stands twice."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        # Half a surrogate is not UTF-8, and the engine says so.
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    if not isinstance(value, Mapping):
        raise TypeError(f"the {what} is a mapping, a text or bytes, not {type(value).__name__}")
    # NaN and infinity are not JSON: ValueError. RecursionError for a circle.
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_other)
    return text.encode("utf-8", "surrogatepass")


def _other(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON; convert it first")


def path_request(*paths: str | PathLike[str]) -> dict[str, Any]:
    """The load request for folders of packs, ``.cds`` files or bundles."""
    return {"format": 1, "paths": [fspath(p) for p in paths]}


def fhir_request(
    fhir: Fhir,
    *,
    at: datetime | str,
    zone: str,
    patient_id: str | None = None,
    drafts: Fhir | None = None,
    coverage: str | None = None,
    context: Mapping[str, str] | None = None,
    inputs: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The request for a FHIR bundle.

    ``at`` and ``zone`` are yours: the engine has no clock. ``patient_id`` (``Patient/123``) refuses anyone else's data,
    ``drafts`` are the unsigned orders. JSON texts are handed on as they are, without being parsed in Python.
    """
    patient: dict[str, Any] = {"fhir": _resources(fhir)}
    if patient_id is not None:
        patient["id"] = patient_id
    if drafts is not None:
        patient["drafts"] = _resources(drafts)
    if coverage is not None:
        patient["coverage"] = coverage
    request: dict[str, Any] = {"format": 1, "at": instant(at), "zone": zone, "patient": patient}
    for name, value in (("context", context), ("inputs", inputs), ("options", options)):
        if value is not None:
            request[name] = dict(value)
    return request


def _resources(fhir: Fhir) -> Any:
    if isinstance(fhir, (bytes, bytearray)):
        return bytes(fhir).decode("utf-8")
    return fhir
