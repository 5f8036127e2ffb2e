from __future__ import annotations

from typing import Any

import pytest

from policies.net.event_targets import QUEUE, EventTargets
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, NOT_A_REFERENCE, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

ARN = {"Fn::GetAtt": ["Queue", "Arn"]}
EXPECTED = f"a reference to the template's {QUEUE}"


def rule(targets: object) -> dict[str, Any]:
    return {
        "Queue": {"Type": QUEUE},
        "Bucket": {"Type": "AWS::S3::Bucket"},
        "Rule": resource("AWS::Events::Rule", Targets=targets),
    }


def template(arn: object = ARN, dead_letters: object = MISSING) -> dict[str, Any]:
    return rule([{"Id": "queue", "Arn": arn, "DeadLetterConfig": dead_letters}])


ELSEWHERE = {
    **NOT_A_REFERENCE,
    "what is no queue": {"Fn::GetAtt": ["Bucket", "Arn"]},
    "bus of another account": {"Fn::Sub": "arn:${AWS::Partition}:events:x:y:event-bus/z"},
}

CASES = (
    Case(name="queue", resources=template(), expected=(compliant("Rule"),)),
    Case(
        name="with dead letters",
        resources=template(dead_letters={"Arn": ARN}),
        expected=(compliant("Rule"),),
    ),
    *broken("Targets[0].Arn", EXPECTED, ELSEWHERE, template, logical_id="Rule"),
    *broken(
        "Targets[1].Arn",
        EXPECTED,
        ELSEWHERE,
        lambda v: rule([{"Id": "a", "Arn": ARN}, {"Id": "b", "Arn": v}]),
        logical_id="Rule",
    ),
    *broken(
        "Targets[0].DeadLetterConfig.Arn",
        EXPECTED,
        ELSEWHERE,
        lambda v: template(dead_letters={"Arn": v}),
        logical_id="Rule",
    ),
    *broken(
        "Targets[0].Arn",
        EXPECTED,
        {"target hidden by a condition": MISSING},
        lambda _: rule([{"Fn::If": ["A", {"Arn": ARN}, {}]}]),
        logical_id="Rule",
    ),
    *broken("Targets", "a queue of the template", NO_VALUES_AT_ALL, rule, logical_id="Rule"),
    Case(name="no rule", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(EventTargets(), case) == case.expected
