from __future__ import annotations

from typing import Any

import pytest

from policies.log.cache import DELIVERIES, GROUP as PATH, Cache
from tests.policies.broken import NO_VALUES_AT_ALL, UNSEEN, broken, resource
from tests.policies.log.groups import DECLARED_GROUPS, EXPECTED, GROUP, UNDECLARED
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings, violation


def delivery(
    group: object = {"Ref": "Logs"},
    destination: object = "cloudwatch-logs",
    log: object = "slow-log",
) -> dict[str, Any]:
    return {
        "LogType": log,
        "DestinationType": destination,
        "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": group}},
    }


def template(deliveries: object) -> dict[str, Any]:
    cache = resource("AWS::ElastiCache::ReplicationGroup", LogDeliveryConfigurations=deliveries)
    return {**GROUP, "Cache": cache}


CASES = (
    *(
        Case(name=name, resources=template([delivery(group)]), expected=(compliant("Cache"),))
        for name, group in DECLARED_GROUPS.items()
    ),
    *broken(DELIVERIES, "one of slow-log", NO_VALUES_AT_ALL, template, logical_id="Cache"),
    *broken(
        DELIVERIES,
        "one of slow-log",
        {"another log": [delivery(log="engine-log")]},
        template,
        logical_id="Cache",
    ),
    *broken(
        f"{DELIVERIES}[0].DestinationType",
        '"cloudwatch-logs"',
        {**UNSEEN, "a stream": "kinesis-firehose"},
        lambda v: template([delivery(destination=v)]),
        logical_id="Cache",
    ),
    *broken(
        f"{DELIVERIES}[0].{PATH}",
        EXPECTED,
        UNDECLARED,
        lambda v: template([delivery(v)]),
        logical_id="Cache",
    ),
    Case(
        name="hidden by a condition",
        resources=template({"Fn::If": ["A", [], []]}),
        expected=(
            violation(
                "Cache",
                f'{DELIVERIES} is {{"Fn::If": ["A", [], []]}}; expected one of slow-log.',
            ),
            violation(
                "Cache", f'{DELIVERIES}.DestinationType is absent; expected "cloudwatch-logs".'
            ),
            violation("Cache", f"{DELIVERIES}.{PATH} is absent; expected {EXPECTED}."),
        ),
    ),
    Case(name="no cache", resources=GROUP, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Cache(), case) == case.expected
