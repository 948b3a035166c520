"""Handles: closing, threads, memory, defects."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import read

import curbside
from curbside import _native


def test_closed_twice_and_used_after() -> None:
    engine = curbside.Engine.load(read("packs.json"))
    session = engine.open_session(read("juergen.json"))
    assert not engine.closed
    engine.close()
    engine.close()
    assert engine.closed
    for call in (engine.status, engine.metadata, lambda: engine.evaluate({}), lambda: engine.open_session({})):
        with pytest.raises(curbside.ClosedError) as e:
            call()
        assert e.value.code == "closed"
    assert session.answer()["findings"], "a session outlives its engine"
    session.close()
    session.close()
    for call in (session.answer, session.follow):
        with pytest.raises(curbside.ClosedError):
            call()


def test_with_closes_also_after_an_exception() -> None:
    with pytest.raises(KeyError), curbside.Engine.load(read("packs.json")) as engine:
        with engine.open_session(read("juergen.json")) as session:
            pass
        assert session.closed
        raise KeyError
    assert engine.closed
    with pytest.raises(curbside.ClosedError):
        engine.status()


def test_what_nobody_can_reach_is_closed(engine) -> None:
    gc.collect()
    before = _native.open_handles()
    sessions = [engine.open_session(read("juergen.json")) for _ in range(20)]
    assert _native.open_handles() == before + 20
    del sessions
    gc.collect()
    assert _native.open_handles() == before


def test_repr_holds_no_data(engine) -> None:
    with engine.open_session(read("juergen.json")) as session:
        assert repr(session) == "<curbside.Session>"
    assert repr(session) == "<curbside.Session closed>"


def test_many_threads_and_a_reload(engine) -> None:
    request, packs = read("juergen.json"), read("packs.json")
    same = read("juergen.answer.json").decode().split('"generation"')[0]
    change = read("changes-order.json")
    with engine.open_session(request) as session, ThreadPoolExecutor(4) as pool:

        def work() -> int:
            right = 0
            for _ in range(50):
                right += engine.evaluate_text(request).startswith(same)
                session.apply(change)
            return right

        all_of_them = [pool.submit(work) for _ in range(4)]
        for _ in range(5):
            engine.reload(packs)
        assert [f.result() for f in all_of_them] == [50] * 4


def test_closed_while_others_ask() -> None:
    request = read("juergen.json")
    for _ in range(5):
        engine = curbside.Engine.load(read("packs.json"))

        def work(engine: curbside.Engine = engine) -> str:
            try:
                while True:
                    engine.evaluate_text(request)
            except curbside.ClosedError as e:
                return e.code

        with ThreadPoolExecutor(3) as pool:
            all_of_them = [pool.submit(work) for _ in range(3)]
            time.sleep(0.01)
            engine.close()
            assert [f.result(timeout=60) for f in all_of_them] == ["closed"] * 3


def test_the_lock_of_the_interpreter_is_released(engine) -> None:
    """While one thread is in a long call, another runs Python: with the lock held it could not count."""
    size = 4_000_000
    long = b'{"format":1,"at":"2026-03-01T09:00:00Z","zone":"UTC","patient":{"snapshot":{}}' + b" " * size + b"}"
    started = threading.Event()
    ended = threading.Event()

    answers = []

    def ask() -> None:
        started.set()
        answers.extend(engine.evaluate_text(long) for _ in range(5))
        ended.set()

    interval = sys.getswitchinterval()
    # Nobody is asked to give the lock up within this test: only a release lets the other thread in.
    sys.setswitchinterval(100)
    try:
        thread = threading.Thread(target=ask)
        thread.start()
        started.wait()
        ran_meanwhile = not ended.is_set()
        thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert len(answers) == 5
    assert ran_meanwhile


def test_in_asyncio(engine) -> None:
    request = read("juergen.json")

    async def ward() -> list[str]:
        return await asyncio.gather(*(asyncio.to_thread(engine.evaluate_text, request) for _ in range(8)))

    assert {a.encode() for a in asyncio.run(ward())} == {read("juergen.answer.json")}


def resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_memory_does_not_grow(engine) -> None:
    request = read("juergen.json")

    def work() -> None:
        for _ in range(200):
            engine.evaluate(request)
            with pytest.raises(curbside.CurbsideError):
                engine.evaluate("{")
            with engine.open_session(request) as session:
                session.answer()
            engine.open_session(request)  # lost
            curbside.Engine.load({"format": 1, "text": "pack demo\n"}).close()
        gc.collect()

    work()
    work()
    handles, before = _native.open_handles(), resident()
    for _ in range(6):
        work()
    assert _native.open_handles() == handles
    grown = resident() - before
    assert grown < 4_000, f"grew by {grown} KiB in 1200 rounds"


@pytest.mark.skipif(not _native.PANIC_TEST, reason="built without the defect on request")
def test_a_defect_is_an_exception_and_poisons_its_handle(engine) -> None:
    bad = {
        "format": 1,
        "at": "2026-03-01T09:00:00Z",
        "zone": "UTC",
        "patient": {"snapshot": {}},
        "context": {"trigger": "panic-test"},
    }
    with curbside.Engine.load(read("packs.json")) as other:
        with pytest.raises(curbside.DefectError) as e:
            engine.evaluate(bad)
        assert e.value.code == "panic"
        with pytest.raises(curbside.DefectError) as e:
            engine.status()
        assert e.value.code == "poisoned"
        assert other.status()["rules"] > 0
