from __future__ import annotations

import pytest

from policies import Rules
from policies.region.zones import Zones
from tests.policies.region.texts import EMPTY, failing, literals, passing, queue
from tests.policies.table import Case, findings, violation

EXPECTED = "an entry of Fn::GetAZs"

CASES = (
    *passing(
        {
            "asked for": {"Fn::Select": [0, {"Fn::GetAZs": ""}]},
            "a region, which REGION-1 judges": "ap-northeast-1",
            "a name": "subnet1-az1",
        }
    ),
    *failing(
        literals(
            "ap-northeast-1a",
            "us-gov-west-1b",
            "us-west-2-lax-1a",
            "apne1-az4",
            "use1-az6",
            "usgw1-az1",
        ),
        EXPECTED,
    ),
    *failing(
        {"joined": ({"Fn::Join": ["", ["ap-northeast-1", "a"]]}, "ap-northeast-1a")}, EXPECTED
    ),
    Case(
        name="of its own region",
        resources=queue("ap-northeast-1a"),
        rules=Rules(suffix="dev", region="ap-northeast-1"),
        expected=(
            violation(
                "Queue", f'Policy.Statement[0].Resource is "ap-northeast-1a"; expected {EXPECTED}.'
            ),
        ),
    ),
    EMPTY,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Zones(), case) == case.expected
