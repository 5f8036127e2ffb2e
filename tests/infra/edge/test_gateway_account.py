from __future__ import annotations

import pytest

from tests.infra.compute.test_service import statements
from tests.infra.rendered import Rendered
from tests.synthesis import template

ACCOUNT = "AWS::ApiGateway::Account"
WELCOME = "/aws/apigateway/welcome"
GROUPS = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group"


def test_stage_logs_once_the_account_s_role_is_set(stack: Rendered) -> None:
    ((name, account),) = stack.resources(ACCOUNT).items()
    assert account["CloudWatchRoleArn"] == "${role-api-gateway-${AWS::Region}-dev.Arn}"
    assert name in stack.depends_on("AWS::ApiGateway::Stage", "stage-dev")


def test_group_with_which_the_role_is_tried_is_declared(stack: Rendered) -> None:
    (name,) = stack.resources(ACCOUNT)
    assert WELCOME in stack.resources("AWS::Logs::LogGroup")
    assert WELCOME in stack.depends_on(ACCOUNT, name)


def test_role_writes_to_groups_of_apis_alone(stack: Rendered) -> None:
    write, find = statements(stack, "api-gateway")
    assert write["Resource"] == [
        f"${{{WELCOME}.Arn}}",
        f"{GROUPS}:API-Gateway-Execution-Logs_*",
        f"{GROUPS}:log-group-api-access-*",
    ]
    assert (find["Action"], find["Resource"]) == ("logs:DescribeLogGroups", "*")


@pytest.mark.parametrize("resource_type", [ACCOUNT, "AWS::ApiGateway::Stage"])
def test_existing_account_is_left_alone(resource_type: str) -> None:
    stack = Rendered(template(apiGatewayAccount="existing"))
    assert len(stack.resources(resource_type)) == (0 if resource_type == ACCOUNT else 1)
    assert WELCOME not in stack.resources("AWS::Logs::LogGroup")
