"""Nothing is suppressed but what was reviewed, on one resource, in time and needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from aspects import guard, suppress
from aspects.metadata import SUPPRESSION
from policies import Rules
from tests.aspects.apps import Assembly, Build, synthesise

TODAY = date(2026, 11, 23)
FINDING = "Policies::KMS-7"
QUEUE = "stack-dev/Layer/Queue"
REVIEWED: dict[str, Any] = {
    "finding": FINDING,
    "reason": "A test.",
    "owner": "platform engineering",
    "expires": TODAY,
}


def guarded(build: Build) -> Assembly:
    return synthesise(build, lambda app: guard(app, Rules(suffix="dev"), today=TODAY))


def queue(stack: cdk.Stack) -> sqs.CfnQueue:
    layer = Construct(stack, "Layer")
    return sqs.CfnQueue(layer, "Queue", kms_master_key_id="alias/aws/sqs")


def suppressed(**different: object) -> Build:
    return lambda stack: suppress(queue(stack), **(REVIEWED | different))


def suppressed_on(parent: str) -> Build:
    def build(stack: cdk.Stack) -> None:
        made = queue(stack)
        parents = {each.node.path: each for each in made.node.scopes}
        suppress(cast("cdk.CfnResource", parents[parent]), **REVIEWED)

    return build


def acknowledged(finding: str) -> Build:
    def build(stack: cdk.Stack) -> None:
        acknowledgement = cdk.Acknowledgment(id=finding, reason="Nobody looked at it.")
        cdk.Validations.of(queue(stack)).acknowledge(acknowledgement)

    return build


def written_by_hand(stack: cdk.Stack) -> None:
    queue(stack).node.add_metadata("aws:cdk:acknowledged-rules", {FINDING: "By hand."})


def acknowledged_by_the_cdk(stack: cdk.Stack) -> None:
    suppressed()(stack)
    finding = cdk.Acknowledgment(id="CloudFormation-Validate::W3010", reason="Zones.")
    cdk.Validations.of(stack).acknowledge(finding)


@dataclass(frozen=True)
class Case:
    name: str
    build: Build
    faults: set[tuple[str, str]]
    says: str = ""


CASES = [
    Case("reviewed, in time and needed", suppressed(), set()),
    Case("acknowledged by the CDK itself", acknowledged_by_the_cdk, set()),
    Case(
        "acknowledged without review",
        acknowledged(FINDING),
        {("SUPPRESSION-1", QUEUE)},
        f"{FINDING}: acknowledged by nobody; expected a reason, an owner and an expiry.",
    ),
    Case(
        "a bare id, which cdk-nag takes without a trace",
        acknowledged("AwsSolutions-SQS3"),
        {("SUPPRESSION-1", QUEUE), ("SUPPRESSION-4", QUEUE)},
    ),
    Case("metadata written by hand", written_by_hand, {("SUPPRESSION-1", QUEUE)}),
    Case(
        "on a construct that holds resources",
        suppressed_on("stack-dev/Layer"),
        {("SUPPRESSION-2", "stack-dev/Layer")},
        "also covers whatever is added to the construct; expected a single resource.",
    ),
    Case("on a stack", suppressed_on("stack-dev"), {("SUPPRESSION-2", "stack-dev")}),
    Case("on the app", suppressed_on(""), {("SUPPRESSION-2", "")}),
    Case(
        "expired",
        suppressed(expires=date(2026, 11, 22)),
        {("SUPPRESSION-3", QUEUE)},
        "expired on 2026-11-22, before 2026-11-23; expected a date to come. "
        "To be reviewed by platform engineering.",
    ),
    Case(
        "of a finding that is not there",
        suppressed(finding="Policies::KMS-1"),
        {("SUPPRESSION-4", QUEUE)},
        "Policies::KMS-1: suppresses nothing; expected a finding.",
    ),
    Case(
        "of a finding of another plugin",
        suppressed(finding="AwsSolutions::KMS-7"),
        {("SUPPRESSION-4", QUEUE)},
    ),
    Case(
        "of a fault of suppressions",
        suppressed(finding="Suppressions::SUPPRESSION-4"),
        {("SUPPRESSION-4", QUEUE)},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_faults(case: Case) -> None:
    assembly = guarded(case.build)
    found = {
        (rule.removeprefix("Suppressions::"), path)
        for rule, path in assembly.findings
        if rule.startswith("Suppressions::")
    }
    assert found == case.faults
    assert case.says in assembly.raised


def test_what_is_suppressed_no_longer_fails_and_stays_on_record() -> None:
    assembly = guarded(suppressed())
    assert (FINDING, QUEUE) not in assembly.findings
    (recorded,) = (
        violation
        for plugin in assembly.report["pluginReports"]
        for violation in plugin.get("suppressedViolations", ())
    )
    assert recorded["acknowledgedId"] == FINDING
    assert recorded["violatingConstructs"][0]["constructPath"] == QUEUE
    assert assembly.entries(SUPPRESSION)["Layer/Queue"] == [REVIEWED | {"expires": "2026-11-23"}]


def test_an_expired_suppression_still_suppresses_so_that_one_message_says_it() -> None:
    assembly = guarded(suppressed(expires=date(2026, 1, 1)))
    assert (FINDING, QUEUE) not in assembly.findings
    assert ("Suppressions::SUPPRESSION-3", QUEUE) in assembly.findings
