from __future__ import annotations

import pytest

from policies import Outcome, Template
from policies.secret.literals import Literals
from tests.policies.broken import resource
from tests.policies.table import RULES, Case, compliant, findings, not_applicable, violation

KEY_ID = "AKIA" + "A" * 16
FOUND = 'is "\\u2026"; expected no credential.'

CASES = (
    Case(
        name="clear",
        resources={"It": resource("A::B::C", List=[{"Name": "value"}, 1, None, True])},
        expected=(compliant("It"),),
    ),
    Case(
        name="deep",
        resources={"It": resource("A::B::C", List=["x", {"Name": KEY_ID}], Text=KEY_ID)},
        expected=(violation("It", f"List[1].Name {FOUND}"), violation("It", f"Text {FOUND}")),
    ),
    Case(
        name="half of a text",
        resources={"It": resource("A::B::C", Url={"Fn::Join": ["", [f"x{KEY_ID}", {"Ref": "A"}]]})},
        expected=(violation("It", f"Url {FOUND}"),),
    ),
    Case(
        name="beside the properties",
        resources={"It": {"Type": "A::B::C", "Metadata": {"note": KEY_ID}}},
        expected=(violation("It", f"Metadata {FOUND}"),),
    ),
    Case(
        name="nothing",
        resources={},
        expected=(not_applicable("", "The template is empty."),),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Literals(), case) == case.expected


def test_outside_the_resources() -> None:
    template = Template({"Resources": {}, "Outputs": {"Key": {"Value": KEY_ID}}})

    rows = [(row.outcome, row.detail) for row in Literals().judge(template, RULES)]

    assert rows == [
        (Outcome.VIOLATION, f"Outputs.Key.Value {FOUND}"),
        (Outcome.NOT_APPLICABLE, "The template is empty."),
    ]
