"""The annotations of constructs as findings: the CDK lets a synthesis with warnings pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import aws_cdk as cdk

from aspects.judge import Breach, Judge
from aspects.metadata import Metadata

ANNOTATIONS: Final = ("aws:cdk:warning", "aws:cdk:error")
ACKNOWLEDGEABLE: Final = re.compile(r"(?P<message>.*?)\s*\[ack: (?P<id>[^\]]+)\]", re.DOTALL)


class WarningPlugin(Judge):
    """Reports every warning and error that a construct annotates itself with.

    Args:
        metadata: of the constructs, which a plugin before has read.
    """

    plugin_name = "Warnings"

    def __init__(self, metadata: Metadata) -> None:
        super().__init__()
        self._metadata = metadata

    def breaches(self, _context: cdk.IPolicyValidationContext) -> Iterator[Breach]:
        """Each annotation, by the id that the CDK gives it where it does."""
        for entry in self._metadata.entries:
            if entry.type in ANNOTATIONS:
                told = ACKNOWLEDGEABLE.fullmatch(str(entry.data))
                yield Breach(
                    rule=told["id"] if told else "annotation",
                    path=entry.path,
                    description=told["message"] if told else str(entry.data),
                    fix="Mend what the construct warns of.",
                )
