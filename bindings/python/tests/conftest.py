from __future__ import annotations

from pathlib import Path

import pytest

import curbside

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def read(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


@pytest.fixture
def engine():
    with curbside.Engine.load(read("packs.json")) as engine:
        yield engine
