from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.infra.edge.test_authorizer import key_headers
from tests.infra.rendered import Rendered
from tests.synthesis import ROOT

METHOD = "AWS::ApiGateway::Method"
STAGE = "AWS::ApiGateway::Stage"
EXECUTION_LOG = "API-Gateway-Execution-Logs_${rest-api-dev}/stage-dev"

METHODS = (
    ("GET", "/catalogue", "authorizer-page-dev"),
    ("GET", "/catalogue/popular", "authorizer-page-dev"),
    ("GET", "/catalogue/{id}", "authorizer-page-dev"),
    ("GET", "/health", "authorizer-dev"),
    ("GET", "/videos", "authorizer-dev"),
    ("GET", "/videos/popular", "authorizer-dev"),
    ("GET", "/videos/{id}", "authorizer-dev"),
    ("POST", "/videos/{id}/reprocess", "authorizer-dev"),
)

OPENAPI: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())
PLACES = {"path": "path", "query": "querystring"}
"""OpenAPI's names of where a parameter stands, and API Gateway's; headers are not declared."""

OF_PAGES: dict[str, dict[str, bool]] = {
    "/catalogue/{id}": {"method.request.querystring.format": False}
}
"""What pages take beyond their JSON twins: a record's has the JSON behind its own key."""


def resource_path(stack: Rendered, reference: str) -> str:
    """The path that a method's ResourceId stands for."""
    name = reference.removeprefix("${").removesuffix("}")
    resources = stack.resources("AWS::ApiGateway::Resource")
    if name not in resources:
        return ""
    part = resources[name]["PathPart"]
    return f"{resource_path(stack, resources[name]['ParentId'])}/{part}"


def methods(stack: Rendered) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method["HttpMethod"], resource_path(stack, method["ResourceId"])): method
        for method in stack.resources(METHOD).values()
    }


def test_methods_are_those_of_the_metadata_api(stack: Rendered) -> None:
    assert sorted(methods(stack)) == [(http_method, path) for http_method, path, _ in METHODS]


@pytest.mark.parametrize(("http_method", "path", "authorizer"), METHODS)
def test_method_wants_the_key_and_valid_parameters(
    stack: Rendered, http_method: str, path: str, authorizer: str
) -> None:
    method = methods(stack)[http_method, path]
    assert method["AuthorizationType"] == "CUSTOM"
    assert method["AuthorizerId"] == f"${{{authorizer}}}"
    assert method["RequestValidatorId"] == "${request-validator-dev}"
    required = {name for name, is_required in method["RequestParameters"].items() if is_required}
    assert required == {f"method.request.path.{name}" for name in re.findall(r"{(\w+)}", path)}


@pytest.mark.parametrize(("http_method", "path"), [each[:2] for each in METHODS])
def test_method_declares_the_parameters_that_the_api_takes(
    stack: Rendered, http_method: str, path: str
) -> None:
    # The pages take what their JSON twins take.
    documented = OPENAPI["paths"][path.replace("/catalogue", "/videos")][http_method.lower()]
    assert methods(stack)[http_method, path]["RequestParameters"] == {
        f"method.request.{PLACES[each['in']]}.{each['name']}": each["required"]
        for each in documented["parameters"]
        if each["in"] in PLACES
    } | OF_PAGES.get(path, {})


@pytest.mark.parametrize(("http_method", "path"), [each[:2] for each in METHODS])
def test_request_reaches_the_load_balancer(stack: Rendered, http_method: str, path: str) -> None:
    integration = methods(stack)[http_method, path]["Integration"]
    passed = integration.pop("RequestParameters")
    assert integration == {
        "Type": "HTTP_PROXY",
        "IntegrationHttpMethod": http_method,
        "Uri": f"http://${{load-balancer-dev.DNSName}}{path}",
        "ConnectionType": "VPC_LINK",
        "ConnectionId": "${vpc-link-dev}",
        "IntegrationTarget": "${load-balancer-dev}",
        "TimeoutInMillis": 29_000,
    }
    assert passed == {
        "integration.request.header.X-Request-Id": "context.requestId",
        "integration.request.header.x-api-key": "'checked'",
        "integration.request.header.Authorization": "'checked'",
        "integration.request.header.Accept-Encoding": "'identity'",
        **{
            f"integration.request.path.{name}": f"method.request.path.{name}"
            for name in re.findall(r"{(\w+)}", path)
        },
    }


