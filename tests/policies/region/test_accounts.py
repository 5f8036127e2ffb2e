from __future__ import annotations

import json

import pytest

from policies.region.accounts import Accounts
from tests.policies.region.texts import EMPTY, failing, literals, passing
from tests.policies.table import Case, findings

EXPECTED = (
    "${AWS::AccountId}, as twelve digits read as an account; a number is to be given in another "
    "unit, as GiB for bytes"
)

CASES = (
    *passing(
        {
            "reference": {"Ref": "AWS::AccountId"},
            "reference within a text": {"Fn::Sub": "arn:x:iam::${AWS::AccountId}:root"},
            "fewer digits": "11112222333",
            "more digits": "1111222233334",
            "digits of a hash": "sha256:a1111222233334b",
            "a size on a dashboard": json.dumps({"value": 107374182400, "label": "100 GiB"}),
            "a size, compact": '{"value":107374182400}',
            "a fraction": "111122223333.5",
            "a number": 107374182400,
        }
    ),
    *failing(
        literals(
            "111122223333",
            "arn:x:iam::111122223333:root",
            "111122223333.dkr.ecr",
            "bucket-111122223333-dev",
            '{"AWS":"111122223333"}',
            "107374182400",
        ),
        EXPECTED,
    ),
    *failing(
        {"joined": ({"Fn::Join": ["", ["111122", "223333"]]}, "111122223333")},
        EXPECTED,
    ),
    EMPTY,
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Accounts(), case) == case.expected
