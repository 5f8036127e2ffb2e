from __future__ import annotations

from typing import Any

import pytest

from infra.foundation.network import INTERFACE_ENDPOINTS
from tests.infra.rendered import Rendered

SERVICES = ("ecr", "logs", "secretsmanager", "sqs")


def interface_endpoints(stack: Rendered) -> list[dict[str, Any]]:
    endpoints = stack.resources("AWS::EC2::VPCEndpoint").values()
    return [each for each in endpoints if each["VpcEndpointType"] == "Interface"]


def allowed(document: dict[str, Any]) -> set[str]:
    actions = [
        each["Action"] for each in document["Statement"] if each.get("Effect", "Allow") == "Allow"
    ]
    return {action for each in actions for action in ([each] if isinstance(each, str) else each)}


def test_endpoints_let_this_account_s_principals_through_alone(stack: Rendered) -> None:
    endpoints = interface_endpoints(stack)
    assert len(endpoints) == len(INTERFACE_ENDPOINTS)
    for endpoint in endpoints:
        (statement,) = endpoint["PolicyDocument"]["Statement"]
        assert statement["Effect"] == "Allow"
        assert statement["Condition"] == {
            "StringEquals": {"aws:PrincipalAccount": "${AWS::AccountId}"}
        }


@pytest.mark.parametrize("service", SERVICES)
def test_endpoints_let_through_what_is_called_in_the_network_and_nothing_else(
    stack: Rendered, service: str
) -> None:
    roles = stack.resources("AWS::IAM::Role")
    called = {
        action
        for name, role in roles.items()
        if name.split("-")[1] in {"worker", "api", "rotation"} and "gateway" not in name
        for policy in role["Policies"]
        for action in allowed(policy["PolicyDocument"])
        if action.startswith(f"{service}:")
    }
    passed = {
        action
        for endpoint in interface_endpoints(stack)
        for action in allowed(endpoint["PolicyDocument"])
        if action.startswith(f"{service}:")
    }
    assert called
    assert passed == called
