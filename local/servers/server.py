"""What all servers have in common."""

from __future__ import annotations

import socket
from abc import ABC, abstractmethod
from contextlib import closing
from types import TracebackType
from typing import Self


class Server(ABC):
    """Something that is open while it is used as a context."""

    @abstractmethod
    def open(self) -> None:
        """Start serving."""

    @abstractmethod
    def close(self) -> None:
        """Stop, and leave nothing."""

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
