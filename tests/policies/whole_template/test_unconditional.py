from __future__ import annotations

import pytest

from policies.whole_template.unconditional import Unconditional
from tests.policies.broken import resource
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

QUEUE = resource("AWS::SQS::Queue")
METADATA = not_applicable(
    "Metadata", "It makes nothing; the CDK leaves it out where it can't be read."
)

CASES = (
    Case(name="always", resources={"Queue": QUEUE}, expected=(compliant("Queue"),)),
    Case(
        name="sometimes",
        resources={"Queue": {**QUEUE, "Condition": "Production"}},
        expected=(violation("Queue", 'Condition is "Production"; expected absent.'),),
    ),
    Case(
        name="null",
        resources={"Queue": {**QUEUE, "Condition": None}},
        expected=(violation("Queue", "Condition is null; expected absent."),),
    ),
    Case(
        name="the CDK's own",
        resources={"Metadata": {"Type": "AWS::CDK::Metadata", "Condition": "CDKMetadataAvailable"}},
        expected=(METADATA,),
    ),
    Case(name="nothing", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Unconditional(), case) == case.expected
