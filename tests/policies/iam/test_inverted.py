from __future__ import annotations

from typing import Any

import pytest

from policies.iam.inverted import INVERTED, Inverted
from tests.policies.broken import NO_VALUE, broken, resource
from tests.policies.iam.documents import (
    bucket_policy,
    document,
    key,
    opaque,
    policy,
    role,
    statement,
    trusted,
)
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def endpoint(*statements: object) -> dict[str, Any]:
    return {"It": resource("AWS::EC2::VPCEndpoint", PolicyDocument=document(*statements))}


PLACES = (
    ("Policies[0].PolicyDocument", role),
    ("PolicyDocument", policy),
    ("AssumeRolePolicyDocument", trusted),
    ("PolicyDocument", bucket_policy),
    ("KeyPolicy", key),
    ("PolicyDocument", endpoint),
)

CASES = (
    Case(
        name="named",
        resources=policy(statement(Action="s3:GetObject", NotAction=NO_VALUE)),
        expected=(compliant("It"),),
    ),
    Case(
        name="denied",
        resources=bucket_policy({"Effect": "Deny", "NotPrincipal": {"AWS": "x"}}),
        expected=(compliant("It"),),
    ),
    *(
        row
        for place, build in PLACES
        for name in INVERTED
        for row in broken(
            f"{place}.Statement[0].{name}",
            name.removeprefix("Not"),
            {"given": "x", "hidden by a condition": {"Fn::If": ["A", "x", NO_VALUE]}},
            lambda v, build=build, name=name: build(statement(**{name: v})),  # type: ignore[misc] # binds both
            logical_id="It",
        )
    ),
    *opaque("PolicyDocument.Statement[0]", policy),
    Case(name="no policy", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Inverted(), case) == case.expected
