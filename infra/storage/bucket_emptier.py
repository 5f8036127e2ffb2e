"""The function with which the CDK empties buckets before they are deleted, held to our rules."""

from __future__ import annotations

from typing import Any, Final, cast

from aws_cdk import CfnResource, Stack, aws_kms as kms, aws_s3 as s3
from constructs import Construct

from infra.naming import Naming
from infra.observability.log_groups import LogGroups

PROVIDER: Final = "Custom::S3AutoDeleteObjectsCustomResourceProvider"
ROLE: Final = "bucket-emptier"
BUCKET_ACTIONS: Final = (
    "s3:GetBucketPolicy",
    "s3:GetBucketTagging",
    "s3:ListBucketVersions",
    "s3:PutBucketPolicy",
)
OBJECT_ACTIONS: Final = ("s3:DeleteObject", "s3:DeleteObjectVersion")

MEMORY_MIB: Final = 1024
"""Its processor time follows from it. With the CDK's 128 MiB a bucket of some million versions is
not empty before CloudFormation gives up."""


class BucketEmptier(Construct):
    """Names what `auto_delete_objects` makes, declares its log group, and narrows its permissions.

    Must come after the buckets and after all that is granted on them.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        naming: Naming,
        key: kms.IKey,
        log_groups: LogGroups,
        buckets: tuple[s3.Bucket, ...],
    ) -> None:
        super().__init__(scope, construct_id)
        provider = Stack.of(self).node.find_child(PROVIDER)
        role = cast("CfnResource", provider.node.find_child("Role"))
        function = cast("CfnResource", provider.node.find_child("Handler"))
        group = log_groups.create(self, "LogGroup", name=naming.regional("log-group", ROLE))
        _name(function, "FunctionName", naming.regional("function", ROLE))
        function.add_property_override(
            "LoggingConfig", {"LogFormat": "JSON", "LogGroup": group.log_group_name}
        )
        function.add_property_override("KmsKeyArn", key.key_arn)
        function.add_property_override("MemorySize", MEMORY_MIB)
        _name(role, "RoleName", naming.account_wide("role", ROLE))
        role.add_property_deletion_override("ManagedPolicyArns")
        role.add_property_override("Policies", [_logging_policy(group.log_group_arn)])
        for bucket in buckets:
            _narrow(bucket)


def _name(resource: CfnResource, name_property: str, name: str) -> None:
    resource.add_property_override(name_property, name)
    # Aspects can't see an override: this tells them that the resource is named.
    resource.node.add_metadata("guard:named", name_property)


def _logging_policy(log_group_arn: str) -> dict[str, Any]:
    return {
        "PolicyName": ROLE,
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": log_group_arn,
                }
            ],
        },
    }


def _narrow(bucket: s3.Bucket) -> None:
    """Replace the bucket policy's wildcard actions by those that the function calls."""
    policy = cast("s3.BucketPolicy", bucket.policy)
    statements = Stack.of(bucket).resolve(policy.document)["Statement"]
    (index,) = (i for i, each in enumerate(statements) if "s3:DeleteObject*" in each["Action"])
    resource = cast("CfnResource", policy.node.default_child)
    resource.add_property_override(
        f"PolicyDocument.Statement.{index}.Action", [*BUCKET_ACTIONS, *OBJECT_ACTIONS]
    )
