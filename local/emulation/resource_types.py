"""The CloudFormation resource types that ministack lacks.

Where it has the service's API, a type makes the calls that CloudFormation makes. Where it has
none, the stack's list of resources alone knows of the resource: `RECORDED_ONLY`.
"""

from __future__ import annotations

import json
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Final

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import provisioners, stacks

from local.emulation.calls import client

Properties = Mapping[str, Any]
Created = tuple[str, dict[str, str]]
"""Physical id and attributes."""


class ResourceType(ABC):
    """How resources of a type are created and deleted; an update does both."""

    @abstractmethod
    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        """Create one."""

    @abstractmethod
    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete one."""

    def update(
        self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str
    ) -> Created:
        """Replace one."""
        self.delete(physical_id, old)
        return self.create(logical_id, new, stack)

    def handlers(self) -> dict[str, Any]:
        """As ministack registers them."""
        return {
            "create": self.create,
            "delete": self.delete,
            "update": self.update,
            "update_with_logical_id": True,
        }


class SecurityGroupRule(ResourceType):
    """A rule between two security groups, the only kind that the stack has."""

    def __init__(self, direction: str) -> None:
        self._direction = direction
        self._other = {
            "ingress": "SourceSecurityGroupId",
            "egress": ("DestinationSecurityGroupId"),
        }[direction]

    def create(self, _logical_id: str, properties: Properties, _stack: str) -> Created:
        """Create one."""
        answer = self._call("authorize", properties, IpPermissions=[self._permission(properties)])
        rule = answer["SecurityGroupRules"][0]["SecurityGroupRuleId"]
        return rule, {"Id": rule}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete one."""
        self._call("revoke", properties, SecurityGroupRuleIds=[physical_id])

    def _call(self, verb: str, properties: Properties, **arguments: object) -> Any:  # noqa: ANN401
        call = getattr(client("ec2"), f"{verb}_security_group_{self._direction}")
        return call(GroupId=properties["GroupId"], **arguments)

    def _permission(self, properties: Properties) -> dict[str, Any]:
        permission: dict[str, Any] = {"IpProtocol": properties["IpProtocol"]}
        ports = {name: int(properties[name]) for name in ("FromPort", "ToPort")}
        if self._other in properties:
            pair = {"GroupId": properties[self._other]}
            permission["UserIdGroupPairs"] = [_described(pair, properties)]
        elif "DestinationPrefixListId" in properties:
            pair = {"PrefixListId": properties["DestinationPrefixListId"]}
            permission["PrefixListIds"] = [_described(pair, properties)]
        else:
            pair = {"CidrIp": properties["CidrIp"]}
            permission["IpRanges"] = [_described(pair, properties)]
        return permission | ports


class FlowLog(ResourceType):
    """A flow log to CloudWatch."""

    def create(self, _logical_id: str, properties: Properties, _stack: str) -> Created:
        """Create one."""
        answer = client("ec2").create_flow_logs(
            ResourceIds=[properties["ResourceId"]],
            ResourceType=properties["ResourceType"],
            TrafficType=properties["TrafficType"],
            LogDestinationType=properties["LogDestinationType"],
            LogGroupName=properties["LogGroupName"],
            DeliverLogsPermissionArn=properties["DeliverLogsPermissionArn"],
            TagSpecifications=[{"ResourceType": "vpc-flow-log", "Tags": properties["Tags"]}],
        )
        flow_log = answer["FlowLogIds"][0]
        return flow_log, {"Id": flow_log}

    def delete(self, physical_id: str, _properties: Properties) -> None:
        """Delete one."""
        client("ec2").delete_flow_logs(FlowLogIds=[physical_id])


class RequestValidator(ResourceType):
    """What a REST API demands of requests."""

    def create(self, _logical_id: str, properties: Properties, _stack: str) -> Created:
        """Create one."""
        answer = client("apigateway").create_request_validator(
            restApiId=properties["RestApiId"],
            name=properties["Name"],
            validateRequestBody=properties["ValidateRequestBody"],
            validateRequestParameters=properties["ValidateRequestParameters"],
        )
        return answer["id"], {"RequestValidatorId": answer["id"]}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete one."""
        client("apigateway").delete_request_validator(
            restApiId=properties["RestApiId"], requestValidatorId=physical_id
        )


class WebAclAssociation(ResourceType):
    """A firewall before a stage."""

    def create(self, _logical_id: str, properties: Properties, _stack: str) -> Created:
        """Create one."""
        names = {name: properties[name] for name in ("WebACLArn", "ResourceArn")}
        client("wafv2").associate_web_acl(**names)
        return "|".join(names.values()), {}

    def delete(self, _physical_id: str, properties: Properties) -> None:
        """Delete one."""
        client("wafv2").disassociate_web_acl(ResourceArn=properties["ResourceArn"])


class RotationSchedule(ResourceType):
    """The function and the rules with which a secret rotates; nobody here keeps the time."""

    def create(self, _logical_id: str, properties: Properties, _stack: str) -> Created:
        """Create one."""
        client("secretsmanager").rotate_secret(
            SecretId=properties["SecretId"],
            RotationLambdaARN=properties["RotationLambdaARN"],
            RotationRules=properties["RotationRules"],
            RotateImmediately=properties.get("RotateImmediatelyOnUpdate", True),
        )
        return str(properties["SecretId"]), {}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Leave it to the secret's own deletion: the API has no way to cancel."""


