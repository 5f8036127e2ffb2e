"""The resource types that are ours, and those that were mended, as CloudFormation deploys them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import WaiterError

from local.inventory import added, take_inventory
from local.servers import ACCOUNT, REGION, Emulator

STACK = "stack-test"
VPC = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}
GROUP = {
    "Type": "AWS::EC2::SecurityGroup",
    "Properties": {"GroupDescription": "test", "VpcId": {"Ref": "Vpc"}},
}
ALARM = {
    "AlarmName": "alarm-test",
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 1,
    "Threshold": 1,
}


def rule(**more: object) -> dict[str, Any]:
    properties = {"GroupId": {"Fn::GetAtt": ["Group", "GroupId"]}, "IpProtocol": "tcp"}
    return {"FromPort": 443, "ToPort": 443, **properties, **more}


def resource(name: str, **properties: object) -> dict[str, Any]:
    return {"Type": name, "Properties": properties}


def deploy(emulator: Emulator, **resources: object) -> Mapping[str, str]:
    """The physical ids by the logical ones."""
    client = emulator.client("cloudformation")
    template = json.dumps({"Resources": resources})
    client.create_stack(StackName=STACK, TemplateBody=template)
    client.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    return physical_ids(emulator)


def update(emulator: Emulator, **resources: object) -> Mapping[str, str]:
    client = emulator.client("cloudformation")
    client.update_stack(StackName=STACK, TemplateBody=json.dumps({"Resources": resources}))
    client.get_waiter("stack_update_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    return physical_ids(emulator)


def destroy(emulator: Emulator) -> None:
    client = emulator.client("cloudformation")
    client.delete_stack(StackName=STACK)
    waiter = client.get_waiter("stack_delete_complete")
    waiter.wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 30})


def physical_ids(emulator: Emulator) -> Mapping[str, str]:
    client = emulator.client("cloudformation")
    found = client.list_stack_resources(StackName=STACK)["StackResourceSummaries"]
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}


def test_rules_of_security_groups_come_change_and_go(emulator: Emulator) -> None:
    before = take_inventory(emulator.client)
    other = {"SourceSecurityGroupId": {"Fn::GetAtt": ["Group", "GroupId"]}}
    ids = deploy(
        emulator,
        Vpc=VPC,
        Group=GROUP,
        In=resource("AWS::EC2::SecurityGroupIngress", **rule(**other, Description="first")),
    )
    ec2 = emulator.client("ec2")

    def ports() -> list[int]:
        group = ec2.describe_security_groups(GroupIds=[ids["Group"]])["SecurityGroups"][0]
        return [permission["FromPort"] for permission in group["IpPermissions"]]

    assert ports() == [443]
    changed = rule(**other, Description="second") | {"FromPort": 80, "ToPort": 80}
    update(emulator, Vpc=VPC, Group=GROUP, In=resource("AWS::EC2::SecurityGroupIngress", **changed))
    assert ports() == [80]
    destroy(emulator)
    assert added(before, take_inventory(emulator.client)) == {}


def test_a_rule_in_a_group_that_is_not_there_rolls_back(emulator: Emulator) -> None:
    before = take_inventory(emulator.client)
    broken = rule(CidrIp="10.0.0.0/16") | {"GroupId": "sg-00000000000000000"}
    with pytest.raises(WaiterError):
        deploy(emulator, Vpc=VPC, In=resource("AWS::EC2::SecurityGroupIngress", **broken))
    assert added(before, take_inventory(emulator.client)) == {}


def test_a_bucket_that_holds_something_is_not_deleted(emulator: Emulator) -> None:
    deploy(emulator, Bucket=resource("AWS::S3::Bucket", BucketName="bucket-test"))
    s3 = emulator.client("s3")
    s3.put_object(Bucket="bucket-test", Key="a", Body=b"a")
    with pytest.raises(WaiterError):
        destroy(emulator)
    s3.delete_object(Bucket="bucket-test", Key="a")
    destroy(emulator)
    assert s3.list_buckets()["Buckets"] == []


def test_a_secret_is_referred_to_by_its_arn_and_made_of_what_is_asked_for(
    emulator: Emulator,
) -> None:
    rules = {
        "SecretStringTemplate": json.dumps({"username": "catalog"}),
        "GenerateStringKey": "password",
        "ExcludePunctuation": True,
        "PasswordLength": 40,
    }
    ids = deploy(
        emulator,
        Secret=resource("AWS::SecretsManager::Secret", Name="secret", GenerateSecretString=rules),
    )
    prefix = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:secret-"
    assert ids["Secret"].startswith(prefix)
    secrets = emulator.client("secretsmanager")
    value = json.loads(secrets.get_secret_value(SecretId=ids["Secret"])["SecretString"])
    assert value["username"] == "catalog"
    assert value["password"].isalnum()
    assert len(value["password"]) == 40
    destroy(emulator)
    assert secrets.list_secrets()["SecretList"] == []


def test_an_alarm_has_a_policy_act_that_is_only_recorded(emulator: Emulator) -> None:
    alarm = ALARM | {"MetricName": "m", "Namespace": "n", "AlarmActions": [{"Ref": "Policy"}]}
    policy = resource("AWS::ApplicationAutoScaling::ScalingPolicy", PolicyType="StepScaling")
    ids = deploy(emulator, Policy=policy, Alarm=resource("AWS::CloudWatch::Alarm", **alarm))
    (found,) = emulator.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert found["AlarmActions"] == [ids["Policy"]]


def test_a_method_keeps_its_request_validator(emulator: Emulator) -> None:
    api = {"Ref": "Api"}
    validators = {
        name: resource(
            "AWS::ApiGateway::RequestValidator",
            RestApiId=api,
            Name=name,
            ValidateRequestBody=False,
            ValidateRequestParameters=True,
        )
        for name in ("First", "Second")
    }
    others = {"Api": resource("AWS::ApiGateway::RestApi", Name="api-test"), **validators}

    def method(validator: str) -> dict[str, Any]:
        return resource(
            "AWS::ApiGateway::Method",
            RestApiId=api,
            ResourceId={"Fn::GetAtt": ["Api", "RootResourceId"]},
            HttpMethod="GET",
            RequestValidatorId={"Ref": validator},
        )

    def kept() -> str:
        (root,) = client.get_resources(restApiId=ids["Api"])["items"]
        found = client.get_method(restApiId=ids["Api"], resourceId=root["id"], httpMethod="GET")
        return str(found["requestValidatorId"])

    client = emulator.client("apigateway")
    ids = deploy(emulator, Method=method("First"), **others)
    assert kept() == ids["First"]
    update(emulator, Method=method("Second"), **others)
    assert kept() == ids["Second"]


def test_an_alarm_with_metric_math_is_not_there(emulator: Emulator) -> None:
    metrics = [{"Id": "a", "Expression": "1", "ReturnData": True}]
    math = resource("AWS::CloudWatch::Alarm", **ALARM, Metrics=metrics)
    plain = ALARM | {"AlarmName": "alarm-plain", "MetricName": "m", "Namespace": "n"}
    deploy(emulator, Math=math, Plain=resource("AWS::CloudWatch::Alarm", **plain))
    found = emulator.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert [each["AlarmName"] for each in found] == ["alarm-plain"]


def test_the_inventory_tells_what_belongs_to_what(emulator: Emulator) -> None:
    before = take_inventory(emulator.client)
    policy = {"Version": "2012-10-17", "Statement": []}
    deploy(
        emulator,
        Queue=resource("AWS::SQS::Queue", QueueName="queue-test"),
        Policy=resource("AWS::SQS::QueuePolicy", Queues=[{"Ref": "Queue"}], PolicyDocument=policy),
        Bare=resource("AWS::SQS::Queue", QueueName="queue-bare"),
    )
    url = f"{emulator.endpoint}/{ACCOUNT}/queue-test"
    found = dict(added(before, take_inventory(emulator.client)))
    assert found.pop("AWS::SQS::QueuePolicy")[0].startswith(f"{url}/")
    assert found == {"AWS::SQS::Queue": [f"{emulator.endpoint}/{ACCOUNT}/queue-bare", url]}
