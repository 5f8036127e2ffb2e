from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.audit.guarded import synthesise


@pytest.fixture(scope="session")
def synthesised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cloud assembly of a guarded app; read only."""
    return synthesise(tmp_path_factory.mktemp("guarded") / "cdk.out")


@pytest.fixture
def assembly(synthesised: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(synthesised, tmp_path / "cdk.out"))


@pytest.fixture(autouse=True)
def _at_a_set_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
