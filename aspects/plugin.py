"""The validation plugin: judges every synthesised template by our policies."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import aws_cdk as cdk
import jsii

from policies import Finding, MalformedTemplateError, Outcome, Policy, Rules, Template, judge

NAME: Final = "Policies"
"""Of the plugin; an acknowledgement's id begins with it, as `Policies::KMS-1`."""

VERSION: Final = "1.0.0"
UNREADABLE: Final = "TEMPLATE-0"
"""Id of the finding on a file that holds no template at all."""


@jsii.implements(cdk.IPolicyValidationPlugin)
class PolicyPlugin:
    """Judges the templates that were written, so that no override slips past.

    Args:
        rules: the parameters of judgement; a stack's own region is added to them.
        policies: the catalogue.
    """

    def __init__(self, rules: Rules, policies: Sequence[Policy]) -> None:
        self._rules = rules
        self._policies = {policy.id: policy for policy in policies}

    @property
    def name(self) -> str:
        """The name under which the report lists this plugin."""
        return NAME

    @property
    def version(self) -> str:
        """Version of the plugin, semantic."""
        return VERSION

    @property
    def rule_ids(self) -> list[str]:
        """Ids of all policies."""
        return list(self._policies)

    def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
        """Judge each stack's template."""
        violations = [
            violation for stack in context.stack_templates for violation in self._violations(stack)
        ]
        return cdk.PolicyValidationPluginReport(success=not violations, violations=violations)

    def _violations(self, stack: cdk.PolicyValidationStack) -> Iterator[cdk.PolicyViolation]:
        rules = dataclasses.replace(self._rules, region=_region(stack))
        for finding in judge_file(Path(stack.template_path), rules, self._policies.values()):
            if finding.outcome is Outcome.VIOLATION:
                yield self._violation(finding, stack)

    def _violation(self, finding: Finding, stack: cdk.PolicyValidationStack) -> cdk.PolicyViolation:
        policy = self._policies.get(finding.policy)
        return cdk.PolicyViolation(
            rule_name=finding.policy,
            description=f"{policy.title} {finding.detail}" if policy else finding.detail,
            fix=policy.remedy if policy else None,
            severity="error",
            violating_resources=[_resource(finding, stack)],
        )


def judge_file(path: Path, rules: Rules, policies: Iterable[Policy]) -> tuple[Finding, ...]:
    """Every row on the template in a file; a file without a template is a violation too."""
    try:
        template = Template(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, MalformedTemplateError) as error:
        detail = f"{path.name}: {error}; expected a CloudFormation template."
        return (Finding(UNREADABLE, Outcome.VIOLATION, "", "", "", detail),)
    return judge(template, rules, policies)


def _region(stack: cdk.PolicyValidationStack) -> str | None:
    region = stack.region
    return None if not region or cdk.Token.is_unresolved(region) else region


def _resource(finding: Finding, stack: cdk.PolicyValidationStack) -> cdk.PolicyViolatingResource:
    location = [finding.detail.partition(" is ")[0]]
    if not finding.logical_id:
        return cdk.PolicyViolatingResource(
            locations=location, construct_path=stack.stack_construct_path
        )
    return cdk.PolicyViolatingResource(
        locations=[f"Properties/{each}" for each in location],
        resource_logical_id=finding.logical_id,
        template_path=stack.template_path,
    )
