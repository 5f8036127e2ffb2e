"""guard(): attaches everything that holds an app to its rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import aws_cdk as cdk
from constructs import Construct

from aspects.destroy_policy import DestroyPolicy
from aspects.kms_encryption import KmsEncryption
from aspects.metadata import JUDGES, RULES, Metadata
from aspects.nag_plugin import NagPlugin
from aspects.origin import record_origin
from aspects.policy_plugin import PolicyPlugin
from aspects.required_tags import RequiredTags
from aspects.resource_aspect import PRIORITY, WholeTree
from aspects.suffix_naming import SuffixNaming
from aspects.suppression_plugin import Reviewed, SuppressionPlugin
from aspects.warning_plugin import WarningPlugin
from policies import POLICIES, Policy, Rules


def guard(
    scope: Construct,
    rules: Rules,
    *,
    reviewed: Iterable[Reviewed] = (),
    policies: Sequence[Policy] = POLICIES,
    today: date | None = None,
) -> None:
    """Hold every stack of an app to the rules: `app.synth()` raises on a violation.

    The Aspects correct; then the policies and cdk-nag's AwsSolutions judge what was synthesised,
    warnings of constructs count too, and each suppression must be reviewed, in time and needed.
    `validation-report.json` in the cloud assembly has all findings.

    Args:
        scope: the app, ours or any other, with its stacks.
        rules: suffix, tags and so on; the region of a stack is taken from the stack.
        reviewed: the register of what may be suppressed, as `suppress` returned it.
        policies: the catalogue to judge by.
        today: the day on which suppressions must not have expired; by default, of now in UTC.
    """
    metadata = Metadata()
    policy_plugin = PolicyPlugin(rules, policies, metadata)
    judges = (NagPlugin(meanwhile=policy_plugin.begin), policy_plugin, WarningPlugin(metadata))
    suppressions = SuppressionPlugin(judges, metadata, reviewed, today or datetime.now(UTC).date())
    versions = {judge.name: judge.version for judge in (*judges, suppressions)}

    _correct(scope, rules)
    for construct in scope.node.find_all():
        record_origin(construct, Path.cwd())
        if isinstance(construct, cdk.Stack):
            construct.node.add_metadata(RULES, dataclasses.asdict(rules))
            construct.node.add_metadata(JUDGES, versions)
        elif construct is not scope and isinstance(construct, cdk.Stage):
            # The CDK synthesises a stage before it visits what is around it.
            _correct(construct, rules)
    cdk.Validations.of(scope).add_plugins(*judges, suppressions)


def _correct(scope: Construct, rules: Rules) -> None:
    aspects = WholeTree(
        scope, SuffixNaming(rules), RequiredTags(rules.tags), DestroyPolicy(), KmsEncryption()
    )
    cdk.Aspects.of(Construct(scope, "Guard")).add(aspects, priority=PRIORITY)
