from __future__ import annotations

from typing import Any

import pytest

from policies import Outcome, Rules, Template
from policies.whole_template.no_transforms import NoTransforms
from tests.policies.broken import resource

INCLUDE = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {}}}
QUEUE = {"Queue": resource("AWS::SQS::Queue", QueueName="queue-dev")}


@pytest.mark.parametrize(
    ("document", "details"),
    [
        pytest.param({"Resources": QUEUE}, [], id="none"),
        pytest.param({"Resources": {}}, [], id="nothing"),
        pytest.param(
            {
                "Resources": {
                    "Queue": resource("AWS::SQS::Queue", QueueName={"Fn::If": ["A", "b", "c"]})
                }
            },
            [],
            id="another function",
        ),
        pytest.param(
            {"Resources": {"Queue": resource("AWS::SQS::Queue", Tags={1: {True: "x"}})}},
            [],
            id="keys that are no texts, as YAML has them",
        ),
        pytest.param(
            {"Resources": QUEUE, "Transform": "AWS::Serverless-2016-10-31"},
            ['Transform is "AWS::Serverless-2016-10-31"; expected absent.'],
            id="of the template",
        ),
        pytest.param(
            {"Resources": QUEUE, "Transform": None},
            ["Transform is null; expected absent."],
            id="of the template, null",
        ),
        pytest.param(
            {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": INCLUDE}}},
            ['Queue.Properties is "Fn::Transform"; expected no macro.'],
            id="of all properties",
        ),
        pytest.param(
            {"Resources": {"Queue": resource("AWS::SQS::Queue", Tags=[{"Deep": INCLUDE}])}},
            ['Queue.Properties is "Fn::Transform"; expected no macro.'],
            id="of a property",
        ),
        pytest.param(
            {
                "Resources": {
                    "Queue": resource("AWS::SQS::Queue", **{"Fn::ForEach::Loop": ["X", ["A"], {}]})
                }
            },
            ['Queue.Properties is "Fn::ForEach::Loop"; expected no macro.'],
            id="a loop",
        ),
        pytest.param(
            {"Resources": QUEUE, "Outputs": {"Fn::ForEach::Loop": ["X", ["A"], {}]}},
            ['template is "Fn::ForEach::Loop"; expected no macro.'],
            id="in another section",
        ),
        pytest.param(
            {"Resources": {"Queue": {**QUEUE["Queue"], **INCLUDE}}},
            ['Queue is "Fn::Transform"; expected no macro.'],
            id="beside the properties",
        ),
        pytest.param(
            {"Resources": {"Queue": {**QUEUE["Queue"], "Metadata": {"Note": [INCLUDE]}}}},
            ['Queue is "Fn::Transform"; expected no macro.'],
            id="in the metadata",
        ),
        pytest.param(
            {"Resources": QUEUE, **INCLUDE},
            ['template is "Fn::Transform"; expected no macro.'],
            id="beside the sections",
        ),
        pytest.param(
            {"Resources": {"Fn::Transform": QUEUE["Queue"]}},
            ['Resources is "Fn::Transform"; expected no macro.'],
            id="in place of a resource",
        ),
        pytest.param(
            {"Resources": QUEUE, "Metadata": {"Fn::ForEach::Loop": []}, "Rules": INCLUDE},
            [
                'template is "Fn::ForEach::Loop"; expected no macro.',
                'template is "Fn::Transform"; expected no macro.',
            ],
            id="in sections that deploy nothing",
        ),
    ],
)
def test_findings(document: dict[str, Any], details: list[str]) -> None:
    rows = NoTransforms().judge(Template(document), Rules(suffix="dev"))
    assert [(row.outcome, row.detail) for row in rows] == (
        [(Outcome.VIOLATION, detail) for detail in details] or [(Outcome.COMPLIANT, "")]
    )
