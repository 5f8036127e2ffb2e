"""What both services have in common."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.rendered import Rendered
from tests.synthesis import template

SERVICES = ("worker", "api")
TAGS_OF_TASKS = {"PropagateTags": "SERVICE", "EnableECSManagedTags": True}


def containers(stack: Rendered, name: str) -> dict[str, dict[str, Any]]:
    definition = stack.resource("AWS::ECS::TaskDefinition", f"task-definition-{name}-dev")
    return {each["Name"]: each for each in definition["ContainerDefinitions"]}


def service(stack: Rendered, name: str) -> dict[str, Any]:
    return stack.resource("AWS::ECS::Service", f"service-{name}-dev")


def statements(stack: Rendered, role: str) -> list[dict[str, Any]]:
    properties = stack.resource("AWS::IAM::Role", f"role-{role}-${{AWS::Region}}-dev")
    (policy,) = properties["Policies"]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


@pytest.mark.parametrize("name", SERVICES)
def test_failed_deployments_roll_back_with_all_tasks_up(stack: Rendered, name: str) -> None:
    assert service(stack, name)["DeploymentConfiguration"] == {
        "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True},
        "MinimumHealthyPercent": 100,
        "MaximumPercent": 200,
    }


@pytest.mark.parametrize("name", SERVICES)
def test_runs_in_isolated_subnets_of_two_zones(stack: Rendered, name: str) -> None:
    network = service(stack, name)["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert network["AssignPublicIp"] == "DISABLED"
    assert network["SecurityGroups"] == [f"${{security-group-{name}-dev.GroupId}}"]
    assert len(set(network["Subnets"])) == 2


@pytest.mark.parametrize("name", SERVICES)
def test_fargate_service_is_tagged_balanced_and_closed(stack: Rendered, name: str) -> None:
    expected = {
        **TAGS_OF_TASKS,
        "LaunchType": "FARGATE",
        "PlatformVersion": "LATEST",
        "AvailabilityZoneRebalancing": "ENABLED",
        "EnableExecuteCommand": False,
    }
    found = service(stack, name)
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize("name", SERVICES)
def test_number_of_tasks_is_left_to_the_scaling(stack: Rendered, name: str) -> None:
    assert "DesiredCount" not in service(stack, name)


@pytest.mark.parametrize("name", SERVICES)
def test_command_starts_when_the_schema_is_migrated(stack: Rendered, name: str) -> None:
    found = containers(stack, name)
    assert set(found) == {"migrate", name}
    assert found["migrate"]["Essential"] is False
    assert found[name]["Essential"] is True
    assert found[name]["DependsOn"] == [{"ContainerName": "migrate", "Condition": "SUCCESS"}]


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("container", ["migrate", "itself"])
def test_containers_can_do_little(stack: Rendered, name: str, container: str) -> None:
    command = name if container == "itself" else container
    expected = {
        "EntryPoint": ["python", "-m", "video_catalog"],
        "Command": [command],
        "User": "10001:10001",
        "ReadonlyRootFilesystem": True,
        "LinuxParameters": {"Capabilities": {"Drop": ["ALL"]}, "InitProcessEnabled": True},
        "StopTimeout": 120,
    }
    found = containers(stack, name)[command]
    assert {key: found.get(key) for key in expected} == expected
    assert "Secrets" not in found


@pytest.mark.parametrize("name", SERVICES)
def test_command_is_checked_from_inside(stack: Rendered, name: str) -> None:
    assert containers(stack, name)[name]["HealthCheck"] == {
        "Command": ["CMD", "python", "-m", "video_catalog", "health", name],
        "Interval": 30,
        "Timeout": 10,
        "Retries": 3,
        "StartPeriod": 60,
    }


@pytest.mark.parametrize("name", SERVICES)
def test_containers_log_to_the_declared_group(stack: Rendered, name: str) -> None:
    options = {
        "awslogs-group": f"${{log-group-{name}-dev}}",
        "awslogs-region": "${AWS::Region}",
        "awslogs-stream-prefix": name,
        "mode": "non-blocking",
    }
    for container in containers(stack, name).values():
        assert container["LogConfiguration"] == {"LogDriver": "awslogs", "Options": options}
    assert f"log-group-{name}-dev" in stack.resources("AWS::Logs::LogGroup")


@pytest.mark.parametrize("name", SERVICES)
def test_execution_role_pulls_the_image_and_writes_the_logs(stack: Rendered, name: str) -> None:
    repository = (
        "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/"
        "cdk-hnb659fds-container-assets-${AWS::AccountId}-${AWS::Region}"
    )
    assert statements(stack, f"{name}-execution") == [
        {
            "Effect": "Allow",
            "Action": [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
            "Resource": repository,
        },
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"${{log-group-{name}-dev.Arn}}",
        },
    ]


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("kind", ["task", "execution"])
def test_only_this_account_s_tasks_assume_the_roles(stack: Rendered, name: str, kind: str) -> None:
    role = stack.resource("AWS::IAM::Role", f"role-{name}-{kind}-${{AWS::Region}}-dev")
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"},
        "ArnLike": {
            "aws:SourceArn": "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*"
        },
    }


@pytest.mark.parametrize("name", SERVICES)
def test_starts_after_its_ways_out_are_open(stack: Rendered, name: str) -> None:
    before = stack.depends_on("AWS::ECS::Service", f"service-{name}-dev")
    assert before >= {
        f"com.amazonaws.${{AWS::Region}}.{endpoint}"
        for endpoint in ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "sqs", "s3")
    }
    rules = stack.resources("AWS::EC2::SecurityGroupIngress")
    own = {
        rule
        for rule, properties in rules.items()
        if properties["SourceSecurityGroupId"] == f"${{security-group-{name}-dev.GroupId}}"
    }
    assert own
    assert before >= own


@pytest.mark.parametrize("name", SERVICES)
def test_environment_tells_where_things_are(stack: Rendered, name: str) -> None:
    found = containers(stack, name)
    environment = {each["Name"]: each["Value"] for each in found[name]["Environment"]}
    cache = {key: environment.pop(key) for key in ("CACHE_HOST", "CACHE_TLS")}
    assert cache["CACHE_HOST"].endswith(".PrimaryEndPoint.Address}")
    assert cache["CACHE_TLS"] == ("true" if "CACHE_SECRET_ARN" in environment else "false")
    shared = {
        "ENVIRONMENT_SUFFIX": "dev",
        "INGEST_BUCKET": "${bucket-ingest-${AWS::AccountId}-${AWS::Region}-dev}",
        "QUEUE_URL": "${queue-ingest-dev}",
        "DEAD_LETTER_QUEUE_URL": "${queue-dead-letter-dev}",
        "CACHE_PORT": "6380",
        "DATABASE_CA_FILE": "/opt/rds-authorities/${AWS::Region}.pem",
        "METRICS_NAMESPACE": "video-catalog-dev",
    }
    assert {key: environment[key] for key in shared} == shared
    assert environment["DATABASE_SECRET_ARN"].startswith("${DatabaseSecretAttachment")
    assert found["migrate"]["Environment"] == found[name]["Environment"]


@pytest.mark.parametrize("encryption", ["true", "false"])
def test_cache_secret_is_told_and_readable_where_the_cache_wants_it(encryption: str) -> None:
    stack = Rendered(template(cacheTransitEncryption=encryption))
    (environment,) = (
        {each["Name"]: each["Value"] for each in container["Environment"]}
        for name, container in containers(stack, "api").items()
        if name == "api"
    )
    reference = "${secret-cache-dev}"
    assert environment.get("CACHE_SECRET_ARN") == (reference if encryption == "true" else None)
    assert (reference in statements(stack, "api-task")[0]["Resource"]) is (encryption == "true")
