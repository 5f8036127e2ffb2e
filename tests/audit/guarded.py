"""A small guarded app with something of every outcome, and its cloud assembly."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms, aws_sns as sns, aws_sqs as sqs
from constructs import Construct

from aspects import guard, suppress
from policies import Rules
from tests.synthesis import CDK_JSON_CONTEXT

STACK = "stack-dev"
RULES = Rules(suffix="dev", tags={"Project": "atlas", "Profile": "development"})
TODAY = date(2026, 11, 23)


class Messages(Construct):
    """What holds messages: of three queues one is fine, one violates, one is suppressed."""

    def __init__(self, scope: Construct, construct_id: str, key: kms.IKey) -> None:
        super().__init__(scope, construct_id)
        sqs.CfnQueue(self, "Corrected")
        queues = [sqs.CfnQueue(self, name) for name in ("Violating", "Suppressed")]
        for queue in queues:
            queue.add_property_override("KmsMasterKeyId", "alias/aws/sqs")
        self.topic = sns.Topic(self, "Topic", topic_name="topic-dev", master_key=key)
        suppress(
            queues[1],
            finding="Policies::KMS-7",
            reason="It is a test.",
            owner="tests",
            expires=date(2027, 1, 1),
        )


def synthesise(outdir: Path, region: str | None = None) -> Path:
    """The cloud assembly of the app, in a folder."""
    app = cdk.App(
        outdir=str(outdir), context=CDK_JSON_CONTEXT, builtin_cloud_formation_validation=False
    )
    stack = cdk.Stack(app, STACK, env=cdk.Environment(region=region) if region else None)
    key = kms.Key(stack, "Key", enable_key_rotation=True)
    Messages(stack, "Messages", key)
    guard(app, RULES, today=TODAY)
    # It has violations: they are what the report is about.
    with pytest.raises(RuntimeError, match=r"validation-report\.json"):
        app.synth()
    return outdir


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change a JSON file in place."""
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
