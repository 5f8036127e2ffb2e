"""NAME-4."""

from __future__ import annotations

from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.name.names import REGION, GivenName, NamePolicy, convention
from policies.resource_types import RESOURCE_TYPES, Name, Namespace
from policies.rules import Rules
from policies.template import Resource, Template


class InNamespace(NamePolicy):
    """Names that must be unique beyond a region."""

    id = "NAME-4"
    title = (
        "Names of what regions share carry the region, those of buckets also the account, "
        "before the suffix."
    )
    rationale = (
        "One suffix may be deployed to several regions of one account, and to many accounts."
    )
    source = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; "
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; "
        "decision 2 of the design"
    )
    remedy = "Take the name from naming.account_wide, or for a bucket from naming.worldwide."
    resource_types = tuple(
        row.type
        for row in RESOURCE_TYPES.values()
        if isinstance(row.name, Name) and row.name.namespace is not Namespace.REGION
    )

    def examine_name(
        self, given: GivenName, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge how the name ends."""
        end = "-".join(("", *given.name.namespace.scope, rules.suffix))
        ends = (end, end.replace(REGION, rules.region or REGION))
        if not given.told.endswith(ends):
            yield given.breach(convention(given.name, rules))
