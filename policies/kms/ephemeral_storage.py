"""KMS-16."""

from __future__ import annotations

from collections.abc import Iterator

from policies.conditions import examine_absent
from policies.finding import NotApplicable, Violation
from policies.kms.customer_managed_key import examine_key
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

STORAGE = "Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId"
VOLUMES = "VolumeConfigurations"


class EphemeralStorage(ResourcePolicy):
    """What tasks keep while they run."""

    id = "KMS-16"
    title = (
        "Storage of Fargate tasks is encrypted with the stack's customer managed key, and "
        "services attach no volumes."
    )
    rationale = (
        "Without a scratch file system, videos that can't be read by ranges lie in it; a volume "
        "that a service attaches has another key, no tags, and a role that makes it."
    )
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "fargate-storage-encryption.html; "
        "client requirement: a customer managed KMS key encrypts"
    )
    remedy = (
        "Pass managed_storage_configuration with fargate_ephemeral_storage_kms_key=key; leave "
        "add_volume of the service out."
    )
    resource_types = ("AWS::ECS::Cluster", "AWS::ECS::Service")

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge FargateEphemeralStorageKmsKeyId of clusters, VolumeConfigurations of services."""
        if resource.type == "AWS::ECS::Cluster":
            yield from examine_key(resource, STORAGE, template)
        else:
            yield from examine_absent(resource, VOLUMES)
