"""Nothing is suppressed but what was reviewed, on one resource, in time and needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_sqs as sqs
from constructs import Construct

from aspects import Reviewed, guard, suppress
from aspects.metadata import SUPPRESSION
from policies import Rules
from tests.aspects.apps import Assembly, synthesise

TODAY = date(2026, 11, 23)
FINDING = "Policies::KMS-7"
QUEUE = "stack-dev/Layer/Queue"
REVIEWED: dict[str, Any] = {
    "finding": FINDING,
    "reason": "A test.",
    "owner": "platform engineering",
    "expires": TODAY,
}


Build = Callable[[cdk.Stack], Reviewed | None]
"""Adds to the stack, and returns what guard() is told."""


def guarded(build: Build) -> Assembly:
    reviewed: list[Reviewed] = []

    def collect(stack: cdk.Stack) -> None:
        told = build(stack)
        reviewed.extend([told] if told else [])

    def attach(app: cdk.App) -> None:
        guard(app, Rules(suffix="dev"), reviewed=reviewed, today=TODAY)

    return synthesise(collect, attach)


def queue(stack: cdk.Stack) -> sqs.CfnQueue:
    layer = Construct(stack, "Layer")
    return sqs.CfnQueue(layer, "Queue", kms_master_key_id="alias/aws/sqs")


def suppressed(**different: object) -> Build:
    return lambda stack: suppress(queue(stack), **(REVIEWED | different))


def outside_the_register(stack: cdk.Stack) -> None:
    suppress(queue(stack), **(REVIEWED | {"expires": date(2099, 1, 1)}))


def told_otherwise(**different: object) -> Build:
    """A suppression, and a register that has another entry in its place."""

    def build(stack: cdk.Stack) -> Reviewed:
        return replace(suppress(queue(stack), **REVIEWED), **different)  # type: ignore[arg-type] # whichever field

    return build


def recorded(record: object, *, acknowledge: bool) -> Build:
    """A review that nobody held, written into the metadata."""

    def build(stack: cdk.Stack) -> None:
        made = queue(stack)
        if acknowledge:
            by_hand = cdk.Acknowledgment(id=FINDING, reason="By hand.")
            cdk.Validations.of(made).acknowledge(by_hand)
        made.node.add_metadata(SUPPRESSION, record)

    return build


def suppressed_on(parent: str) -> Build:
    def build(stack: cdk.Stack) -> Reviewed:
        made = queue(stack)
        parents = {each.node.path: each for each in made.node.scopes}
        return suppress(cast("cdk.CfnResource", parents[parent]), **REVIEWED)

    return build


def acknowledged(finding: str) -> Build:
    def build(stack: cdk.Stack) -> None:
        acknowledgement = cdk.Acknowledgment(id=finding, reason="Nobody looked at it.")
        cdk.Validations.of(queue(stack)).acknowledge(acknowledgement)

    return build


def written_by_hand(stack: cdk.Stack) -> None:
    queue(stack).node.add_metadata("aws:cdk:acknowledged-rules", {FINDING: "By hand."})


def acknowledged_by_the_cdk(stack: cdk.Stack) -> Reviewed | None:
    assert stack.availability_zones
    return suppressed()(stack)


def made_by_the_cdk(stack: cdk.Stack) -> Reviewed | None:
    """A construct that acknowledges findings on itself."""
    ec2.FlowLog(
        stack,
        "FlowLog",
        resource_type=ec2.FlowLogResourceType.from_network_interface_id("eni-1"),
        destination=ec2.FlowLogDestination.to_s3(),
    )
    return suppressed()(stack)


def built_in(finding: str, *, on_stack: bool) -> Build:
    """A finding of the CDK's own validation, acknowledged by hand."""

    def build(stack: cdk.Stack) -> Reviewed | None:
        reviewed = suppressed()(stack)
        scope = stack if on_stack else stack.node.find_child("Layer").node.find_child("Queue")
        acknowledgement = cdk.Acknowledgment(id=finding, reason="Nobody looked at it.")
        cdk.Validations.of(scope).acknowledge(acknowledgement)
        return reviewed

    return build


@dataclass(frozen=True)
class Case:
    name: str
    build: Build
    faults: set[tuple[str, str]]
    says: str = ""


CASES = [
    Case("reviewed, in time and needed", suppressed(), set()),
    Case("acknowledged by the CDK itself", acknowledged_by_the_cdk, set()),
    Case("acknowledged by a construct of the CDK", made_by_the_cdk, set()),
    Case(
        "of the CDK's own validation, for a whole stack",
        built_in("CloudFormation-Validate::F3034", on_stack=True),
        {("SUPPRESSION-1", "stack-dev"), ("SUPPRESSION-2", "stack-dev")},
    ),
    Case(
        "of the CDK's own validation, on a resource",
        built_in("CloudFormation-Validate::F3034", on_stack=False),
        {("SUPPRESSION-1", QUEUE)},
    ),
    Case(
        "what the CDK acknowledges itself, but for another reason",
        built_in("CloudFormation-Validate::W3010", on_stack=False),
        {("SUPPRESSION-1", QUEUE)},
    ),
    Case(
        "of the CDK's own validation, reviewed",
        suppressed(finding="CloudFormation-Validate::F3034"),
        set(),
    ),
    Case(
        "acknowledged without review",
        acknowledged(FINDING),
        {("SUPPRESSION-1", QUEUE)},
        f"{FINDING}: acknowledged by nobody; expected an entry of guard()'s register.",
    ),
    Case(
        "a bare id, which cdk-nag takes without a trace",
        acknowledged("AwsSolutions-SQS3"),
        {("SUPPRESSION-1", QUEUE), ("SUPPRESSION-4", QUEUE)},
    ),
    Case("metadata written by hand", written_by_hand, {("SUPPRESSION-1", QUEUE)}),
    Case(
        "outside the register, with any expiry",
        outside_the_register,
        {("SUPPRESSION-1", QUEUE), ("SUPPRESSION-6", QUEUE)},
        "records a review that guard() was not told of; expected the register's.",
    ),
    *(
        Case(
            f"in the register with another {name}",
            told_otherwise(**{name: value}),
            {("SUPPRESSION-1", QUEUE), ("SUPPRESSION-6", QUEUE)},
        )
        for name, value in {"path": "stack-dev/Other", "finding": "Policies::KMS-1"}.items()
    ),
    *(
        Case(
            f"in the register with another {name}",
            told_otherwise(**{name: value}),
            {("SUPPRESSION-6", QUEUE)},
        )
        for name, value in {
            "reason": "Another.",
            "owner": "somebody else",
            "expires": date(2026, 12, 31),
        }.items()
    ),
    *(
        Case(
            f"a review by hand: {record}",
            recorded(record, acknowledge=True),
            {("SUPPRESSION-1", QUEUE), ("SUPPRESSION-6", QUEUE)},
        )
        for record in (
            REVIEWED | {"expires": "2999-01-01"},
            REVIEWED | {"expires": "2026-11-23"},
            {},
            "reviewed",
        )
    ),
    Case(
        "a review of nothing, by hand",
        recorded(REVIEWED | {"expires": "2026-11-23"}, acknowledge=False),
        {("SUPPRESSION-6", QUEUE)},
    ),
    Case("for thirteen months", suppressed(expires=date(2027, 12, 24)), set()),
    Case(
        "for longer",
        suppressed(expires=date(2027, 12, 25)),
        {("SUPPRESSION-5", QUEUE)},
        "expires on 2027-12-25; expected 2027-12-24 at the latest. "
        "To be reviewed by platform engineering.",
    ),
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
