"""NAME-3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policies.finding import NotApplicable, Violation
from policies.name.names import REGION, GivenName, NamePolicy
from policies.resource_types import LONGEST_REGION
from policies.rules import Rules
from policies.template import Resource, Template

ACCOUNT: Final = "111122223333"


class Length(NamePolicy):
    """How long names are."""

    id = "NAME-3"
    title = "Every name fits its service's limit in the region with the longest name."
    rationale = "A name that is too long fails only when deployed, and only in some regions."
    source = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-template-resource-type-ref.html; decision 2 of the design"
    )
    remedy = "Shorten the role part of the name."

    def examine_name(
        self, given: GivenName, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the longest that the name can become."""
        longest = given.told.replace(REGION, rules.region or LONGEST_REGION)
        length = len(longest.replace("${AWS::AccountId}", ACCOUNT))
        if length > given.name.maximum_length:
            limit = given.name.maximum_length
            yield given.breach(f"at most {limit} characters, where it can have {length}")
