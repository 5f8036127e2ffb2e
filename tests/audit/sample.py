"""A small report with something of everything."""

from __future__ import annotations

from audit.model import (
    Correction,
    InventoryItem,
    Location,
    NagRule,
    PluginFinding,
    Policy,
    Report,
    Requirement,
    Row,
    SuppressedFinding,
    Suppression,
    Template,
    Verdict,
)
from policies import Outcome

STACK = "stack-dev"

KMS_1 = Policy(
    id="KMS-1",
    family="KMS",
    title="Database storage is encrypted.",
    rationale="It holds the catalogue.",
    source="https://example.com/kms",
    remedy="Pass storage_encryption_key.",
)
TAG_1 = Policy(
    id="TAG-1",
    family="TAG",
    title="Every resource is tagged.",
    rationale="Costs are told apart by tags.",
    source="decision 7",
    remedy="Call Tags.of.",
)


def row(policy: str, outcome: Outcome, detail: str = "") -> Row:
    return Row(
        stack=STACK,
        policy=policy,
        outcome=outcome,
        logical_id="Database",
        resource_type="AWS::RDS::DBInstance",
        path="stack-dev/Database/Instance",
        detail=detail,
    )


REPORT = Report(
    time="2026-01-31T12:00:00Z",
    commit="0123456789ab",
    suffix="dev",
    profile="development",
    tools={"cdk-nag": "3.0.2", "aws-cdk-lib": "2.275.0"},
    templates=(
        Template(
            stack=STACK,
            file="stack-dev.template.json",
            region=None,
            sha256="ab" * 32,
            resources=1,
            location=Location(file="infra/stack.py", line=30),
        ),
    ),
    policies=(KMS_1, TAG_1),
    rows=(
        row("KMS-1", Outcome.VIOLATION, "Encrypted is false; expected <true> | `x`."),
        row("TAG-1", Outcome.CORRECTED),
    ),
    nag=(
        NagRule(
            id="AwsSolutions-RDS10",
            description="The instance has no deletion protection.",
            resources=1,
            findings=(),
            acknowledged=("stack-dev/Database/Instance",),
        ),
        NagRule(
            id="AwsSolutions-RDS3",
            description="The instance is not Multi-AZ.",
            resources=1,
            findings=("stack-dev/Database/Instance",),
            acknowledged=(),
        ),
    ),
    findings=(
        PluginFinding(
            plugin="AwsSolutions",
            rule="AwsSolutions-RDS3",
            severity="error",
            path="stack-dev/Database/Instance",
            detail="The instance is not Multi-AZ.",
            remedy="",
            location=Location(file="infra/storage/database.py", line=12),
        ),
    ),
    suppressed_findings=(
        SuppressedFinding(
            plugin="AwsSolutions",
            rule="AwsSolutions-RDS10",
            severity="error",
            path="stack-dev/Database/Instance",
            detail="The instance has no deletion protection.",
            remedy="Protect it.",
            location=Location(file="infra/storage/database.py", line=12),
            reason="=Everything is destroyable.",
        ),
    ),
    suppressions=(
        Suppression(
            finding="AwsSolutions-RDS10",
            paths=("stack-dev/Database/Instance",),
            reason="=Everything is destroyable.",
            owner="platform engineering",
            expires="2027-11-30",
        ),
    ),
    corrections=(
        Correction(
            aspect="RequiredTags",
            path="stack-dev/Database/Instance",
            property="Tags.Owner",
            before="",
            after="platform",
        ),
    ),
    resources=(
        InventoryItem(
            stack=STACK,
            logical_id="Database",
            type="AWS::RDS::DBInstance",
            path="stack-dev/Database/Instance",
            layer="Database",
            name="database-dev",
            tags={"Owner": "platform"},
            key="Key",
            deletion_policy="Delete",
            location=Location(file="infra/storage/database.py", line=12),
        ),
    ),
    requirements=(
        Requirement(
            requirement="All data is encrypted",
            policies=("KMS-1",),
            evidence={Outcome.VIOLATION: 1},
            verdict=Verdict.VIOLATED,
        ),
    ),
    errors=(),
)
