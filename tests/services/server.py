"""What the servers of the tests have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
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
