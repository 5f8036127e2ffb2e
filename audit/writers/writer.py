"""What a writer is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from audit.model import Report


class Writer(ABC):
    """Turns a report into one document. The same report gives the same text.

    Attributes:
        file_name: what the document is called in the folder of reports.
    """

    file_name: ClassVar[str]

    @abstractmethod
    def write(self, report: Report) -> str:
        """The whole document."""
