from __future__ import annotations

from typing import Any

import pytest

from policies.api.tls import Tls
from tests.policies.broken import MISSING, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

MODERN = "SecurityPolicy_TLS13_1_2_2021_06"
TYPES = ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::DomainName")


def template(
    policy: object = MODERN, mode: object = "STRICT", resource_type: str = TYPES[0]
) -> dict[str, Any]:
    return {"Api": resource(resource_type, SecurityPolicy=policy, EndpointAccessMode=mode)}


CASES = (
    *(
        Case(name=kind, resources=template(resource_type=kind), expected=(compliant("Api"),))
        for kind in TYPES
    ),
    *(
        Case(name=policy, resources=template(policy), expected=(compliant("Api"),))
        for policy in ("SecurityPolicy_TLS13_1_3_2025_09", "SecurityPolicy_TLS12_PFS_2025_EDGE")
    ),
    Case(name="legacy", resources=template("TLS_1_2", MISSING), expected=(compliant("Api"),)),
    *(
        row
        for kind in TYPES
        for row in broken(
            "SecurityPolicy",
            "an enhanced security policy from TLS 1.2 on",
            {**UNSEEN, "broken for years": "TLS_1_0", "not known": "SecurityPolicy_TLS10_X"},
            lambda v, kind=kind: template(v, resource_type=kind),  # type: ignore[misc] # binds the type
            logical_id="Api",
        )
    ),
    *broken(
        "EndpointAccessMode",
        '"STRICT"',
        {**UNSEEN, "basic": "BASIC"},
        lambda v: template(mode=v),
        logical_id="Api",
    ),
    Case(name="no API", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Tls(), case) == case.expected
