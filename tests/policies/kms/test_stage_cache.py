from __future__ import annotations

from typing import Any

import pytest

from policies.kms.stage_cache import StageCache
from tests.policies.broken import MISSING, NO_VALUE, NOT_OFF, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings


def template(enabled: object = MISSING) -> dict[str, Any]:
    return {"Stage": resource("AWS::ApiGateway::Stage", CacheClusterEnabled=enabled)}


CASES = (
    Case(name="absent", resources=template(), expected=(compliant("Stage"),)),
    Case(name="no value", resources=template(NO_VALUE), expected=(compliant("Stage"),)),
    Case(name="off", resources=template(enabled=False), expected=(compliant("Stage"),)),
    *broken("CacheClusterEnabled", "false", NOT_OFF, template, logical_id="Stage"),
    Case(name="no stage", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(StageCache(), case) == case.expected
