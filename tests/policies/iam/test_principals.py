from __future__ import annotations

from typing import Any

import pytest

from policies.iam.principals import Principals
from tests.policies.broken import MISSING, NO_VALUES_AT_ALL, broken
from tests.policies.iam.documents import (
    FROM_HERE,
    NARROWS_NOTHING,
    bucket_policy,
    key,
    opaque,
    statement,
)
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

PLACE = "PolicyDocument.Statement[0].Principal"
EXPECTED = "a named principal, or a condition on who calls"


def template(principal: object, condition: object = MISSING) -> dict[str, Any]:
    return bucket_policy(statement(Principal=principal, Action="s3:GetObject", Condition=condition))


ROLE = {"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}
OF_THE_ENDPOINT = {"StringEquals": {"aws:SourceVpce": {"Ref": "Endpoint"}}}

CASES = (
    Case(name="role", resources=template(ROLE), expected=(compliant("It"),)),
    Case(
        name="service, which IAM-7 judges",
        resources=template({"Service": "logging.s3.amazonaws.com"}),
        expected=(compliant("It"),),
    ),
    Case(
        name="anyone of this account",
        resources=template("*", FROM_HERE),
        expected=(compliant("It"),),
    ),
    Case(
        name="anyone through an endpoint",
        resources=template({"AWS": "*"}, OF_THE_ENDPOINT),
        expected=(compliant("It"),),
    ),
    Case(
        name="denied",
        resources=bucket_policy({"Effect": "Deny", "Principal": "*"}),
        expected=(compliant("It"),),
    ),
    *broken(
        PLACE,
        EXPECTED,
        {"anyone": "*", "hidden by a condition": {"Fn::If": ["A", ROLE, "*"]}},
        template,
        logical_id="It",
    ),
    *broken(
        f"{PLACE}.AWS", EXPECTED, {"anyone": "*"}, lambda v: template({"AWS": v}), logical_id="It"
    ),
    *broken(
        f"{PLACE}.AWS[1]",
        EXPECTED,
        {"anyone in a list": "*"},
        lambda v: template({"AWS": ["arn:aws:iam::1:role/x", v]}),
        logical_id="It",
    ),
    *(
        row
        for name, condition in NARROWS_NOTHING.items()
        for row in broken(
            PLACE,
            EXPECTED,
            {f"anyone under a condition: {name}": "*"},
            lambda v, condition=condition: template(v, condition),  # type: ignore[misc] # binds it
            logical_id="It",
        )
    ),
    *broken(PLACE, "named principals", NO_VALUES_AT_ALL, template, logical_id="It"),
    *opaque("PolicyDocument.Statement[0]", bucket_policy),
    *broken(
        "KeyPolicy.Statement[0].Principal",
        EXPECTED,
        {"anyone may use the key": "*"},
        lambda v: key(statement(Principal=v)),
        logical_id="It",
    ),
    Case(name="no policy of a resource", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Principals(), case) == case.expected
