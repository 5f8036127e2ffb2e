"""IAM-10."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.iam.statements import RESOURCE_DOCUMENTS, Statement, statements
from policies.iam.transport import DENIAL, denies_without_tls
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.template import Resource, Template

ACTIONS = ("*", "elasticfilesystem:*")


class FileSystemAccess(ResourcePolicy):
    """The way to file systems."""

    id = "IAM-10"
    title = "File systems have a policy, which refuses every client without TLS."
    rationale = "Without a policy, whatever reaches a mount target may read and write as root."
    source = (
        "https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html; "
        "client requirement: TLS only"
    )
    remedy = "Pass file_system_policy with a Deny where aws:SecureTransport is false."
    resource_types = ("AWS::EFS::FileSystem",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge FileSystemPolicy; whom it admits is IAM-6's."""
        if not any(
            isinstance(each, Statement) and denies_without_tls(each, resource, ACTIONS)
            for each in statements(resource, RESOURCE_DOCUMENTS)
        ):
            yield Violation("FileSystemPolicy", resource.get("FileSystemPolicy"), DENIAL)
