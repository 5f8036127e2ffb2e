"""A server that is one process of this machine."""

from __future__ import annotations

import subprocess
import time
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from local.servers.server import Server

START_SECONDS: Final = 60
POLL_SECONDS: Final = 0.02


class ProcessServer(Server):
    """Started by a command, ready when it answers."""

    def __init__(self, parent: Path | None = None, log: Path | None = None) -> None:
        super().__init__(parent, log)
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """Program and arguments."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it serves."""

    def variables(self) -> Mapping[str, str] | None:
        """Environment of the process; `None` for this one's."""
        return None

    def user(self) -> str | None:
        """Who runs it; `None` for who runs this."""
        return None

    def start(self) -> None:
        """Start, and come back when it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own arguments
                self.command(),
                env=self.variables(),
                user=self.user(),
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
                    f"{START_SECONDS} s.\n{self.log.read_text(errors='replace')}"
                )
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Stop at once, as at a power failure."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
