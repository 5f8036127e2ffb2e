"""Rotation of the stack's secrets by a function of our own."""

from __future__ import annotations

from typing import Final

from aws_cdk import (
    Aws,
    Duration,
    aws_iam as iam,
    aws_kms as kms,
    aws_lambda as lambda_,
    aws_secretsmanager as secretsmanager,
)
from constructs import Construct

from infra.environment import CpuArchitecture
from infra.foundation.network import Network
from infra.foundation.python_function import FUNCTIONS, PythonFunction
from infra.naming import Naming
from infra.observability.log_groups import LogGroups

ROTATION_DAYS: Final = 30
AUTHORITIES: Final = FUNCTIONS.parent / "rds-authorities"
"""The certificate authorities of RDS, a file a region."""


class Rotation(PythonFunction):
    """The function that gives secrets a new value every 30 days.

    It stands in the network, to reach the database; Secrets Manager calls it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        key: kms.IKey,
        log_groups: LogGroups,
        cpu_architecture: CpuArchitecture,
        network: Network,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            naming=naming,
            key=key,
            log_groups=log_groups,
            cpu_architecture=cpu_architecture,
            name="rotation",
            description="Rotates the secrets of the video pipeline",
            environment={},
            timeout=Duration.minutes(1),
            network=network,
            data=AUTHORITIES,
        )
        self.permissions.add_statements(
            # A new version of a secret is encrypted by the key.
            iam.PolicyStatement(actions=["kms:GenerateDataKey"], resources=[key.key_arn]),
            # Names no resource: it makes a value and stores nothing.
            iam.PolicyStatement(actions=["secretsmanager:GetRandomPassword"], resources=["*"]),
        )
        self._endpoint = network.endpoints["secrets-manager"]
        self._invocation = lambda_.CfnPermission(
            self,
            "Invocation",
            action="lambda:InvokeFunction",
            function_name=self.function.function_arn,
            principal="secretsmanager.amazonaws.com",
            source_account=Aws.ACCOUNT_ID,
        )

    def rotate(self, construct_id: str, *, secret: secretsmanager.ISecret) -> None:
        """Rotate a secret from now on, the first time when its days are over."""
        self.permissions.add_statements(
            iam.PolicyStatement(
                actions=[
                    "secretsmanager:DescribeSecret",
                    "secretsmanager:GetSecretValue",
                    "secretsmanager:PutSecretValue",
                    "secretsmanager:UpdateSecretVersionStage",
                ],
                resources=[secret.secret_arn],
            )
        )
        schedule = secretsmanager.CfnRotationSchedule(
            self,
            construct_id,
            secret_id=secret.secret_arn,
            rotation_lambda_arn=self.function.function_arn,
            rotation_rules=secretsmanager.CfnRotationSchedule.RotationRulesProperty(
                automatically_after_days=ROTATION_DAYS
            ),
            # The services may not be up yet when the stack is made.
            rotate_immediately_on_update=False,
        )
        # Secrets Manager tries the function when the schedule is made.
        schedule.add_resource_dependency(self._invocation)
        schedule.node.add_dependency(self._endpoint)
