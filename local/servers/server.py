"""What the servers have in common."""

from __future__ import annotations

import shutil
import socket
import tempfile
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self


class Server(ABC):
    """A process with a directory of its own; open while it is used as a context.

    Attributes:
        host: where it listens.
        port: where it listens, the same after a restart.
        directory: what it writes; gone when it is closed.
        log: what it says.
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
        self.log = log or self.directory / "log"

    @abstractmethod
    def start(self) -> None:
        """Start, and come back when it answers.

        Raises:
            TimeoutError: it does not.
        """

    @abstractmethod
    def stop(self) -> None:
        """Stop at once, as at a power failure."""

    def open(self) -> None:
        """Start serving."""
        self.start()

    def close(self) -> None:
        """Stop, and leave nothing."""
        self.stop()
        shutil.rmtree(self.directory)

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
