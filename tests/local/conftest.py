from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.servers import Emulator


@pytest.fixture(scope="session")
def server() -> Iterator[Emulator]:
    with Emulator() as server:
        yield server


@pytest.fixture
def emulator(server: Emulator) -> Emulator:
    """The embedded AWS with nothing in it."""
    server.reset()
    return server
