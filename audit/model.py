"""The audit of one synthesis: what every writer is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policies import Outcome

SCHEMA_VERSION: Final = "1.1.0"
"""Version of the report's shape, semantic: docs/compliance.schema.json describes it."""


PASSING_SEVERITIES: Final = frozenset({"warning", "info"})
"""Of findings that don't fail a synthesis."""


class Verdict(StrEnum):
    """The one word for a whole report, or for one requirement."""

    COMPLIANT = "compliant"
    VIOLATED = "violated"
    NOT_EVALUATED = "not evaluated"


@dataclass(frozen=True, kw_only=True)
class Location:
    """The place in our code that makes a resource.

    Attributes:
        file: path from the root of the checkout, with forward slashes.
        line: counted from 1.
    """

    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template that was judged.

    Attributes:
        stack: artifact id of the stack.
        file: name of the file in the cloud assembly.
        region: region of the stack; `None` where it is region-agnostic.
        sha256: hash of the file's bytes, in hexadecimal.
        resources: how many resources it has.
        location: where our code makes the stack, if that could be told.
    """

    stack: str
    file: str
    region: str | None
    sha256: str
    resources: int
    location: Location | None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy's own documentation, as far as a reader of the report needs it."""

    id: str
    family: str
    title: str
    rationale: str
    source: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One policy on one resource, or on a whole template.

    Attributes:
        stack: artifact id of the stack.
        policy: id of the policy.
        outcome: the verdict.
        logical_id: the resource; empty for the whole template.
        resource_type: its CloudFormation type; empty likewise.
        path: its construct path; empty likewise.
        detail: what is wrong and what was expected, or why the policy does not apply.
    """

    stack: str
    policy: str
    outcome: Outcome
    logical_id: str
    resource_type: str
    path: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class NagRule:
    """What became of one cdk-nag rule, which reports no compliant resources.

    Attributes:
        id: as `AwsSolutions-S1`.
        description: the fault that it looks for.
        resources: on how many resources it was evaluated: those of the constructs that it examines.
        findings: construct paths that it found fault with, unacknowledged.
        acknowledged: construct paths whose finding the register of suppressions covers.
    """

    id: str
    description: str
    resources: int
    findings: tuple[str, ...]
    acknowledged: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PluginFinding:
    """What a judge other than our policies found: cdk-nag, the CDK's validation, the register.

    Attributes:
        plugin: name of the validation plugin.
        rule: its rule, with the granular part of the finding where it has one.
        severity: as the plugin said.
        path: construct path.
        detail: what is wrong, and what was expected.
        remedy: what to do; empty where the plugin didn't tell.
        location: where our code makes the construct, if that could be told.
    """

    plugin: str
    rule: str
    severity: str
    path: str
    detail: str
    remedy: str
    location: Location | None

    @property
    def fails(self) -> bool:
        """Whether it fails a synthesis."""
        return self.severity not in PASSING_SEVERITIES


@dataclass(frozen=True, kw_only=True)
class SuppressedFinding(PluginFinding):
    """A finding that was acknowledged, so that it fails no synthesis.

    Attributes:
        reason: why, as the acknowledgement says.
    """

    reason: str


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """A reviewed exception.

    Attributes:
        finding: id of what is suppressed, with its granular part.
        paths: construct paths that it covers.
        reason: why, with evidence that can be checked.
        owner: the role that answers for it.
        expires: last day on which it holds, as YYYY-MM-DD.
    """

    finding: str
    paths: tuple[str, ...]
    reason: str
    owner: str
    expires: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What an Aspect changed on the construct tree."""

    aspect: str
    path: str
    property: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class InventoryItem:
    """A resource as it will be deployed.

    Attributes:
        stack: artifact id of the stack.
        logical_id: its id in the template.
        type: its CloudFormation type.
        path: its construct path.
        layer: the part of the system that it belongs to: first id of the path within the stack.
        name: its name, references as `${Name}`; empty for a type without one.
        tags: its tags.
        key: logical id of the key that encrypts it; empty for none.
        deletion_policy: what becomes of it when the stack is deleted.
        location: where our code makes it, if that could be told.
    """

    stack: str
    logical_id: str
    type: str
    path: str
    layer: str
    name: str
    tags: Mapping[str, str]
    key: str
    deletion_policy: str
    location: Location | None


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A requirement of the client, the policies that hold it, and how they judged.

    Attributes:
        requirement: in the client's terms.
        policies: ids of the policies that hold it.
        evidence: rows of those policies, by outcome.
        verdict: violated with any violation; not evaluated without any row but not applicable.
    """

    requirement: str
    policies: tuple[str, ...]
    evidence: Mapping[Outcome, int]
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that one synthesis has to say of its compliance.

    Attributes:
        time: when it was made, as 2026-01-31T12:00:00Z.
        commit: of the checkout, with `+` behind it where there were uncommitted changes; empty
            outside of one.
        suffix: the `environmentSuffix`.
        profile: as `development`.
        tools: versions of what synthesised and judged, by name.
        templates: the templates that were judged.
        policies: the catalogue that judged them.
        rows: every policy on every resource that it looks at.
        nag: every rule of cdk-nag's AwsSolutions; empty where it did not judge, and then an error
            says so.
        findings: what the other judges found, cdk-nag's rules among them.
        suppressed_findings: what they found too, and what was acknowledged.
        suppressions: the register as far as it applies.
        corrections: what the Aspects changed.
        resources: the inventory, in the order of the templates.
        requirements: the table of the client's requirements.
        errors: what kept a part of the judgement from being made; never empty with silence.
    """

    time: str
    commit: str
    suffix: str
    profile: str
    tools: Mapping[str, str]
    templates: tuple[Template, ...]
    policies: tuple[Policy, ...]
    rows: tuple[Row, ...]
    nag: tuple[NagRule, ...]
    findings: tuple[PluginFinding, ...]
    suppressed_findings: tuple[SuppressedFinding, ...]
    suppressions: tuple[Suppression, ...]
    corrections: tuple[Correction, ...]
    resources: tuple[InventoryItem, ...]
    requirements: tuple[Requirement, ...]
    errors: tuple[str, ...]

    def places(self) -> Mapping[tuple[str, str], Location | None]:
        """Where our code makes what a row is on, by the row's stack and logical id."""
        return {
            **{(template.stack, ""): template.location for template in self.templates},
            **{(item.stack, item.logical_id): item.location for item in self.resources},
        }

    @property
    def verdict(self) -> Verdict:
        """Violated with any violation, finding or error; not evaluated without a template."""
        if not self.templates:
            return Verdict.NOT_EVALUATED
        violated = (
            any(row.outcome is Outcome.VIOLATION for row in self.rows)
            or any(finding.fails for finding in self.findings)
            or bool(self.errors)
        )
        return Verdict.VIOLATED if violated else Verdict.COMPLIANT
