"""What a reviewed exception is, and what keeps it honest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from constructs import IConstruct

from infra.stack import PipelineStack


class Owner(StrEnum):
    """The role that answers for a suppression, and reviews it when it expires."""

    PLATFORM = "platform engineering"
    SECURITY = "security engineering"


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """One finding on one construct that is accepted, and why.

    Attributes:
        construct: the construct, by attributes of the stack, so that a removed one is a type
            error; `None` where the environment has no such construct.
        finding: what is accepted: the plugin, the rule, and the granular part of the finding
            where it has one, as `AwsSolutions::AwsSolutions-IAM5[Resource::*]`.
        reason: why, with evidence that a reviewer can check.
        owner: who answers for it.
        expires: last day on which it holds.
    """

    construct: Callable[[PipelineStack], IConstruct | None]
    finding: str
    reason: str
    owner: Owner
    expires: date


class SuppressionError(ValueError):
    """An entry of the register is expired, unused, or points at a whole stack."""


@dataclass(frozen=True)
class Applied:
    """An entry on the construct that it was applied to."""

    suppression: Suppression
    path: str


def apply(
    stack: PipelineStack, register: Iterable[Suppression], today: date
) -> tuple[Applied, ...]:
    """Acknowledge the findings of the register that concern this stack.

    Raises:
        SuppressionError: an entry has expired, or points at a stack, where it would also cover
            every resource that is added later.
    """
    return tuple(_apply(stack, register, today))


def _apply(stack: PipelineStack, register: Iterable[Suppression], today: date) -> Iterator[Applied]:
    for suppression in register:
        construct = suppression.construct(stack)
        if construct is None:
            continue
        path = construct.node.path
        if isinstance(construct, cdk.Stack):
            raise SuppressionError(
                f"{suppression.finding} on {path}: a whole stack; expected a single construct."
            )
        if suppression.expires < today:
            raise SuppressionError(
                f"{suppression.finding} on {path}: expired on {suppression.expires}; expected a "
                f"date not in the past. {suppression.owner.capitalize()} reviews it: mend the "
                "finding, or renew the entry in nag_suppressions/."
            )
        cdk.Validations.of(construct).acknowledge(
            cdk.Acknowledgment(id=suppression.finding, reason=suppression.reason)
        )
        yield Applied(suppression, path)


def unused(applied: Iterable[Applied], report: Path) -> tuple[str, ...]:
    """A line for every applied entry that suppressed nothing.

    The CDK accepts an acknowledgement that matches nothing in silence.

    Args:
        applied: what `apply` gave, of all stacks.
        report: validation-report.json of the cloud assembly.
    """
    suppressed = list(_suppressed(json.loads(report.read_text(encoding="utf-8"))))
    return tuple(
        f"{entry.suppression.finding} on {entry.path}: suppresses nothing; expected a finding. "
        "Remove the entry from nag_suppressions/."
        for entry in applied
        if not any(
            finding == entry.suppression.finding
            and (path == entry.path or path.startswith(f"{entry.path}/"))
            for finding, path in suppressed
        )
    )


def _suppressed(report: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every suppressed finding with its construct path."""
    for plugin in report["pluginReports"]:
        for violation in plugin.get("suppressedViolations", ()):
            for construct in violation["violatingConstructs"]:
                yield violation["acknowledgedId"], construct["constructPath"]
