"""TAG-1."""

from __future__ import annotations

import json
from collections.abc import Iterator

from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.resource_types import RESOURCE_TYPES
from policies.rules import Rules
from policies.template import ABSENT, Resource, Template


class Required(ResourcePolicy):
    """The tags that the rules demand."""

    id = "TAG-1"
    title = "Every resource that takes tags carries each required tag with its right value."
    rationale = "Costs, owners and the class of data are found by tags, or not at all."
    source = (
        "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html; "
        "client requirement: tags; decision 7 of the design"
    )
    remedy = (
        "Tags.of(scope).add(key, value) at the stack; on a CfnResource of a type unknown to the "
        "CDK, add the tag property."
    )
    resource_types = ()

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge each required tag by its literal value."""
        row = RESOURCE_TYPES.get(resource.type)
        if row is None:
            yield NotApplicable("The type is not in the table, which TEMPLATE-2 finds.")
        elif row.tags is None:
            yield NotApplicable("The type takes no tags.")
        elif not rules.tags:
            yield NotApplicable("The rules require no tags.")
        else:
            tags = row.tags_in(resource)
            for key, value in rules.tags.items():
                if tags.get(key) != value:
                    found = tags.get(key, ABSENT)
                    yield Violation(row.tag_path(key), found, json.dumps(value))
