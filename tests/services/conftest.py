from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.servers import Postgres
from tests.services.emulator import Emulator


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator() as server:
        yield server


@pytest.fixture
def aws(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The embedded AWS with nothing in it, where every client of AWS goes."""
    emulator.reset()
    for name, value in emulator.variables.items():
        monkeypatch.setenv(name, value)
    return emulator


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server
