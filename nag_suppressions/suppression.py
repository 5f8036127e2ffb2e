"""What a reviewed suppression is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

import aws_cdk as cdk
from constructs import IConstruct

from aspects import Reviewed, suppress
from infra.stack import PipelineStack


class Owner(StrEnum):
    """The role that answers for a suppression, and reviews it when it expires."""

    PLATFORM = "platform engineering"
    SECURITY = "security engineering"


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """One finding on one resource that is accepted, and why.

    Attributes:
        construct: what has the finding, by attributes of the stack, so that a removed one is a
            type error; `None` where the environment has no such construct.
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


def apply(stack: PipelineStack, register: Iterable[Suppression]) -> tuple[Reviewed, ...]:
    """Suppress what the register accepts in a stack, each finding on the very resource.

    Returns:
        What guard() must be told.
    """
    return tuple(
        suppress(
            cast("cdk.CfnResource", construct.node.default_child or construct),
            finding=suppression.finding,
            reason=suppression.reason,
            owner=suppression.owner,
            expires=suppression.expires,
        )
        for suppression in register
        if (construct := suppression.construct(stack)) is not None
    )
