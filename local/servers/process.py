"""A server that is one process of this machine."""

from __future__ import annotations

import pwd
import shutil
import subprocess
import tempfile
import time
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from local.servers.server import Server, free_port

START_SECONDS: Final = 60
POLL_SECONDS: Final = 0.02


class ProcessServer(Server):
    """Started by a command, ready when it answers; it can be killed and started again.

    Attributes:
        host: where it listens.
        port: where it listens, the same after a restart.
        directory: what it writes; gone when it is closed.
    """

    def __init__(self, parent: Path | None = None, log: Path | None = None) -> None:
        """Choose port and directory.

        Args:
            parent: of its directory; where temporary files go by default.
            log: file for what it says; in its directory by default.
        """
        name = type(self).__name__.lower()
        self.host = "127.0.0.1"
        self.port = free_port()
        self.directory = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))
        self._log = log or self.directory / "log"
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """Program and arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it serves."""

    def environment(self) -> Mapping[str, str] | None:
        """Of the process; `None` for this one's."""
        return None

    def account(self) -> pwd.struct_passwd | None:
        """Who runs it; `None` for who runs this."""
        return None

    def identity(self) -> dict[str, Any]:
        """Arguments that have a process run as that account, with its rights alone."""
        account = self.account()
        if account is None:
            return {}
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def open(self) -> None:
        """Start serving."""
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop, and leave nothing."""
        self.stop()
        shutil.rmtree(self.directory)

    def start(self) -> None:
        """Start, and come back when it answers.

        Raises:
            TimeoutError: it does not.
        """
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own arguments
                self.command(),
                env=self.environment(),
                **self.identity(),
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise TimeoutError(
                    f"{type(self).__name__}: no answer on port {self.port} within "
                    f"{START_SECONDS} s. It said:\n{self.log()}"
                )
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Stop at once, as at a power failure."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def log(self) -> str:
        """What it has said so far."""
        return self._log.read_text(errors="replace")
