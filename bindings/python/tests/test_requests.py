"""What a request may be made of, and what errors say."""

from __future__ import annotations

import json
import pickle
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from conftest import read

import curbside
from curbside import _native


def test_dicts_texts_and_bytes_are_the_same_request(engine) -> None:
    raw = read("juergen.json")
    want = engine.evaluate_text(raw)
    mapping = json.loads(raw)
    for form in (raw.decode(), bytearray(raw), memoryview(raw), mapping, MappingProxyType(mapping)):
        assert engine.evaluate_text(form) == want
    assert engine.evaluate(mapping) == json.loads(want)


def test_a_bundle_becomes_a_request(engine) -> None:
    request = json.loads(read("margaret.json"))
    patient = request["patient"]
    rest = {name: request[name] for name in ("context", "inputs", "options") if name in request}
    if "drafts" in patient:
        rest["drafts"] = patient["drafts"]
    if "coverage" in patient:
        rest["coverage"] = patient["coverage"]
    want = json.loads(read("margaret.answer.json"))
    bundle = patient["fhir"]
    for fhir in (bundle, json.dumps(bundle), json.dumps(bundle).encode()):
        got = engine.evaluate_fhir(fhir, at=request["at"], zone=request["zone"], patient_id=patient.get("id"), **rest)
        assert got == want
    with pytest.raises(curbside.PatientError) as e:
        engine.evaluate_fhir(bundle, at=request["at"], zone=request["zone"], patient_id="Patient/somebody-else")
    assert e.value.code in {"wrong-patient", "no-patient"}


def test_an_instant_has_an_offset(engine) -> None:
    at = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=1)))
    request = json.loads(read("juergen.json")) | {"at": at}
    assert engine.evaluate_text(request).encode() == read("juergen.answer.json")
    with pytest.raises(ValueError, match="offset"):
        engine.evaluate(request | {"at": datetime(2026, 3, 1, 9)})
    with engine.open_session(read("juergen.json")) as session:
        assert session.advance(at + timedelta(days=1))["as_of"].startswith("2026-03-02")
        with pytest.raises(ValueError, match="offset"):
            session.advance(datetime(2026, 3, 1, 9))
        with pytest.raises(TypeError):
            session.advance(5)


@pytest.mark.parametrize("bad", [None, 5, [], object()])
def test_other_types_are_refused_here(engine, bad) -> None:
    with pytest.raises(TypeError):
        engine.evaluate(bad)
    with pytest.raises(TypeError):
        engine.evaluate({"format": 1, "at": object()})


def test_nan_is_not_json(engine) -> None:
    with pytest.raises(ValueError):
        engine.evaluate({"format": 1, "inputs": {"x": float("nan")}})


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"", "not-json"),
        (b"\xff\x00", "not-json"),
        ("\ud834", "not-json"),
        ("[" * 100_000, None),
        ('{"format":' + "[" * 100_000, None),
        ('{"format":1,"a":' + "[" * 100_000, "unknown-field"),
        ("null", "wrong-type"),
        ("{}", "missing-field"),
    ],
    ids=lambda v: repr(v)[:24],
)
def test_hostile_requests_are_errors(engine, bad, code) -> None:
    with pytest.raises(curbside.RequestError) as e:
        engine.evaluate(bad)
    assert e.value.code in ({code} if code else {"not-json", "too-deep", "wrong-type"})


def test_a_key_that_stands_twice_is_seen_in_texts(engine) -> None:
    with pytest.raises(curbside.RequestError) as e:
        engine.evaluate('{"format":1,"format":1}')
    assert e.value.code == "duplicate-key"


def test_errors_say_code_place_and_words() -> None:
    with pytest.raises(curbside.PacksError) as e:
        curbside.Engine.open('/nowhere/ä"\\')
    error = e.value
    assert (error.code, error.number, error.path) == ("cannot-read", 16, "/paths/0")
    assert str(error).startswith('cannot-read at /paths/0: cannot read `/nowhere/ä"')
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.json) == (type(error), str(error), error.json)


def test_mistakes_in_packs_have_places(engine) -> None:
    before = engine.status()
    with pytest.raises(curbside.PacksError) as e:
        engine.reload(read("broken-packs.json"))
    assert e.value.code == "bad-packs"
    assert e.value.details["diagnostics"]
    assert engine.status() == before


def test_an_unknown_rule_has_its_exception(engine) -> None:
    with pytest.raises(curbside.UnknownRuleError, match="did you mean `golden/high-inr`"):
        engine.explain(read("juergen.json"), "golden/hihg-inr")
    assert engine.explain(read("juergen.json"), "golden/high-inr")["format"] == 1


def test_every_code_has_its_exception() -> None:
    from curbside.errors import error_of

    for number, word, meaning in _native.codes():
        error = error_of(number, json.dumps({"code": word, "message": meaning}))
        assert type(error) is not curbside.CurbsideError, word
    newer = error_of(99, '{"code":"newer","message":"of a later version"}')
    assert type(newer) is curbside.CurbsideError


def test_version() -> None:
    assert curbside.__version__ == curbside.version() == "0.1.0"
