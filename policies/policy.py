"""What a policy is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from policies.finding import Finding, NotApplicable, Outcome, Violation, describe, finding
from policies.rules import Rules
from policies.template import Deployment, Resource, Template


class Policy(ABC):
    """One condition that a template must meet.

    A policy is a pure function of a template and the rules, with its documentation beside it.

    Attributes:
        id: family and number, as `KMS-1`; never used again once given.
        title: the compliant condition, as a sentence.
        rationale: why it matters here.
        source: where the requirement comes from: a URL, or a decision of the design.
        remedy: what to change, in the terms of the CDK.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    rationale: ClassVar[str]
    source: ClassVar[str]
    remedy: ClassVar[str]

    @property
    def family(self) -> str:
        """The part of the id before the number, as `KMS`."""
        return self.id.rpartition("-")[0]

    @abstractmethod
    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """Every row that this policy has to say on the template, compliant ones too."""


class ResourcePolicy(Policy):
    """A policy that looks at one resource at a time. Override `examine`, not `judge`.

    Attributes:
        resource_types: CloudFormation types that it examines; empty for all.
    """

    resource_types: ClassVar[tuple[str, ...]]

    @abstractmethod
    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """What is wrong, or why the policy does not concern it; nothing if all is well."""

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """One row a violation, or one row for a resource without any."""
        resources = tuple(
            template.of_type(*self.resource_types)
            if self.resource_types
            else template.resources.values()
        )
        for resource in resources:
            said = tuple(self.examine(resource, template, rules)) or (None,)
            for each in said:
                yield finding(self.id, resource, each)
        if not resources:
            reason = "The template has no resource of the types that this policy judges."
            yield Finding(self.id, Outcome.NOT_APPLICABLE, "", "", "", reason)


class DeploymentPolicy(Policy):
    """A policy on what a stack is deployed with beside its template.

    Override `examine_deployment`, not `judge`.
    """

    @abstractmethod
    def examine_deployment(self, deployment: Deployment, rules: Rules) -> Iterator[Violation]:
        """What is wrong; nothing if all is well."""

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        """One row a violation, or one row for the stack."""
        if template.deployment is None:
            reason = "The template stands alone: how its stack is deployed is not known."
            yield Finding(self.id, Outcome.NOT_APPLICABLE, "", "", "", reason)
            return
        violations = tuple(self.examine_deployment(template.deployment, rules))
        for each in violations:
            yield Finding(self.id, Outcome.VIOLATION, "", "", "", describe(each))
        if not violations:
            yield Finding(self.id, Outcome.COMPLIANT, "", "", "")
