from __future__ import annotations

from pathlib import Path

import cfnlint
import pytest

from policies import Outcome, Rules, Template
from policies.region.regions import Regions
from tests.policies.broken import resource
from tests.policies.region.texts import EMPTY, REGION, failing, literals, passing, queue
from tests.policies.table import Case, compliant, findings, violation

EVERY_REGION = sorted(
    path.stem
    for path in (Path(cfnlint.__file__).parent / "data/schemas/providers").glob("*-*-*.json")
)

CASES = (
    *passing(
        {
            "reference": REGION,
            "reference within a text": {"Fn::Sub": "sqs.${AWS::Region}.x"},
            "joined": {"Fn::Join": ["", ["sqs.", REGION, ".x"]]},
            "what looks alike": "north-south-1",
            "a zone, which REGION-2 judges": "ap-northeast-1a",
            "part of a word": "map-northeast-1",
            "looked up by region": {"Fn::FindInMap": ["Runtimes", REGION, "value"]},
        }
    ),
    *failing(literals(*EVERY_REGION), "${AWS::Region}"),
    *failing(
        {
            "within an ARN": ("arn:x:sqs:eu-west-1:a:b", "arn:x:sqs:eu-west-1:a:b"),
            "within a name": ("queue-eu-west-1-dev", "queue-eu-west-1-dev"),
            "a second one": ("x eu-west-1 eu-west-2", "x eu-west-1 eu-west-2"),
            "joined of parts": ({"Fn::Join": ["-", ["eu", "west", "1"]]}, "eu-west-1"),
            "substituted": ({"Fn::Sub": ["${R}-1", {"R": "eu-west"}]}, "eu-west-1"),
        },
        "${AWS::Region}",
    ),
    Case(
        name="behind a condition",
        resources=queue({"Fn::If": ["A", "eu-west-1", REGION]}),
        expected=(
            violation(
                "Queue",
                'Policy.Statement[0].Resource.Fn::If[1] is "eu-west-1"; expected ${AWS::Region}.',
            ),
        ),
    ),
    Case(
        name="looked up by a literal",
        resources=queue({"Fn::FindInMap": ["Runtimes", "eu-west-1", "value"]}),
        expected=(
            violation(
                "Queue",
                'Policy.Statement[0].Resource.Fn::FindInMap[1] is "eu-west-1"; '
                "expected ${AWS::Region}.",
            ),
        ),
    ),
    Case(
        name="its own",
        resources=queue("ap-northeast-1"),
        rules=Rules(suffix="dev", region="ap-northeast-1"),
        expected=(compliant("Queue"),),
    ),
    Case(
        name="its own and another",
        resources=queue("ap-northeast-1 ap-northeast-3"),
        rules=Rules(suffix="dev", region="ap-northeast-1"),
        expected=(
            violation(
                "Queue",
                'Policy.Statement[0].Resource is "ap-northeast-1 ap-northeast-3"; '
                "expected ${AWS::Region}.",
            ),
        ),
    ),
    Case(
        name="in metadata",
        resources={
            "Queue": {
                **resource("AWS::SQS::Queue"),
                "Metadata": {"aws:cdk:path": "stack-eu-west-1-dev/Queue"},
            }
        },
        expected=(compliant("Queue"),),
    ),
    EMPTY,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Regions(), case) == case.expected


@pytest.mark.parametrize(
    ("sections", "details"),
    [
        pytest.param(
            {"Mappings": {"Runtimes": {"eu-west-1": {"value": "nodejs24.x"}}}},
            [],
            id="a mapping by region",
        ),
        pytest.param(
            {"Outputs": {"Url": {"Value": "https://eu-west-1"}}},
            ['Outputs.Url.Value is "https://eu-west-1"; expected ${AWS::Region}.'],
            id="an output",
        ),
        pytest.param(
            {"Conditions": {"Here": {"Fn::Equals": [REGION, "eu-west-1"]}}},
            ['Conditions.Here.Fn::Equals[1] is "eu-west-1"; expected ${AWS::Region}.'],
            id="a condition",
        ),
        pytest.param(
            {"Parameters": {"Region": {"Type": "String", "Default": "eu-west-1"}}},
            ['Parameters.Region.Default is "eu-west-1"; expected ${AWS::Region}.'],
            id="a parameter",
        ),
        pytest.param(
            {"Rules": {"Here": {"RuleCondition": {"Fn::Equals": [REGION, "eu-west-1"]}}}},
            ['Rules.Here.RuleCondition.Fn::Equals[1] is "eu-west-1"; expected ${AWS::Region}.'],
            id="a rule",
        ),
    ],
)
def test_other_sections(sections: dict[str, object], details: list[str]) -> None:
    template = Template({"Resources": queue(REGION), **sections})
    rows = [
        (row.logical_id, row.outcome, row.detail)
        for row in Regions().judge(template, Rules(suffix="dev"))
    ]
    assert rows == [
        compliant("Queue"),
        *(("", Outcome.VIOLATION, detail) for detail in details),
    ]
