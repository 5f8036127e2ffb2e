from __future__ import annotations

import json

import pytest

from tests.infra.rendered import Rendered

POLICY = "log-resource-policy-dev"


def test_one_policy_admits_the_deliverer_to_every_group(stack: Rendered) -> None:
    # An account's region has ten, for all stacks.
    document = stack.resource("AWS::Logs::ResourcePolicy")["PolicyDocument"]
    (statement,) = json.loads(document)["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert sorted(statement["Action"]) == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert sorted(statement["Resource"]) == [
        "${aws-waf-logs-web-acl-dev.Arn}",
        "${log-group-cache-engine-log-dev.Arn}",
        "${log-group-cache-slow-log-dev.Arn}",
    ]
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "${AWS::AccountId}"}


@pytest.mark.parametrize(
    "writer", ["AWS::WAFv2::LoggingConfiguration", "AWS::ElastiCache::ReplicationGroup"]
)
def test_delivery_may_write_before_logging_begins(stack: Rendered, writer: str) -> None:
    (name,) = stack.resources(writer)
    assert POLICY in stack.depends_on(writer, name)
