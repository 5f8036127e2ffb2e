from __future__ import annotations

import pytest

from policies import Outcome, Template
from policies.secret.literals import Literals
from tests.policies.broken import resource
from tests.policies.table import NOTHING_TO_JUDGE, RULES, Case, compliant, findings, violation

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
        expected=(violation("It", f"Url.Fn::Join[1][0] {FOUND}"),),
    ),
    Case(
        name="beside the properties",
        resources={"It": {"Type": "A::B::C", "Metadata": {"note": KEY_ID}}},
        expected=(violation("It", f"Metadata.note {FOUND}"),),
    ),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Literals(), case) == case.expected


def test_outside_the_resources() -> None:
    template = Template({"Resources": {}, "Outputs": {"Key": {"Value": KEY_ID}}})

    rows = [(row.outcome, row.detail) for row in Literals().judge(template, RULES)]

    assert rows == [
        (Outcome.NOT_APPLICABLE, NOTHING_TO_JUDGE[2]),
        (Outcome.VIOLATION, f"Outputs.Key.Value {FOUND}"),
    ]