def test_no_service_and_none_of_its_logs_sees_the_key(stack: Rendered) -> None:
    for method in methods(stack).values():
        passed = method["Integration"]["RequestParameters"]
        replaced = {f"integration.request.header.{name}" for name in key_headers(stack)}
        assert {passed[name] for name in replaced} == {"'checked'"}


def test_validator_judges_parameters_and_body(stack: Rendered) -> None:
    validator = stack.resource("AWS::ApiGateway::RequestValidator", "request-validator-dev")
    assert validator["ValidateRequestParameters"] is True
    assert validator["ValidateRequestBody"] is True


def test_stage_throttles_traces_and_logs_without_bodies(stack: Rendered) -> None:
    stage = stack.resource(STAGE, "stage-dev")
    assert stage["TracingEnabled"] is True
    assert stage["MethodSettings"] == [
        {
            "HttpMethod": "*",
            "ResourcePath": "/*",
            "DataTraceEnabled": False,
            "LoggingLevel": "INFO",
            "MetricsEnabled": True,
            "ThrottlingRateLimit": 500,
            "ThrottlingBurstLimit": 1000,
        }
    ]


def test_access_log_is_json_without_a_secret(stack: Rendered) -> None:
    setting = stack.resource(STAGE, "stage-dev")["AccessLogSetting"]
    assert setting["DestinationArn"].endswith(":log-group:${log-group-api-access-dev}")
    fields = json.loads(setting["Format"])
    assert {"requestId", "status", "resource", "responseLatency", "sourceIp"} <= set(fields)
    assert not re.search(
        r"apiKey|authorization|header|body|claims", setting["Format"], re.IGNORECASE
    )


def test_execution_log_is_there_before_the_stage(stack: Rendered) -> None:
    assert EXECUTION_LOG in stack.resources("AWS::Logs::LogGroup")
    assert EXECUTION_LOG in stack.depends_on(STAGE, "stage-dev")


def test_address_is_regional_and_takes_no_broken_tls(stack: Rendered) -> None:
    api = stack.resource("AWS::ApiGateway::RestApi", "rest-api-dev")
    assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
    assert api["SecurityPolicy"] == "SecurityPolicy_TLS13_1_2_2021_06"
    assert api["EndpointAccessMode"] == "STRICT"


def test_link_stands_in_the_isolated_subnets_of_two_zones(stack: Rendered) -> None:
    link = stack.resource("AWS::ApiGatewayV2::VpcLink", "vpc-link-dev")
    assert link["SecurityGroupIds"] == ["${security-group-vpc-link-dev.GroupId}"]
    assert len(set(link["SubnetIds"])) == 2


def test_operators_are_told_addresses_and_where_secrets_are(stack: Rendered) -> None:
    outputs = stack.outputs()
    expected = {
        "ApiUrl": (
            "https://${rest-api-dev}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${stage-dev}/"
        ),
        "ApiKeySecretArn": "${secret-api-key-dev}",
        "IngestBucketName": "${bucket-ingest-${AWS::AccountId}-${AWS::Region}-dev}",
        "QueueUrl": "${queue-ingest-dev}",
        "DeadLetterQueueUrl": "${queue-dead-letter-dev}",
    }
    assert {key: outputs.get(key) for key in expected} == expected
    assert outputs["DatabaseSecretArn"].startswith("${DatabaseSecretAttachment")
    assert "resolve:secretsmanager" not in str(outputs)
