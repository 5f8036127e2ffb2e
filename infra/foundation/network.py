"""The network: isolated subnets, endpoints instead of a way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Aws, Tags, aws_ec2 as ec2, aws_iam as iam
from constructs import Construct

from infra.naming import Naming
from infra.observability.log_groups import LogGroups

_SERVICES = ec2.InterfaceVpcEndpointAwsService
_PULL = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
)
# ECS itself needs none: "Tasks using Fargate don't require the interface VPC endpoints for Amazon
# ECS", and it is the platform's agent behind ECS_AGENT_URI, not the task, that calls
# UpdateTaskProtection with the task's role.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
INTERFACE_ENDPOINTS: Final[
    Mapping[str, tuple[ec2.InterfaceVpcEndpointAwsService, Sequence[str]]]
] = {
    "ecr-api": (_SERVICES.ECR, _PULL),
    "ecr-docker": (_SERVICES.ECR_DOCKER, _PULL),
    "logs": (_SERVICES.CLOUDWATCH_LOGS, ("logs:CreateLogStream", "logs:PutLogEvents")),
    "secrets-manager": (
        _SERVICES.SECRETS_MANAGER,
        (
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetRandomPassword",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
        ),
    ),
    "sqs": (
        _SERVICES.SQS,
        (
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
        ),
    ),
}
"""Each service with the actions that anybody in the network calls there."""

HTTPS = ec2.Port.tcp(443)


class Network(Construct):
    """Two isolated subnets in two zones, with endpoints to the services that the tasks call.

    Attributes:
        vpc: the network; no internet gateway, no NAT.
        endpoints: to services, by their names in `INTERFACE_ENDPOINTS`.
        endpoint_security_group: admits HTTPS from the clients given to `allow_endpoints`.
        s3_endpoint: gateway endpoint, whose policy starts with the region's image layers alone.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, naming: Naming, log_groups: LogGroups
    ) -> None:
        super().__init__(scope, construct_id)
        self._naming = naming
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            vpc_name=naming.regional("vpc"),
            ip_addresses=ec2.IpAddresses.cidr("10.0.0.0/16"),
            # A stack without account and region sees two zones, in any region.
            max_azs=2,
            nat_gateways=0,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=20
                )
            ],
            # Its handler would bring an AWS managed policy; the default group is never used.
            restrict_default_security_group=False,
        )
        self._name_subnets()
        self._log_flows(log_groups)
        self.endpoint_security_group = self.security_group(
            self, "EndpointSecurityGroup", role="endpoints", description="Interface endpoints"
        )
        self.endpoints = {}
        for role, (service, actions) in INTERFACE_ENDPOINTS.items():
            endpoint = self.endpoints[role] = self.vpc.add_interface_endpoint(
                f"Endpoint-{role}",
                service=service,
                open=False,
                security_groups=[self.endpoint_security_group],
            )
            endpoint.add_to_policy(_of_this_account(actions))
            Tags.of(endpoint).add("Name", naming.regional("endpoint", role))
        self.s3_endpoint = self.vpc.add_gateway_endpoint(
            "Endpoint-s3", service=ec2.GatewayVpcEndpointAwsService.S3
        )
        Tags.of(self.s3_endpoint).add("Name", naming.regional("endpoint", "s3"))
        self._allow_image_layers()

    def security_group(
        self, scope: Construct, construct_id: str, *, role: str, description: str
    ) -> ec2.SecurityGroup:
        """A security group of this network that admits and reaches nothing yet."""
        return ec2.SecurityGroup(
            scope,
            construct_id,
            vpc=self.vpc,
            security_group_name=self._naming.regional("security-group", role),
            description=description,
            allow_all_outbound=False,
        )

    def allow_endpoints(self, client: ec2.IConnectable) -> None:
        """Let a client reach the interface endpoints."""
        client.connections.allow_to(
            self.endpoint_security_group, HTTPS, "HTTPS to the interface endpoints"
        )

    def allow_s3(self, client: ec2.IConnectable) -> None:
        """Let a client reach S3 through the gateway endpoint.

        The rule can't name S3: its prefix list's id differs by region. The subnets' routes can:
        they lead nowhere but to the network itself and to the gateway endpoint.
        """
        client.connections.allow_to_any_ipv4(HTTPS, "HTTPS to S3 through the gateway endpoint")

    def _allow_image_layers(self) -> None:
        # https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
        layers = f"arn:{Aws.PARTITION}:s3:::prod-{Aws.REGION}-starport-layer-bucket/*"
        self.s3_endpoint.add_to_policy(
            iam.PolicyStatement(
                sid="ImageLayers",
                principals=[iam.AnyPrincipal()],
                actions=["s3:GetObject"],
                resources=[layers],
            )
        )

    def _name_subnets(self) -> None:
        for number, subnet in enumerate(self.vpc.isolated_subnets, start=1):
            Tags.of(subnet).add("Name", self._naming.regional("subnet", f"isolated-{number}"))
            route_table = subnet.node.find_child("RouteTable")
            Tags.of(route_table).add(
                "Name", self._naming.regional("route-table", f"isolated-{number}"), priority=300
            )

    def _log_flows(self, log_groups: LogGroups) -> None:
        group = log_groups.create(
            self, "FlowLogGroup", name=self._naming.regional("log-group", "flow")
        )
        source = {
            "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            "ArnLike": {
                "aws:SourceArn": (
                    f"arn:{Aws.PARTITION}:ec2:{Aws.REGION}:{Aws.ACCOUNT_ID}:vpc-flow-log/*"
                )
            },
        }
        role = iam.Role(
            self,
            "FlowLogRole",
            role_name=self._naming.account_wide("role", "flow-log"),
            assumed_by=iam.ServicePrincipal("vpc-flow-logs.amazonaws.com", conditions=source),
            inline_policies={
                "write": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=[
                                "logs:CreateLogStream",
                                "logs:DescribeLogStreams",
                                "logs:PutLogEvents",
                            ],
                            resources=[group.log_group_arn],
                        )
                    ]
                )
            },
        )
        flow_log = ec2.CfnFlowLog(
            self,
            "FlowLog",
            resource_id=self.vpc.vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_group_name=group.log_group_name,
            deliver_logs_permission_arn=role.role_arn,
        )
        Tags.of(flow_log).add("Name", self._naming.regional("flow-log"))


def _of_this_account(actions: Sequence[str]) -> iam.PolicyStatement:
    """What an interface endpoint lets through; the roles name the resources.

    Without it, whoever runs code in a task could send what it reads to another account's queue,
    with that account's credentials.
    """
    return iam.PolicyStatement(
        principals=[iam.AnyPrincipal()],
        actions=list(actions),
        resources=["*"],
        conditions={"StringEquals": {"aws:PrincipalAccount": Aws.ACCOUNT_ID}},
    )
