from __future__ import annotations

from typing import Any

import pytest

from infra.storage.database import API_CONNECTIONS, DEPLOYED_AT_ONCE
from tests.synthesis import PROFILES, only, properties_by, resources, template
from video_catalog.api.app import CONNECTIONS


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (
            "development",
            {
                "DBInstanceClass": "db.t3.medium",
                "AllocatedStorage": "20",
                "MaxAllocatedStorage": 100,
                "BackupRetentionPeriod": 1,
            },
        ),
        (
            "production",
            {
                "DBInstanceClass": "db.r6g.large",
                "AllocatedStorage": "100",
                "MaxAllocatedStorage": 1000,
                "BackupRetentionPeriod": 7,
            },
        ),
    ],
)
def test_size_follows_the_profile(profile: str, expected: dict[str, Any]) -> None:
    database = only(template(profile=profile), "AWS::RDS::DBInstance")
    assert {name: database[name] for name in expected} == expected


def test_instance_is_available_and_leaves_nothing_behind() -> None:
    stack = template()
    expected = {
        "DBInstanceIdentifier": "database-dev",
        "Engine": "postgres",
        "EngineVersion": "18",
        "MultiAZ": True,
        "StorageType": "gp3",
        "Port": "5433",
        "PubliclyAccessible": False,
        "DeletionProtection": False,
        "DeleteAutomatedBackups": True,
        "EnablePerformanceInsights": True,
        "EnableCloudwatchLogsExports": ["postgresql", "upgrade"],
        "AutoMinorVersionUpgrade": True,
    }
    database = only(stack, "AWS::RDS::DBInstance")
    assert {name: database[name] for name in expected} == expected
    (instance,) = resources(stack, "AWS::RDS::DBInstance").values()
    assert (instance["DeletionPolicy"], instance["UpdateReplacePolicy"]) == ("Delete", "Delete")


def test_parameter_group_forces_tls_and_admits_every_task() -> None:
    group = only(template(), "AWS::RDS::DBParameterGroup")
    assert group["DBParameterGroupName"] == "database-parameter-group-postgres18-dev"
    assert group["Family"] == "postgres18"
    assert group["Parameters"]["rds.force_ssl"] == "1"
    # 4 workers with 4 files in flight, 4 API tasks with 8 connections, all of them twice while
    # they are deployed, and 20 to spare.
    assert group["Parameters"]["max_connections"] == "116"


def test_more_files_in_flight_need_more_connections() -> None:
    group = only(template(workerConcurrency="8"), "AWS::RDS::DBParameterGroup")
    assert group["Parameters"]["max_connections"] == "148"


@pytest.mark.parametrize("profile", PROFILES)
def test_a_deployment_runs_no_more_tasks_than_the_database_admits(profile: str) -> None:
    services = resources(template(profile=profile), "AWS::ECS::Service").values()
    percents = {
        each["Properties"]["DeploymentConfiguration"]["MaximumPercent"] for each in services
    }
    assert percents == {100 * DEPLOYED_AT_ONCE}


def test_counts_the_connections_that_the_api_opens() -> None:
    assert API_CONNECTIONS == CONNECTIONS


def test_password_is_generated_and_given_by_reference() -> None:
    stack = template()
    ids = {
        each["Properties"]["Name"]: logical_id
        for logical_id, each in resources(stack, "AWS::SecretsManager::Secret").items()
    }
    secret = properties_by(stack, "AWS::SecretsManager::Secret", "Name")["secret-database-dev"]
    assert secret["GenerateSecretString"] == {
        "SecretStringTemplate": '{"username": "catalog"}',
        "GenerateStringKey": "password",
        "ExcludePunctuation": True,
        "PasswordLength": 40,
    }
    assert only(stack, "AWS::RDS::DBInstance")["MasterUserPassword"] == {
        "Fn::Join": [
            "",
            [
                "{{resolve:secretsmanager:",
                {"Ref": ids["secret-database-dev"]},
                ":SecretString:password::}}",
            ],
        ]
    }


def test_log_groups_exist_before_the_instance_writes_to_them() -> None:
    stack = template()
    (instance,) = resources(stack, "AWS::RDS::DBInstance").values()
    groups = {
        str(each["Properties"]["LogGroupName"]): logical_id
        for logical_id, each in resources(stack, "AWS::Logs::LogGroup").items()
    }
    assert {
        groups["/aws/rds/instance/database-dev/postgresql"],
        groups["/aws/rds/instance/database-dev/upgrade"],
    } <= set(instance["DependsOn"])
