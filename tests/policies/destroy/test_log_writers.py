from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from policies.destroy.log_writers import LogWriters
from tests.policies.broken import MISSING, resource, shown
from tests.policies.table import (
    NOTHING_TO_JUDGE,
    Case,
    compliant,
    findings,
    not_applicable,
    violation,
)

UNDECLARED = not_applicable(
    "Writer",
    "The template declares no log group that the resource writes to; the LOG policies judge that.",
)
LITERAL = "log-group-flow-dev"


def group(name: object) -> dict[str, Any]:
    return resource("AWS::Logs::LogGroup", LogGroupName=name)


def function(**properties: object) -> dict[str, Any]:
    return resource("AWS::Lambda::Function", FunctionName="function-rotation-dev", **properties)


def stage(**properties: object) -> dict[str, Any]:
    return resource(
        "AWS::ApiGateway::Stage", RestApiId={"Ref": "Api"}, StageName="stage-dev", **properties
    )


BY_NAME = {
    "account": (resource("AWS::ApiGateway::Account"), "/aws/apigateway/welcome"),
    "stage": (stage(), {"Fn::Sub": "API-Gateway-Execution-Logs_${Api}/stage-dev"}),
    "cluster": (
        resource("AWS::ECS::Cluster", ClusterName="cluster-dev"),
        "/aws/ecs/containerinsights/cluster-dev/performance",
    ),
    "function": (function(), "/aws/lambda/function-rotation-dev"),
    "database": (
        resource(
            "AWS::RDS::DBInstance",
            DBInstanceIdentifier="database-dev",
            EnableCloudwatchLogsExports=["postgresql"],
        ),
        "/aws/rds/instance/database-dev/postgresql",
    ),
}
"""Writers, and the names that the services fix for their groups."""

BY_VALUE: dict[str, Callable[[object], dict[str, Any]]] = {
    "access log of a stage": lambda value: stage(AccessLogSetting={"DestinationArn": value}),
    "flow log by name": lambda value: resource("AWS::EC2::FlowLog", LogGroupName=value),
    "flow log by ARN": lambda value: resource("AWS::EC2::FlowLog", LogDestination=value),
    "container": lambda value: resource(
        "AWS::ECS::TaskDefinition",
        ContainerDefinitions=[{"LogConfiguration": {"Options": {"awslogs-group": value}}}],
    ),
    "cache": lambda value: resource(
        "AWS::ElastiCache::ReplicationGroup",
        LogDeliveryConfigurations=[
            {"DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": value}}}
        ],
    ),
    "function": lambda value: function(LoggingConfig={"LogGroup": value}),
    "firewall": lambda value: resource(
        "AWS::WAFv2::LoggingConfiguration", LogDestinationConfigs=[value]
    ),
}
"""Writers that are told their group."""


def out_of_order(value: object = MISSING) -> tuple[str, Any, str]:
    return violation("Writer", f"DependsOn is {shown(value)}; expected Group, which it writes to.")


CASES = (
    *(
        Case(
            name=f"{name}, in order",
            resources={"Writer": {**writer, "DependsOn": ["Group"]}, "Group": group(fixed)},
            expected=(compliant("Writer"),),
        )
        for name, (writer, fixed) in BY_NAME.items()
    ),
    *(
        Case(
            name=f"{name}, in no order",
            resources={"Writer": writer, "Group": group(fixed)},
            expected=(out_of_order(),),
        )
        for name, (writer, fixed) in BY_NAME.items()
    ),
    *(
        Case(
            name=f"{name}, in another order",
            resources={"Writer": {**writer, "DependsOn": "Other"}, "Group": group(fixed)},
            expected=(out_of_order("Other"),),
        )
        for name, (writer, fixed) in BY_NAME.items()
    ),
    *(
        Case(
            name=f"{name}, not declared",
            resources={"Writer": writer, "Group": group("log-group-other-dev")},
            expected=(UNDECLARED,),
        )
        for name, (writer, _) in BY_NAME.items()
    ),
    *(
        Case(
            name=f"{name}, by reference",
            resources={"Writer": build({"Ref": "Group"}), "Group": group(LITERAL)},
            expected=(compliant("Writer"),),
        )
        for name, build in BY_VALUE.items()
    ),
    *(
        Case(
            name=f"{name}, by literal",
            resources={"Writer": build(LITERAL), "Group": group(LITERAL)},
            expected=(out_of_order(),),
        )
        for name, build in BY_VALUE.items()
    ),
    Case(
        name="the group depends on its writer",
        resources={
            "Writer": BY_NAME["function"][0],
            "Group": {**group("/aws/lambda/function-rotation-dev"), "DependsOn": "Writer"},
        },
        expected=(out_of_order(),),
    ),
    Case(
        name="a group for each of two exports",
        resources={
            "Writer": {
                **resource(
                    "AWS::RDS::DBInstance",
                    DBInstanceIdentifier="database-dev",
                    EnableCloudwatchLogsExports=["postgresql", "upgrade"],
                ),
                "DependsOn": ["Upgrade"],
            },
            "Group": group("/aws/rds/instance/database-dev/postgresql"),
            "Upgrade": group("/aws/rds/instance/database-dev/upgrade"),
        },
        expected=(out_of_order(["Upgrade"]),),
    ),
    Case(
        name="writes to none",
        resources={"Writer": resource("AWS::ElastiCache::ReplicationGroup")},
        expected=(UNDECLARED,),
    ),
    Case(
        name="no writer",
        resources={"Queue": resource("AWS::SQS::Queue")},
        expected=(NOTHING_TO_JUDGE,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(LogWriters(), case) == case.expected
