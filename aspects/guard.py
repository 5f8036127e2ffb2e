"""guard(): attaches everything that holds an app to its rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks
from constructs import Construct

from aspects.destroy_policy import DestroyPolicy
from aspects.kms_encryption import KmsEncryption
from aspects.plugin import PolicyPlugin
from aspects.required_tags import RequiredTags
from aspects.resource_aspect import PRIORITY
from aspects.suffix_naming import SuffixNaming
from policies import POLICIES, Policy, Rules

RULES: Final = "guard:rules"
"""Type of the metadata entry that tells an audit by which rules an app was judged."""


def guard(scope: Construct, rules: Rules, *, policies: Sequence[Policy] = POLICIES) -> None:
    """Hold every stack of an app to the rules: `app.synth()` raises on a violation.

    The Aspects correct, then the policies and cdk-nag's AwsSolutions judge what was synthesised;
    `validation-report.json` in the cloud assembly has their findings.

    Args:
        scope: the app, ours or any other.
        rules: suffix, tags and so on; the region of a stack is taken from the stack.
        policies: the catalogue to judge by.
    """
    for aspect in (
        SuffixNaming(rules.suffix),
        RequiredTags(rules.tags),
        DestroyPolicy(),
        KmsEncryption(),
    ):
        cdk.Aspects.of(scope).add(aspect, priority=PRIORITY)
    for stack in scope.node.find_all():
        if isinstance(stack, cdk.Stack):
            stack.node.add_metadata(RULES, dataclasses.asdict(rules))
    cdk.Validations.of(scope).add_plugins(PolicyPlugin(rules, policies), AwsSolutionsChecks(scope))
