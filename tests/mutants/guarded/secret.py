"""What the policies of SECRET guard in our template, and so where it is broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.mutants.guarded.common import CONTAINERS, LITERAL_KEY
from tests.mutants.mutation import (
    UNSEEN,
    Mutation,
    demanded,
    edited,
    planted,
    removed,
    tempted,
)

CREDENTIAL: Final = "AKIAIOSFODNN7EXAMPLE"


def _drawn(*before: object) -> dict[str, Any]:
    secret = {"Ref": "DatabaseSecret3B817195"}
    return {"Fn::Join": ["", [*before, ":secretsmanager:", secret, ":SecretString:password::}}"]]}


DRAWN: Final = (
    "{{resolve:ssm:password}}",
    {"Fn::Sub": "{{resolve:secretsmanager:${DatabaseSecret3B817195}}}"},
    {"Fn::Sub": ["${a}resolve:ssm:x}}", {"a": "{{"}]},
    {"Fn::Sub": ["${a}${a}resolve:ssm:x}}", {"a": {"Fn::Select": [0, ["{"]]}}]},
    _drawn("{{resolve"),
    _drawn("{{", "resolve"),
    _drawn({"Fn::If": ["Production", "{{", "{{"]}, "resolve"),
    _drawn({"Fn::Select": [0, ["{{re"]]}, "solve"),
    _drawn({"Fn::Select": [0, {"Fn::Split": ["|", "{{|x"]}]}, "resolve"),
    {"Fn::Join": ["{", ["", {"Fn::If": ["Production", "", ""]}, "resolve:ssm:x}}"]]},
)
"""A secret drawn into a text, whole and in pieces."""

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "SECRET-1": (
        demanded(
            "AWS::RDS::DBInstance",
            "Properties.MasterUserPassword",
            "hunter2",
            "{{resolve:ssm:password}}",
        ),
    ),
    "SECRET-2": (
        demanded(
            "AWS::ElastiCache::ReplicationGroup", "Properties.AuthToken", "hunter2", ways=UNSEEN
        ),
    ),
    "SECRET-3": (
        demanded(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.Environment.[DATABASE_SECRET_ARN]",
            {"Name": "DATABASE_PASSWORD", "Value": "hunter2"},
            {"Name": "API_TOKEN", "Value": {"Ref": "Parameter"}},
            {"Name": "URL", "Value": {"Fn::Sub": "{{resolve:secretsmanager:${X}}}"}},
            ways=(),
        ),
        tempted(
            "AWS::Lambda::Function",
            "Properties.Environment.Variables.PASSWORD",
            "hunter2",
            hidden=False,
        ),
        *(
            tempted(
                "AWS::ECS::TaskDefinition",
                f"{CONTAINERS}.Environment",
                [{"Name": name, "Value": "hunter2"}],
                hidden=False,
            )
            for name in ("PGPASSWORD", "DB_PASS", "REDISCLI_AUTH", "API_KEYS", "CLIENTSECRET")
        ),
        tempted(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.DockerLabels",
            {"com.datadoghq.api_key": "hunter2"},
        ),
    ),
    "SECRET-4": (
        tempted(
            "AWS::ECS::TaskDefinition", f"{CONTAINERS}.Secrets", [{"Name": "A", "ValueFrom": "b"}]
        ),
    ),
    "SECRET-5": (
        edited(
            "a parameter for a password", "Parameters", {"DatabasePassword": {"Type": "String"}}
        ),
        edited("a parameter not echoed", "Parameters", {"X": {"Type": "String", "NoEcho": True}}),
        edited("a parameter not echoed", "Parameters", {"X": {"Type": "String", "NoEcho": "true"}}),
    ),
    "SECRET-6": (
        demanded("AWS::SecretsManager::Secret", "Properties.GenerateSecretString"),
        demanded(
            "AWS::SecretsManager::Secret",
            "Properties.GenerateSecretString.PasswordLength",
            8,
            ways=UNSEEN,
        ),
        tempted("AWS::SecretsManager::Secret", "Properties.SecretString", "hunter2"),
        planted(
            {"Type": "AWS::ApiGateway::ApiKey", "Properties": {"Name": "api-key-partner-dev"}},
            tempted("AWS::ApiGateway::ApiKey", "Properties.Value", "hunter2"),
        ),
    ),
    "SECRET-7": (
        removed("AWS::SecretsManager::RotationSchedule"),
        demanded("AWS::SecretsManager::RotationSchedule", "Properties.SecretId"),
        demanded(
            "AWS::SecretsManager::RotationSchedule", "Properties.RotationLambdaARN", LITERAL_KEY
        ),
        demanded(
            "AWS::SecretsManager::RotationSchedule",
            "Properties.RotationRules",
            {"AutomaticallyAfterDays": 1000},
            {"AutomaticallyAfterDays": 91},
            {"ScheduleExpression": "rate(999 days)"},
            {"ScheduleExpression": "cron(0 0 1 1 ? *)"},
        ),
    ),
    "SECRET-8": (
        tempted("AWS::Lambda::Function", "Properties.Description", CREDENTIAL, hidden=False),
        tempted("AWS::Lambda::Function", "Metadata.note", CREDENTIAL, hidden=False),
        tempted(
            "AWS::SQS::Queue",
            "Properties.QueueName",
            {"Fn::If": ["Production", "https://me:hunter2@host/", ""]},
            hidden=False,
        ),
    ),
    "SECRET-9": (
        *(
            tempted(kind, path, *DRAWN, hidden=False)
            for kind, path in (
                ("AWS::ECS::TaskDefinition", f"{CONTAINERS}.Command"),
                ("AWS::ECS::TaskDefinition", f"{CONTAINERS}.HealthCheck.Command"),
                ("AWS::ECS::TaskDefinition", f"{CONTAINERS}.DockerLabels"),
                ("AWS::Lambda::Function", "Properties.Description"),
                ("AWS::RDS::DBInstance", "Properties.Tags.0.Value"),
                ("AWS::RDS::DBInstance", "Properties.DBName"),
                ("AWS::SQS::Queue", "Properties.AuthToken"),
            )
        ),
        tempted("AWS::Lambda::Function", "Metadata.note", *DRAWN[:2], hidden=False),
        *(edited(f"an output: {each}", "Outputs.X", {"Value": each}) for each in DRAWN),
        edited("a mapping", "Mappings", {"Map": {"Key": {"Value": "{{resolve:ssm:x}}"}}}),
        edited("a piece in a mapping", "Mappings", {"Map": {"Key": {"Value": "{{"}}}),
        demanded(
            "AWS::RDS::DBInstance",
            "Properties.MasterUserPassword",
            "{{resolve:ssm-secure:password}}",
            ways=(),
        ),
    ),
    "SECRET-10": (
        demanded(
            "AWS::WAFv2::LoggingConfiguration",
            "Properties.RedactedFields",
            [{"SingleHeader": {"Name": "x-api-key"}}],
            [{"SingleHeader": {"Name": "authorization"}}],
        ),
        demanded("AWS::WAFv2::LoggingConfiguration", "Properties.RedactedFields.*"),
        demanded(
            "AWS::WAFv2::LoggingConfiguration",
            "Properties.RedactedFields.*.SingleHeader.Name",
            "user-agent",
        ),
        demanded(
            "AWS::ApiGateway::Authorizer",
            "Properties.IdentitySource",
            "method.request.header.Cookie",
            "method.request.header.x-api-key,method.request.header.Cookie",
            "method.request.querystring.key",
        ),
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
