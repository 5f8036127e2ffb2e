"""The customer managed key that encrypts everything the stack stores."""

from __future__ import annotations

from aws_cdk import Aws, Duration, RemovalPolicy, aws_iam as iam, aws_kms as kms
from constructs import Construct

from infra.naming import Naming

PENDING_WINDOW = Duration.days(7)
"""Shortest window that KMS offers between the deletion of a key and its end."""


class EncryptionKey(kms.Key):
    """One key with yearly rotation, an alias, and a policy that names each service's need."""

    def __init__(self, scope: Construct, construct_id: str, *, naming: Naming) -> None:
        super().__init__(
            scope,
            construct_id,
            alias=f"alias/{naming.regional('key')}",
            description=f"Encrypts what the video pipeline {naming.suffix} stores",
            enable_key_rotation=True,
            pending_window=PENDING_WINDOW,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self._allow_logs()
        self._allow_service("events.amazonaws.com", "Events")
        self._allow_service("cloudwatch.amazonaws.com", "Alarms")

    def _allow_logs(self) -> None:
        # CloudWatch Logs sends no source account: the log group's ARN in the encryption context
        # is what ties a request to this account.
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        log_groups = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:*"
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid="Logs",
                principals=[iam.ServicePrincipal(f"logs.{Aws.REGION}.{Aws.URL_SUFFIX}")],
                actions=["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
                resources=["*"],
                conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
            )
        )

    def _allow_service(self, service: str, sid: str) -> None:
        # A service that writes to an encrypted queue or topic needs a data key for each message.
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid=sid,
                principals=[iam.ServicePrincipal(service)],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