class Recorded(ResourceType):
    """A resource that only the stack knows of."""

    def create(self, logical_id: str, _properties: Properties, _stack: str) -> Created:
        """Give it an id."""
        return f"{logical_id}-{uuid.uuid4().hex[:12]}", {}

    def update(
        self, physical_id: str, _old: Properties, _new: Properties, _stack: str, _logical_id: str
    ) -> Created:
        """Keep its id."""
        return physical_id, {}

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Leave it to the stack, which forgets it."""


CALLING: Final[Mapping[str, ResourceType]] = {
    "AWS::ApiGateway::RequestValidator": RequestValidator(),
    "AWS::EC2::FlowLog": FlowLog(),
    "AWS::EC2::SecurityGroupEgress": SecurityGroupRule("egress"),
    "AWS::EC2::SecurityGroupIngress": SecurityGroupRule("ingress"),
    "AWS::SecretsManager::RotationSchedule": RotationSchedule(),
    "AWS::WAFv2::WebACLAssociation": WebAclAssociation(),
}
RECORDED_ONLY: Final = (
    "AWS::ApiGatewayV2::VpcLink",
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::WAFv2::LoggingConfiguration",
)
ALARM: Final = "AWS::CloudWatch::Alarm"
BUCKET: Final = "AWS::S3::Bucket"
METHOD: Final = "AWS::ApiGateway::Method"
SECRET: Final = "AWS::SecretsManager::Secret"  # noqa: S105 - a type's name


def register() -> None:
    """Add the types to ministack's own."""
    registry = provisioners._RESOURCE_HANDLERS  # noqa: SLF001 - ministack has no other way in
    registry.update({name: each.handlers() for name, each in CALLING.items()})
    registry.update({name: Recorded().handlers() for name in RECORDED_ONLY})
    registry[ALARM] = _alarm_handlers(registry[ALARM])
    registry[BUCKET] = _bucket_handlers(registry[BUCKET])
    registry[METHOD] = _method_handlers(registry[METHOD])
    registry[SECRET] = _secret_handlers(registry[SECRET])
    waits = stacks._runs_on_worker_thread  # noqa: SLF001 - likewise
    # What calls back into this process must leave its event loop free.
    stacks._runs_on_worker_thread = (  # noqa: SLF001
        lambda name: name in (BUCKET, METHOD, SECRET, *CALLING) or waits(name)
    )


def _alarm_handlers(own: Mapping[str, Any]) -> dict[str, Any]:
    """Those of ministack, which knows no metric math: alarms that have some are recorded only."""

    def create(logical_id: str, properties: Properties, stack: str) -> Created:
        if "Metrics" not in properties:
            created: Created = own["create"](logical_id, properties, stack)
            return created
        name = str(properties["AlarmName"])
        place = f"{get_region()}:{get_account_id()}"
        return name, {"Arn": f"arn:aws:cloudwatch:{place}:alarm:{name}"}

    return {"create": create, "delete": own["delete"]}


def _bucket_handlers(own: Mapping[str, Any]) -> dict[str, Any]:
    """Those of ministack; it forgets the tags, and deletes a bucket with all that is in it."""

    def create(logical_id: str, properties: Properties, stack: str) -> Created:
        bucket, attributes = own["create"](logical_id, properties, stack)
        if tags := properties.get("Tags"):
            client("s3").put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
        return bucket, attributes

    def delete(physical_id: str, properties: Properties) -> None:
        client("s3").delete_bucket(Bucket=physical_id)
        own["delete"](physical_id, properties)

    return {**own, "create": create, "delete": delete}


def _method_handlers(own: Mapping[str, Any]) -> dict[str, Any]:
    """Those of ministack, which forget the request validator."""

    def create(logical_id: str, properties: Properties, stack: str) -> Created:
        created: Created = own["create"](logical_id, properties, stack)
        validate(properties)
        return created

    def update(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
        updated: Created = own["update"](physical_id, old, new, stack)
        validate(new)
        return updated

    def validate(properties: Properties) -> None:
        if validator := properties.get("RequestValidatorId"):
            patch = {"op": "replace", "path": "/requestValidatorId", "value": validator}
            client("apigateway").update_method(
                restApiId=properties["RestApiId"],
                resourceId=properties["ResourceId"],
                httpMethod=properties["HttpMethod"],
                patchOperations=[patch],
            )

    return {**own, "create": create, "update": update}


def _secret_handlers(own: Mapping[str, Any]) -> dict[str, Any]:
    """Those of ministack, to which a secret is its name; CloudFormation refers to its ARN.

    What is generated is so by the service, which keeps to what it is asked for.
    """

    def name_of(arn: str) -> str:
        return str(client("secretsmanager").describe_secret(SecretId=arn)["Name"])

    def create(logical_id: str, properties: Properties, stack: str) -> Created:
        _, attributes = own["create"](logical_id, _with_value(properties), stack)
        return attributes["Arn"], attributes

    def update(arn: str, *arguments: object) -> Created:
        _, attributes = own["update"](name_of(arn), *arguments)
        return arn, attributes

    def delete(arn: str, properties: Properties) -> None:
        own["delete"](name_of(arn), properties)

    return {**own, "create": create, "update": update, "delete": delete}


def _with_value(properties: Properties) -> Properties:
    if "GenerateSecretString" not in properties:
        return properties
    rules = dict(properties["GenerateSecretString"])
    template, key = (
        rules.pop(name, None) for name in ("SecretStringTemplate", "GenerateStringKey")
    )
    value = client("secretsmanager").get_random_password(**rules)["RandomPassword"]
    if template:
        value = json.dumps({**json.loads(template), key: value})
    return {**properties, "SecretString": value}


def _described(target: dict[str, str], properties: Properties) -> dict[str, str]:
    description = properties.get("Description")
    return {**target, "Description": description} if description else target
