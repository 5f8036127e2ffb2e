from __future__ import annotations

import pytest

from tests.infra.compute.test_service import statements
from tests.infra.rendered import Rendered

FUNCTION = "function-authorizer-dev"


def key_headers(stack: Rendered) -> set[str]:
    """The headers that a request may bring the key in."""
    return {
        source.removeprefix("method.request.header.")
        for authorizer in stack.resources("AWS::ApiGateway::Authorizer").values()
        for source in authorizer["IdentitySource"].split(",")
    }


def test_key_is_generated_and_encrypted(stack: Rendered) -> None:
    secret = stack.resource("AWS::SecretsManager::Secret", "secret-api-key-dev")
    (key,) = stack.resources("AWS::KMS::Key")
    assert secret["GenerateSecretString"] == {"ExcludePunctuation": True, "PasswordLength": 48}
    assert secret["KmsKeyId"] == f"${{{key}.Arn}}"


@pytest.mark.parametrize(
    ("name", "header"),
    [("authorizer-dev", "x-api-key"), ("authorizer-page-dev", "Authorization")],
)
def test_authorizer_reads_the_header_and_is_cached_shortly(
    stack: Rendered, name: str, header: str
) -> None:
    authorizer = stack.resource("AWS::ApiGateway::Authorizer", name)
    assert authorizer["Type"] == "REQUEST"
    assert authorizer["IdentitySource"] == f"method.request.header.{header}"
    assert authorizer["AuthorizerResultTtlInSeconds"] == 60


def test_function_knows_where_the_key_is_and_reads_it_alone(stack: Rendered) -> None:
    function = stack.resource("AWS::Lambda::Function", FUNCTION)
    assert function["Environment"] == {"Variables": {"API_KEY_SECRET_ARN": "${secret-api-key-dev}"}}
    assert "VpcConfig" not in function
    (key,) = stack.resources("AWS::KMS::Key")
    assert [(each["Action"], each["Resource"]) for each in statements(stack, "authorizer")] == [
        (
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            f"${{/aws/lambda/{FUNCTION}.Arn}}",
        ),
        ("kms:Decrypt", f"${{{key}.Arn}}"),
        ("secretsmanager:GetSecretValue", "${secret-api-key-dev}"),
    ]


def test_only_this_api_calls_the_function(stack: Rendered) -> None:
    permissions = [
        each
        for each in stack.resources("AWS::Lambda::Permission").values()
        if each["FunctionName"] == f"${{{FUNCTION}.Arn}}"
    ]
    assert {each["Principal"] for each in permissions} == {"apigateway.amazonaws.com"}
    assert sorted(each["SourceArn"].rpartition(":")[2] for each in permissions) == [
        "${rest-api-dev}/authorizers/${authorizer-dev}",
        "${rest-api-dev}/authorizers/${authorizer-page-dev}",
    ]
