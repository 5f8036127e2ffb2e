from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.servers import Postgres
from tests.services.api.system import System, running_system
from tests.services.emulator import Emulator


@pytest.fixture(scope="module")
def running(postgres: Postgres, emulator: Emulator) -> Iterator[System]:
    with running_system(postgres, emulator) as system:
        yield system


@pytest.fixture
def system(running: System) -> System:
    """With nothing in it."""
    running.empty()
    return running
