from __future__ import annotations

from typing import Any

import pytest

from policies.destroy.replicas import REPLICATION, Replicas
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(kind: str, value: object) -> dict[str, Any]:
    return {"It": resource(kind, **{REPLICATION[kind]: value})}


CASES = (
    *(
        Case(name=f"{kind}: {name}", resources=template(kind, value), expected=(compliant("It"),))
        for kind in REPLICATION
        for name, value in {**NO_VALUES_AT_ALL, "to nowhere": []}.items()
    ),
    *(
        row
        for kind, name in REPLICATION.items()
        for row in broken(
            name,
            "absent",
            {
                "given": {"Rules": [{"Destination": {"Bucket": "arn:aws:s3:::theirs"}}]},
                "to a region": [{"Region": "elsewhere"}],
                "empty": {},
                "left to a parameter": {"Ref": "Parameter"},
                "hidden by a condition": {"Fn::If": ["A", {}, {"Ref": "AWS::NoValue"}]},
            },
            lambda v, kind=kind: template(kind, v),  # type: ignore[misc] # binds it
            logical_id="It",
        )
    ),
    Case(name="neither", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Replicas(), case) == case.expected
