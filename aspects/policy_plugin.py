"""The validation plugin: judges every synthesised template by our policies."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aws_cdk as cdk

from aspects.judge import Breach, Judge
from aspects.metadata import Metadata
from policies import (
    Deployment,
    Finding,
    MalformedTemplateError,
    Outcome,
    Policy,
    Rules,
    Template,
    judge,
)

UNREADABLE: Final = "TEMPLATE-0"
"""Id of the finding on a file that holds no template at all."""


@dataclass(frozen=True)
class _Judgement:
    """What a thread judges.

    Attributes:
        construct_paths: of each resource, by its stack's path and its logical id.
        findings: of each stack, as soon as they are there.
    """

    construct_paths: Mapping[tuple[str, str], str]
    findings: Sequence[tuple[cdk.PolicyValidationStack, Future[tuple[Finding, ...]]]]


class PolicyPlugin(Judge):
    """Judges the templates that were written, so that no override slips past.

    Args:
        rules: the parameters of judgement; a stack's own region is added to them.
        policies: the catalogue.
        metadata: is read, for the plugins that come after.
    """

    plugin_name = "Policies"

    def __init__(self, rules: Rules, policies: Sequence[Policy], metadata: Metadata) -> None:
        super().__init__()
        self._rules = rules
        self._metadata = metadata
        self._policies = {policy.id: policy for policy in policies}
        self._begun: _Judgement | None = None

    def begin(self, context: cdk.IPolicyValidationContext) -> None:
        """Begin to judge each stack's template, so that other things can be done meanwhile."""
        self._begun = self._judge(context)

    def breaches(self, context: cdk.IPolicyValidationContext) -> Iterator[Breach]:
        """What breaks a policy in any stack's template."""
        judgement = self._begun or self._judge(context)
        self._begun = None
        for stack, findings in judgement.findings:
            for finding in findings.result():
                if finding.outcome is Outcome.VIOLATION:
                    where = (stack.stack_construct_path, finding.logical_id)
                    path = judgement.construct_paths.get(where, stack.stack_construct_path)
                    yield self._breach(finding, path, stack.template_path)

    def _judge(self, context: cdk.IPolicyValidationContext) -> _Judgement:
        # The CDK is called for each attribute of each stack whenever they are asked for.
        stacks = context.stack_templates
        construct_paths = self._metadata.read(context.app_construct, stacks)
        executor = ThreadPoolExecutor(max_workers=1)
        findings = [
            executor.submit(
                judge_file,
                Path(stack.template_path),
                dataclasses.replace(self._rules, region=stack.region),
                self._policies.values(),
                self._metadata.deployments[Path(stack.template_path)],
            )
            for stack in stacks
        ]
        executor.shutdown(wait=False)
        return _Judgement(construct_paths, tuple(zip(stacks, findings, strict=True)))

    def _breach(self, finding: Finding, path: str, template_path: str) -> Breach:
        policy = self._policies.get(finding.policy)
        return Breach(
            rule=finding.policy,
            path=path,
            description=f"{policy.title} {finding.detail}" if policy else finding.detail,
            fix=policy.remedy if policy else None,
            logical_id=finding.logical_id or None,
            template_path=template_path,
        )


def judge_file(
    path: Path, rules: Rules, policies: Iterable[Policy], deployment: Deployment
) -> tuple[Finding, ...]:
    """Every row on the template in a file; a file without a template is a violation too."""
    try:
        template = Template(json.loads(path.read_text(encoding="utf-8")), deployment)
    except (OSError, ValueError, RecursionError, MalformedTemplateError) as error:
        detail = f"{path.name}: {error}; expected a CloudFormation template."
        return (Finding(UNREADABLE, Outcome.VIOLATION, "", "", "", detail),)
    return judge(template, rules, policies)
