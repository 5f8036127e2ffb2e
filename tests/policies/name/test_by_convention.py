from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from policies import Outcome, Rules
from policies.name.by_convention import ByConvention
from tests.policies.broken import NO_VALUES_AT_ALL, broken, resource
from tests.policies.name.named import (
    ACCOUNT,
    REGION,
    bucket,
    joined,
    log_group,
    queue,
    role,
    untold,
)
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

QUEUE = '"queue-dev" or "queue-{role}-dev"'
ROLE = '"role-${AWS::Region}-dev" or "role-{role}-${AWS::Region}-dev"'
LOG_GROUP = '"log-group-dev" or "log-group-{role}-dev"'

RIGHT = {
    "type and suffix": queue("queue-dev"),
    "role between them": queue("queue-dead-letter-2-dev"),
    "by Fn::Sub": queue({"Fn::Sub": "queue-dev"}),
    "with the region": role(joined("role-worker-", REGION, "-dev")),
    "with the region by Fn::Sub": role({"Fn::Sub": "role-worker-${AWS::Region}-dev"}),
    "without the region, which NAME-4 judges": role("role-worker-dev"),
    "with account and region": bucket(joined("bucket-ingest-", ACCOUNT, "-", REGION, "-dev")),
    "of a key's alias": {"Alias": resource("AWS::KMS::Alias", AliasName="alias/key-dev")},
    "log group of ours": log_group("log-group-worker-dev"),
    "log group of a function": log_group("/aws/lambda/function-rotation-dev"),
    "log group of a database": log_group("/aws/rds/instance/database-dev/postgresql"),
    "log group of refused logins": log_group("/aws/rds/instance/database-dev/iam-db-auth-error"),
    "log group of a cluster": log_group("/aws/ecs/containerinsights/cluster-dev/performance"),
    "log group of a stage": log_group(
        joined("API-Gateway-Execution-Logs_", {"Ref": "Api"}, "/stage-dev")
    ),
    "log group of the account": log_group("/aws/apigateway/welcome"),
    "log group of a firewall": log_group("aws-waf-logs-web-acl-dev"),
    "by tag": {
        "Vpc": resource("AWS::EC2::VPC", Tags=[{"Key": "Name", "Value": "vpc-dev"}]),
    },
}

WRONG_QUEUES = {
    "no suffix": "queue-ingest",
    "another suffix": "queue-ingest-prod",
    "suffix first": "dev-queue",
    "suffix twice removed": "queue-dev-ingest",
    "suffix not a word of its own": "queue-ingestdev",
    "another type": "topic-dev",
    "type not a word of its own": "queued-dev",
    "upper case": "Queue-dev",
    "upper case within": "queue-Ingest-dev",
    "underscore": "queue_ingest_dev",
    "two hyphens": "queue--dev",
    "a dot": "queue-ingest.fifo-dev",
    "line break at the end": "queue-dev\n",
    "suffix alone": "dev",
    "region where the type is regional": {"Fn::Sub": "queue-${AWS::Region}-dev"},
    "reference": {"Fn::Sub": "queue-${Stage}-dev"},
}

CASES = (
    *(
        Case(name=name, resources=resources, expected=(compliant(next(iter(resources))),))
        for name, resources in RIGHT.items()
    ),
    *broken("QueueName", QUEUE, WRONG_QUEUES, queue, logical_id="Queue"),
    *broken(
        "RoleName",
        ROLE,
        {"reference": {"Fn::Sub": "role-${Name}-dev"}, "made of a parameter": {"Ref": "Name"}},
        role,
        logical_id="Role",
    ),
    *broken(
        "LogGroupName",
        LOG_GROUP,
        {
            "service's form without the suffix": "/aws/lambda/function-rotation",
            "service's form with another suffix": "/aws/lambda/function-rotation-prod",
            "another service's form": "/aws/codebuild/project-dev",
            "in no service's form": "/ecs/worker-dev",
            "stage without the suffix": "API-Gateway-Execution-Logs_${Api}/prod",
            "suffix in the wrong place": "/aws/rds/instance/database/postgresql-dev",
        },
        log_group,
        logical_id="Group",
    ),
    *broken(
        "AliasName",
        '"alias/key-dev" or "alias/key-{role}-dev"',
        {"without alias/": "key-dev", "of AWS": "alias/aws/s3"},
        lambda value: {"Alias": resource("AWS::KMS::Alias", AliasName=value)},
        logical_id="Alias",
    ),
    *(
        Case(name=f"untold: {name}", resources=queue(value), expected=(untold("Queue"),))
        for name, value in NO_VALUES_AT_ALL.items()
    ),
    Case(
        name="suffix with hyphens",
        resources=queue("queue-ingest-pr-12"),
        rules=Rules(suffix="pr-12"),
        expected=(compliant("Queue"),),
    ),
    Case(
        name="not named",
        resources={"Route": resource("AWS::EC2::Route")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(ByConvention(), case) == case.expected


WORD = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
SUFFIXES = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)


@given(roles=st.lists(WORD, max_size=4), suffix=SUFFIXES)
def test_whatever_follows_the_convention_passes(roles: list[str], suffix: str) -> None:
    name = "-".join(("queue", *roles, suffix))
    case = Case(name="", resources=queue(name), expected=(), rules=Rules(suffix=suffix))
    assert findings(ByConvention(), case) == (compliant("Queue"),)


@given(name=st.text(min_size=1), suffix=SUFFIXES)
def test_whatever_does_not_end_in_the_suffix_is_found(name: str, suffix: str) -> None:
    case = Case(name="", resources=queue(name), expected=(), rules=Rules(suffix=suffix))
    if not name.endswith(f"-{suffix}"):
        assert [outcome for _, outcome, _ in findings(ByConvention(), case)] == [Outcome.VIOLATION]
