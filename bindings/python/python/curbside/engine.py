"""Engines (rules in force) and sessions (one patient whose answer follows every change)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from os import PathLike
from types import TracebackType
from typing import Any, cast

from . import _native
from .errors import error_of
from .requests import Fhir, Json, encode, fhir_request, instant, path_request
from .types import Difference, Evaluation, Status

# The numbers of the facade's calls; they never change.
_EVALUATE, _EXPLAIN, _RELOAD, _STATUS, _METADATA = 2, 3, 4, 5, 6
_ANSWER, _APPLY, _ADVANCE, _FOLLOW, _CHECK, _BUNDLE, _VERSION = 8, 9, 10, 11, 13, 14, 15


def _text(given: tuple[int, str]) -> str:
    status, text = given
    if status != 0:
        raise error_of(status, text)
    return text


def _handle(given: tuple[int, str, _native.Handle | None]) -> _native.Handle:
    status, text, handle = given
    if handle is None:
        raise error_of(status, text)
    return handle


class _Closes:
    """What is closed by ``with``, by ``close()``, or when nobody can reach it any more."""

    __slots__ = ("_handle", "_closed", "__weakref__")

    def __init__(self, handle: _native.Handle) -> None:
        self._handle = handle
        self._closed = False

    def _ask(self, call: int, a: bytes = b"", b: bytes = b"") -> str:
        return _text(self._handle.call(call, a, b))

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def close(self) -> None:
        """Frees it. Calls under way end as they began; later ones raise `ClosedError`. Closing twice does nothing."""
        self._closed = True
        _text(self._handle.close())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<curbside.{type(self).__name__}{' closed' if self._closed else ''}>"


class Engine(_Closes):
    """Rules in force. Asked from many threads at once, exchanged while in use; close it to free its memory.

    Every call releases the interpreter's lock. Methods that end in ``_text`` give the bytes every other language gives.

    >>> with Engine.load({"format": 1, "text": "pack demo\\n"}) as engine:
    ...     engine.status()["rules"]
    0
    """

    __slots__ = ()

    @classmethod
    def open(cls, *paths: str | PathLike[str]) -> Engine:
        """Loads the packs in folders, of ``.cds`` files, or of bundles (``.json``)."""
        return cls.load(path_request(*paths))

    @classmethod
    def load(cls, request: Json) -> Engine:
        """Loads packs as a load request says (``load.json``)."""
        return cls(_handle(_native.load(encode(request, "load request"))))

    def __enter__(self) -> Engine:
        return self

    def evaluate(self, request: Json) -> Evaluation:
        """The answer for one patient at one moment (``request.json`` to ``evaluation.json``).

        The patient of the request is a ``snapshot``, ``fhir``, or ``hl7v2``: the text of one or several messages, or `Hl7Messages`.
        """
        return cast(Evaluation, json.loads(self.evaluate_text(request)))

    def evaluate_text(self, request: Json) -> str:
        """The same as JSON text."""
        return self._ask(_EVALUATE, encode(request))

    def evaluate_fhir(
        self,
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
    ) -> Evaluation:
        """The answer for a FHIR bundle; see `fhir_request`."""
        return self.evaluate(
            fhir_request(
                fhir,
                at=at,
                zone=zone,
                patient_id=patient_id,
                drafts=drafts,
                coverage=coverage,
                context=context,
                inputs=inputs,
                options=options,
            )
        )

    def explain(self, request: Json, rule: str) -> dict[str, Any]:
        """Why a rule (``pack/name``) ended as it did for the patient of a request (``explanation.json``)."""
        return cast("dict[str, Any]", json.loads(self.explain_text(request, rule)))

    def explain_text(self, request: Json, rule: str) -> str:
        """The same as JSON text."""
        return self._ask(_EXPLAIN, encode(request), rule.encode("utf-8", "surrogatepass"))

    def reload(self, request: Json) -> Status:
        """Puts other packs in force: all of them, or none, and then the old ones stay (``status.json``)."""
        return cast(Status, json.loads(self.reload_text(request)))

    def reload_text(self, request: Json) -> str:
        """The same as JSON text."""
        return self._ask(_RELOAD, encode(request, "load request"))

    def status(self) -> Status:
        """The packs in force and their generation (``status.json``)."""
        return cast(Status, json.loads(self.status_text()))

    def status_text(self) -> str:
        """The same as JSON text."""
        return self._ask(_STATUS)

    def metadata(self) -> dict[str, Any]:
        """The rules in force with their governance and the data they need (``metadata.json``)."""
        return cast("dict[str, Any]", json.loads(self.metadata_text()))

    def metadata_text(self) -> str:
        """The same as JSON text."""
        return self._ask(_METADATA)

    def open_session(self, request: Json) -> Session:
        """Opens a session for the patient of a request. It may outlive the engine."""
        return Session(_handle(self._handle.open_session(encode(request))))


class Session(_Closes):
    """One patient whose answer follows every change. Steps from several threads wait for each other."""

    __slots__ = ()

    def __enter__(self) -> Session:
        return self

    def answer(self) -> Evaluation:
        """The whole answer, up to date (``evaluation.json``)."""
        return cast(Evaluation, json.loads(self.answer_text()))

    def answer_text(self) -> str:
        """The same as JSON text."""
        return self._ask(_ANSWER)

    def apply(self, changes: Json) -> Difference:
        """Makes changes: all of them, or none (``changes.json`` to ``difference.json``).

        A change ``{"hl7v2": messages}`` takes messages about the session's patient; those about anyone else are refused.
        """
        return cast(Difference, json.loads(self.apply_text(changes)))

    def apply_text(self, changes: Json) -> str:
        """The same as JSON text."""
        return self._ask(_APPLY, encode(changes, "changes"))

    def advance(self, at: datetime | str) -> Difference:
        """Another instant counts as now: windows slide, patients age (``difference.json``)."""
        return cast(Difference, json.loads(self.advance_text(at)))

    def advance_text(self, at: datetime | str) -> str:
        """The same as JSON text."""
        return self._ask(_ADVANCE, instant(at).encode("utf-8", "surrogatepass"))

    def follow(self) -> Difference:
        """Takes the rules that are in force by now (``difference.json``)."""
        return cast(Difference, json.loads(self.follow_text()))

    def follow_text(self) -> str:
        """The same as JSON text."""
        return self._ask(_FOLLOW)


def check(request: Json) -> dict[str, Any]:
    """What is wrong with packs, or worth a second look (``report.json``), without loading anything."""
    return cast("dict[str, Any]", json.loads(check_text(request)))


def check_text(request: Json) -> str:
    """The same as JSON text."""
    return _text(_native.call(_CHECK, encode(request, "load request")))


def bundle(request: Json) -> str:
    """Packs as one JSON text, which is itself a load request."""
    return _text(_native.call(_BUNDLE, encode(request, "load request")))


def version() -> str:
    """The version of the engine."""
    return _text(_native.call(_VERSION, b""))
