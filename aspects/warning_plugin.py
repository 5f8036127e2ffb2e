"""The annotations of constructs as findings: the CDK lets a synthesis with warnings pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import aws_cdk as cdk

from aspects.judge import Breach, Judge
from aspects.metadata import entries

ANNOTATIONS: Final = ("aws:cdk:warning", "aws:cdk:error")
ACKNOWLEDGEABLE: Final = re.compile(r"(?P<message>.*?)\s*\[ack: (?P<id>[^\]]+)\]", re.DOTALL)


class WarningPlugin(Judge):
    """Reports every warning and error that a construct annotates itself with."""

    plugin_name = "Warnings"

    def breaches(self, context: cdk.IPolicyValidationContext) -> Iterator[Breach]:
        """Each annotation, by the id that the CDK gives it where it does."""
        for entry in entries(context):
            if entry.type in ANNOTATIONS:
                told = ACKNOWLEDGEABLE.fullmatch(str(entry.data))
                yield Breach(
                    rule=told["id"] if told else "annotation",
                    path=entry.path,
                    description=told["message"] if told else str(entry.data),
                    fix="Mend what the construct warns of.",
                )
