"""The entry: a REST API that hands requests to the internal load balancer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final, cast

from aws_cdk import (
    Duration,
    Size,
    aws_apigateway as apigateway,
    aws_apigatewayv2 as apigatewayv2,
    aws_ec2 as ec2,
    aws_elasticloadbalancingv2 as elbv2,
    aws_logs as logs,
)
from constructs import Construct

from infra.edge.authorizer import KEY_HEADERS, KeyAuthorizer
from infra.edge.problems import add_problem_responses
from infra.foundation.network import Network
from infra.naming import Naming
from infra.observability.log_groups import LogGroups

METHODS: Final = (
    ("GET", "/videos"),
    ("GET", "/videos/popular"),
    ("GET", "/videos/{id}"),
    ("POST", "/videos/{id}/reprocess"),
    ("GET", "/health"),
)
PAGES: Final = ("/catalogue", "/catalogue/popular", "/catalogue/{id}")
"""What browsers open."""

LIST_PARAMETERS: Final = (
    "key_prefix",
    "container",
    "codec",
    "hdr",
    "status",
    "height_min",
    "height_max",
    "frame_rate_min",
    "frame_rate_max",
    "duration_min",
    "duration_max",
    "created_from",
    "created_to",
    "limit",
    "cursor",
)
POPULAR_PARAMETERS: Final = ("limit",)
QUERY_PARAMETERS: Final[Mapping[str, Sequence[str]]] = {
    "/videos": LIST_PARAMETERS,
    "/videos/popular": POPULAR_PARAMETERS,
    "/catalogue": LIST_PARAMETERS,
    "/catalogue/popular": POPULAR_PARAMETERS,
    "/catalogue/{id}": ("format",),
}
"""What may stand after the `?` of a path; a test compares it with docs/openapi.json."""

ACCESS_LOG_GROUP: Final = "log-group-api-access"
REQUESTS_PER_SECOND: Final = 500
REQUEST_BURST: Final = 1000
COMPRESSED_FROM: Final = Size.kibibytes(1)

ACCESS_LOG_FIELDS: Final = {
    "requestId": apigateway.AccessLogField.context_request_id(),
    "extendedRequestId": apigateway.AccessLogField.context_extended_request_id(),
    "traceId": apigateway.AccessLogField.context_xray_trace_id(),
    "time": apigateway.AccessLogField.context_request_time(),
    "sourceIp": apigateway.AccessLogField.context_identity_source_ip(),
    "userAgent": apigateway.AccessLogField.context_identity_user_agent(),
    "method": apigateway.AccessLogField.context_http_method(),
    "resource": apigateway.AccessLogField.context_resource_path(),
    "path": apigateway.AccessLogField.context_path(),
    "protocol": apigateway.AccessLogField.context_protocol(),
    "status": apigateway.AccessLogField.context_status(),
    "responseLength": apigateway.AccessLogField.context_response_length(),
    "responseLatency": apigateway.AccessLogField.context_response_latency(),
    "integrationStatus": apigateway.AccessLogField.context_integration_status(),
    "integrationLatency": apigateway.AccessLogField.context_integration_latency(),
    "authorizerStatus": apigateway.AccessLogField.context_authorizer_status(),
    "firewallResponse": apigateway.AccessLogField.context_waf_response_code(),
    "errorType": apigateway.AccessLogField.context_error_response_type(),
}


class Entry(Construct):
    """The REST API with one stage, keyed, validated, throttled, logged and traced.

    Attributes:
        api: the REST API.
        methods: its methods, by HTTP method and path.
        link_security_group: of the link into the network; reaches nothing yet.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        log_groups: LogGroups,
        network: Network,
        stage_name: str,
        load_balancer: elbv2.IApplicationLoadBalancer,
        key_authorizer: KeyAuthorizer,
    ) -> None:
        """Build the entry.

        Args:
            scope: its parent.
            construct_id: its id there.
            naming: the stack's names.
            log_groups: where its log groups come from.
            network: the isolated network that the link joins.
            stage_name: the only stage.
            load_balancer: what answers.
            key_authorizer: what admits.
        """
        super().__init__(scope, construct_id)
        self.link_security_group = network.security_group(
            self, "LinkSecurityGroup", role="vpc-link", description="Link from API Gateway"
        )
        self._link = apigatewayv2.VpcLink(
            self,
            "VpcLink",
            vpc_link_name=naming.regional("vpc-link"),
            vpc=network.vpc,
            subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            security_groups=[self.link_security_group],
        )
        self._load_balancer = load_balancer
        access_log = log_groups.create(
            self, "AccessLogGroup", name=naming.regional(ACCESS_LOG_GROUP)
        )
        self.api = self._api(naming, stage_name, access_log)
        # The stack has an output of its own for the address.
        self.api.node.try_remove_child("Endpoint")
        self.methods = self._methods(naming, key_authorizer)
        add_problem_responses(self.api)
        # API Gateway would make this group by itself, unencrypted and for ever.
        execution_log = log_groups.create(
            self,
            "ExecutionLogGroup",
            name=f"API-Gateway-Execution-Logs_{self.api.rest_api_id}/{stage_name}",
        )
        self.api.deployment_stage.node.add_dependency(execution_log)

    def _api(
        self, naming: Naming, stage_name: str, access_log: logs.ILogGroup
    ) -> apigateway.RestApi:
        api = apigateway.RestApi(
            self,
            "Api",
            rest_api_name=naming.regional("rest-api"),
            description="Metadata of the ingested videos",
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            min_compression_size=COMPRESSED_FROM,
            cloud_watch_role=False,
            deploy_options=apigateway.StageOptions(
                stage_name=stage_name,
                access_log_destination=apigateway.LogGroupLogDestination(access_log),
                access_log_format=apigateway.AccessLogFormat.custom(json.dumps(ACCESS_LOG_FIELDS)),
                logging_level=apigateway.MethodLoggingLevel.INFO,
                # A trace would hold whole requests, the key among them.
                data_trace_enabled=False,
                metrics_enabled=True,
                tracing_enabled=True,
                throttling_rate_limit=REQUESTS_PER_SECOND,
                throttling_burst_limit=REQUEST_BURST,
            ),
        )
        # The L2 knows neither: without them the API's own address takes TLS 1.0.
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
        resource = cast("apigateway.CfnRestApi", api.node.default_child)
        resource.add_property_override("SecurityPolicy", "SecurityPolicy_TLS13_1_2_2021_06")
        resource.add_property_override("EndpointAccessMode", "STRICT")
        return api

    def _methods(
        self, naming: Naming, key_authorizer: KeyAuthorizer
    ) -> dict[tuple[str, str], apigateway.Method]:
        validator = self.api.add_request_validator(
            "Validator",
            request_validator_name=naming.regional("request-validator"),
            validate_request_parameters=True,
            validate_request_body=True,
        )
        link = apigateway.VpcLink.from_vpc_link_id(self, "Link", self._link.vpc_link_id)
        admitted = {
            **dict.fromkeys(METHODS, key_authorizer.authorizer),
            **dict.fromkeys((("GET", path) for path in PAGES), key_authorizer.page_authorizer),
        }
        methods = {
            (http_method, path): self._method(
                http_method,
                path,
                link=link,
                authorizer=authorizer,
                validator=validator,
            )
            for (http_method, path), authorizer in admitted.items()
        }
        # Not part of what the L2 deploys anew for.
        cast("apigateway.Deployment", self.api.latest_deployment).add_to_logical_id(
            self._load_balancer.load_balancer_arn
        )
        return methods

    def _method(
        self,
        http_method: str,
        path: str,
        *,
        link: apigateway.IVpcLink,
        authorizer: apigateway.IAuthorizer,
        validator: apigateway.IRequestValidator,
    ) -> apigateway.Method:
        method = self.api.root.resource_for_path(path).add_method(
            http_method,
            self._integration(http_method, path, link),
            authorizer=authorizer,
            authorization_type=apigateway.AuthorizationType.CUSTOM,
            request_parameters={
                **{f"method.request.path.{name}": True for name in _path_parameters(path)},
                # May be given; its value is judged by the service.
                **{
                    f"method.request.querystring.{name}": False
                    for name in QUERY_PARAMETERS.get(path, ())
                },
            },
            request_validator=validator,
        )
        resource = cast("apigateway.CfnMethod", method.node.default_child)
        # The L2 knows the older links alone, which reach no application load balancer.
        resource.add_property_override(
            "Integration.IntegrationTarget", self._load_balancer.load_balancer_arn
        )
        return method

    def _integration(
        self, http_method: str, path: str, link: apigateway.IVpcLink
    ) -> apigateway.Integration:
        return apigateway.Integration(
            type=apigateway.IntegrationType.HTTP_PROXY,
            integration_http_method=http_method,
            uri=f"http://{self._load_balancer.load_balancer_dns_name}{path}",
            options=apigateway.IntegrationOptions(
                connection_type=apigateway.ConnectionType.VPC_LINK,
                vpc_link=link,
                timeout=Duration.seconds(29),
                request_parameters={
                    "integration.request.header.X-Request-Id": "context.requestId",
                    # The key ends here: no service and none of its logs sees it.
                    **{f"integration.request.header.{name}": "'checked'" for name in KEY_HEADERS},
                    # API Gateway compresses itself, and takes a compressed answer for text.
                    "integration.request.header.Accept-Encoding": "'identity'",
                    **{
                        f"integration.request.path.{name}": f"method.request.path.{name}"
                        for name in _path_parameters(path)
                    },
                },
            ),
        )


def _path_parameters(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]
