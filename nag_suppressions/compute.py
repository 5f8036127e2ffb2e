"""Suppressed findings of the compute layer."""

from __future__ import annotations

from datetime import date
from typing import Final

from nag_suppressions.suppression import Owner, Suppression

EXPIRES: Final = date(2027, 11, 30)

REGISTRY_LOGIN: Final = (
    "ecr:GetAuthorizationToken acts on no resource that could be named (Service Authorization "
    "Reference, Amazon ECR). Layers are read from the one repository, and policy IAM-2 refuses "
    "every other action on *."
)
VARIABLES: Final = (
    "The variables are names, addresses and ARNs of the stack's own resources; secrets are given "
    "by their ARN and read at run time (decision 17 of docs/architecture.md). Policy SECRET-3 "
    "refuses a variable that holds a secret."
)

COMPUTE = (
    Suppression(
        construct=lambda stack: stack.worker.execution_role,
        finding="AwsSolutions::AwsSolutions-IAM5[Resource::*]",
        reason=REGISTRY_LOGIN,
        owner=Owner.SECURITY,
        expires=EXPIRES,
    ),
    Suppression(
        construct=lambda stack: stack.metadata_api.execution_role,
        finding="AwsSolutions::AwsSolutions-IAM5[Resource::*]",
        reason=REGISTRY_LOGIN,
        owner=Owner.SECURITY,
        expires=EXPIRES,
    ),
    Suppression(
        construct=lambda stack: stack.worker.definition,
        finding="AwsSolutions::AwsSolutions-ECS2",
        reason=VARIABLES,
        owner=Owner.PLATFORM,
        expires=EXPIRES,
    ),
    Suppression(
        construct=lambda stack: stack.metadata_api.definition,
        finding="AwsSolutions::AwsSolutions-ECS2",
        reason=VARIABLES,
        owner=Owner.PLATFORM,
        expires=EXPIRES,
    ),
    Suppression(
        construct=lambda stack: stack.worker.task_role,
        finding=(
            "AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:"
            "<AWS::AccountId>:task/<ClusterC2E21B66>/*]"
        ),
        reason=(
            "A task protects itself from scale-in, and ECS gives each task its id when it "
            "starts. The actions are ecs:GetTaskProtection and ecs:UpdateTaskProtection, the "
            "cluster is the stack's own."
        ),
        owner=Owner.SECURITY,
        expires=EXPIRES,
    ),
    Suppression(
        construct=lambda stack: stack.worker.task_role,
        finding="AwsSolutions::AwsSolutions-IAM5[Resource::<IngestBucketEDD8587D.Arn>/*]",
        reason=(
            "The worker reads whatever video was uploaded: its job. The actions are s3:GetObject "
            "and s3:GetObjectVersion, the bucket is the ingest bucket alone."
        ),
        owner=Owner.SECURITY,
        expires=EXPIRES,
    ),
    Suppression(
        construct=lambda stack: stack.worker.task_role,
        finding="AwsSolutions::AwsSolutions-IAM5[Resource::<IngestBucketEDD8587D.Arn>/exports/*]",
        reason=(
            "The operator's commands, which run in the worker's task, export the catalogue under "
            "names that the operator chooses. The actions are s3:AbortMultipartUpload and "
            "s3:PutObject, and no message is sent of what stands under that prefix."
        ),
        owner=Owner.SECURITY,
        expires=EXPIRES,
    ),
)
