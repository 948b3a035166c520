"""The golden patients, byte for byte."""

from __future__ import annotations

import pytest
from conftest import GOLDEN, read

import curbside


def answers() -> list[tuple[str, str, str]]:
    """Every case in order, because sessions and reloads build on each other: name, got, wanted."""
    given: list[tuple[str, str, str]] = []
    engine = session = None
    for line in read("cases.tsv").decode().splitlines():
        call, *fields = line.split("\t")
        sent = read(fields[0]) if fields[0].endswith(".json") else fields[0]
        if call == "load":
            engine = curbside.Engine.load(sent)
            continue
        if call == "open":
            session = engine.open_session(sent)
            continue
        asked = {
            "status": lambda: engine.status_text(),
            "metadata": lambda: engine.metadata_text(),
            "evaluate": lambda: engine.evaluate_text(sent),
            "explain": lambda: engine.explain_text(sent, fields[1]),
            "reload": lambda: engine.reload_text(sent),
            "check": lambda: curbside.check_text(sent),
            "answer": lambda: session.answer_text(),
            "apply": lambda: session.apply_text(sent),
            "advance": lambda: session.advance_text(fields[0]),
            "follow": lambda: session.follow_text(),
        }[call]
        try:
            got = asked()
        except curbside.CurbsideError as e:
            assert type(e) is not curbside.CurbsideError, "every known code has its exception"
            got = e.json
        given.append((" ".join([call, *fields]), got, fields[-1]))
    return given


CASES = answers()


@pytest.mark.parametrize(("got", "file"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_same_bytes(got: str, file: str) -> None:
    assert got.encode() == read(file)


def test_the_cases_are_there() -> None:
    assert len(CASES) >= 25


def test_a_folder_and_its_bundle_are_the_same_rules() -> None:
    request = curbside.path_request(GOLDEN / "packs")
    with curbside.Engine.open(GOLDEN / "packs") as folder, curbside.Engine.load(curbside.bundle(request)) as bundle:
        assert folder.status()["pack_hash"] == bundle.status()["pack_hash"]
