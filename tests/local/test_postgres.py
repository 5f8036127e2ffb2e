from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from local.servers import postgres

ROOT = Path(__file__).parents[2]
PROGRAM = """
import psutil
import psycopg
from local.servers import Postgres
from local.servers.postgres import INSTALLED

with Postgres() as server, psycopg.connect(server.dsn()) as connection:
    server.stop()
    server.start()
    print(INSTALLED)
    print(psutil.Process().children()[0].username())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="PostgreSQL refuses root, and nobody else")
def test_root_opens_nothing_to_the_user_who_runs_it(tmp_path: Path) -> None:
    private = tmp_path / "root"
    private.mkdir(mode=0o700)
    package = postgres.INSTALLED.parent
    for each in package.parent.glob(f"{package.name}*"):
        shutil.copytree(each, private / each.name, ignore=shutil.ignore_patterns("include"))
    done = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": f"{private}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    )
    installed, user = done.stdout.split()
    assert Path(installed).is_relative_to(private)
    assert user == "nobody"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_what_it_says_while_it_is_made_stays_in_its_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # There it looks for `locale` in vain, and warns.
    monkeypatch.setenv("PATH", str(tmp_path))
    log = tmp_path / "log"
    with postgres.Postgres(log=log):
        pass
    assert capfd.readouterr() == ("", "")
    assert "no usable system locales" in log.read_text()
