"""DESTROY-7."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.dependencies import depends_on
from policies.finding import NotApplicable, Violation
from policies.intrinsics import text
from policies.log_groups import declared_group, named_group
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template

UNDECLARED: Final = NotApplicable(
    "The template declares no log group that the resource writes to; the LOG policies judge that."
)


class LogWriters(ResourcePolicy):
    """The order of log groups and of what writes to them."""

    id = "DESTROY-7"
    title = "What writes logs is made after its log groups, and deleted before them."
    rationale = (
        "A service makes a group that is not there, unencrypted and kept for ever: too early at "
        "deployment, or by a late write at deletion, when it is left behind."
    )
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-attribute-dependson.html; decision 19 of the design"
    )
    remedy = "Call node.add_dependency(log_group) on what writes to the group."
    resource_types = (
        "AWS::ApiGateway::Account",
        "AWS::ApiGateway::Stage",
        "AWS::EC2::FlowLog",
        "AWS::ECS::Cluster",
        "AWS::ECS::TaskDefinition",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::Lambda::Function",
        "AWS::RDS::DBInstance",
        "AWS::WAFv2::LoggingConfiguration",
    )

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge that the resource depends on each declared group that it writes to."""
        groups = tuple(_groups(resource, template))
        if not groups:
            yield UNDECLARED
        for group in groups:
            if not depends_on(resource, group, template):
                stated = resource.definition.get("DependsOn", ABSENT)
                yield Violation("DependsOn", stated, f"{group.logical_id}, which it writes to")


def _groups(resource: Resource, template: Template) -> Iterator[Resource]:
    """The declared groups that a resource writes to, by value or by the name a service fixes."""
    found = (
        *(declared_group(value, template) for value in _values(resource)),
        *(named_group(template, name) for name in _names(resource)),
    )
    yield from {group.logical_id: group for group in found if group}.values()


def _values(resource: Resource) -> Iterator[object]:
    match resource.type:
        case "AWS::ApiGateway::Stage":
            yield resource.get("AccessLogSetting.DestinationArn")
        case "AWS::EC2::FlowLog":
            yield resource.get("LogGroupName")
            yield resource.get("LogDestination")
        case "AWS::ECS::TaskDefinition":
            for container in resource.parts("ContainerDefinitions"):
                yield container.get("LogConfiguration.Options.awslogs-group")
        case "AWS::ElastiCache::ReplicationGroup":
            for delivery in resource.parts("LogDeliveryConfigurations"):
                yield delivery.get("DestinationDetails.CloudWatchLogsDetails.LogGroup")
        case "AWS::Lambda::Function":
            yield resource.get("LoggingConfig.LogGroup")
        case "AWS::WAFv2::LoggingConfiguration":
            for destination in resource.parts("LogDestinationConfigs"):
                yield destination.value


def _names(resource: Resource) -> Iterator[str]:
    match resource.type:
        case "AWS::ApiGateway::Account":
            yield "/aws/apigateway/welcome"
        case "AWS::ApiGateway::Stage":
            api, stage = text(resource.get("RestApiId")), text(resource.get("StageName"))
            yield f"API-Gateway-Execution-Logs_{api}/{stage}"
        case "AWS::ECS::Cluster":
            name = text(resource.get("ClusterName"))
            yield f"/aws/ecs/containerinsights/{name}/performance"
        case "AWS::Lambda::Function":
            if resource.get("LoggingConfig.LogGroup") is ABSENT:
                yield f"/aws/lambda/{text(resource.get('FunctionName'))}"
        case "AWS::RDS::DBInstance":
            identifier = text(resource.get("DBInstanceIdentifier"))
            for export in resource.parts("EnableCloudwatchLogsExports"):
                yield f"/aws/rds/instance/{identifier}/{export.value}"
