from __future__ import annotations

import pytest

from tests.infra.compute.test_service import statements
from tests.infra.rendered import Rendered
from tests.synthesis import template

FUNCTION = "AWS::Lambda::Function"
NAMES = ("authorizer", "rotation")


@pytest.mark.parametrize("name", NAMES)
def test_function_is_named_current_and_encrypted(stack: Rendered, name: str) -> None:
    function = stack.resource(FUNCTION, f"function-{name}-dev")
    (key,) = stack.resources("AWS::KMS::Key")
    expected = {
        "Runtime": "python3.14",
        "Handler": "index.handler",
        "KmsKeyArn": f"${{{key}.Arn}}",
        "Role": f"${{role-{name}-${{AWS::Region}}-dev.Arn}}",
    }
    assert {each: function.get(each) for each in expected} == expected


@pytest.mark.parametrize("name", NAMES)
def test_logs_go_to_the_declared_group(stack: Rendered, name: str) -> None:
    group = f"/aws/lambda/function-{name}-dev"
    function = stack.resource(FUNCTION, f"function-{name}-dev")
    assert function["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": f"${{{group}}}"}
    assert group in stack.resources("AWS::Logs::LogGroup")
    assert statements(stack, name)[0] == {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"${{{group}.Arn}}",
    }


@pytest.mark.parametrize("name", NAMES)
def test_role_has_its_one_inline_policy_alone(stack: Rendered, name: str) -> None:
    role = stack.resource("AWS::IAM::Role", f"role-{name}-${{AWS::Region}}-dev")
    assert [policy["PolicyName"] for policy in role["Policies"]] == [name]
    assert "ManagedPolicyArns" not in role
    assert stack.resources("AWS::IAM::Policy") == {}


@pytest.mark.parametrize(("setting", "expected"), [("x86-64", ["x86_64"]), ("arm64", ["arm64"])])
@pytest.mark.parametrize("name", NAMES)
def test_runs_on_the_architecture_of_the_setting(
    setting: str, expected: list[str], name: str
) -> None:
    stack = Rendered(template(cpuArchitecture=setting))
    assert stack.resource(FUNCTION, f"function-{name}-dev")["Architectures"] == expected


def test_function_inside_the_network_stands_in_isolated_subnets(stack: Rendered) -> None:
    place = stack.resource(FUNCTION, "function-rotation-dev")["VpcConfig"]
    assert place["SecurityGroupIds"] == ["${security-group-rotation-dev.GroupId}"]
    assert len(set(place["SubnetIds"])) == 2


def test_lambda_alone_manages_the_network_interfaces(stack: Rendered) -> None:
    change, read, deny = statements(stack, "rotation")[2:5]
    assert change["Resource"] == ("arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:*/*")
    assert (deny["Effect"], deny["Resource"]) == ("Deny", "*")
    allowed = {*change["Action"], *read["Action"]}
    assert set(deny["Action"]) == {action for action in allowed if action.startswith("ec2:")}
    assert deny["Condition"] == {
        "ArnEquals": {
            "lambda:SourceFunctionArn": (
                "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}"
                ":function:function-rotation-dev"
            )
        }
    }


def test_function_outside_the_network_manages_none(stack: Rendered) -> None:
    actions = [each["Action"] for each in statements(stack, "authorizer")]
    assert "ec2:" not in str(actions)
