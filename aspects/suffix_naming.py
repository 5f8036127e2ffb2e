"""SuffixNaming: names what nobody named."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

import aws_cdk as cdk

from aspects.l1 import (
    get_property,
    is_named_by_override,
    set_property,
)
from aspects.resource_aspect import TAG_PRIORITY, Resource, ResourceAspect
from policies import Rules
from policies.name.names import convention, pattern
from policies.resource_types import LONGEST_REGION, NAME_TAG, Name, Namespace

ACCOUNT: Final = cdk.Aws.ACCOUNT_ID
REGION: Final = cdk.Aws.REGION
ACCOUNT_DIGITS: Final = 12
REFERENCE: Final = "${Token["
"""So begins what the CDK writes in place of a reference until it synthesises."""

DIGEST_DIGITS: Final = 8


class SuffixNaming(ResourceAspect):
    """Gives every resource without a name one by the convention, its path as the role.

    A name that somebody gave is left alone: another one would replace the resource. If it breaks
    the convention, a note says so.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._suffix = rules.suffix

    def correct(self, found: Sequence[Resource]) -> None:
        """Name each resource whose type is named, and that nobody named."""
        for resource in found:
            if resource.row is None or not isinstance(resource.row.name, Name):
                continue
            if resource.row.name.property:
                self._name_by_property(resource.construct, resource.row.name)
            elif resource.tag_manager is not None:
                self._name_by_tag(
                    resource.construct,
                    resource.row.name,
                    resource.tag_manager,
                    resource.managed_tags.get(NAME_TAG),
                )

    def _name_by_property(self, resource: cdk.CfnResource, name: Name) -> None:
        before = get_property(resource, name.property)
        if before is not None:
            self._check(resource, name, before)
        elif not is_named_by_override(resource):
            given = self._name(resource, name)
            set_property(resource, name.property, given)
            self.record(resource, name.property, None, given)

    def _check(self, resource: cdk.CfnResource, name: Name, given: object) -> None:
        # To resolve a name that refers to something takes a call for each; the policies do it.
        is_literal = isinstance(given, str) and REFERENCE not in given
        if is_literal and not pattern(name, self._suffix).fullmatch(str(given)):
            expected = convention(name, self._rules)
            self.note(resource, f"{name.property} is {given}; expected {expected}.")

    def _name_by_tag(
        self, resource: cdk.CfnResource, name: Name, tags: cdk.TagManager, before: object
    ) -> None:
        # The CDK names some resources by their path, which nobody chose.
        if before is None or "/" in str(before):
            given = self._name(resource, name)
            tags.set_tag(NAME_TAG, given, TAG_PRIORITY)
            self.record(resource, f"Tags.{NAME_TAG}", before, given)

    def _name(self, resource: cdk.CfnResource, name: Name) -> str:
        scope = {
            Namespace.REGION: (),
            Namespace.ACCOUNT: (REGION,),
            Namespace.WORLD: (ACCOUNT, REGION),
        }[name.namespace]
        rendered = {REGION: len(LONGEST_REGION), ACCOUNT: ACCOUNT_DIGITS}
        fixed = sum(rendered[part] + 1 for part in scope)
        room = name.maximum_length - len(name.prefix) - len(self._suffix) - 2 - fixed
        role = _role(resource, room)
        return "-".join((name.prefix, role, *scope, self._suffix))


def _role(resource: cdk.CfnResource, room: int) -> str:
    """The construct path within the stack in kebab case, cut to the room with a digest."""
    path = resource.node.path.partition("/")[2]
    ids = [part for part in path.split("/") if part not in {"Resource", "Default"}]
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", "-".join(ids))
    role = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    if role and len(role) <= room:
        return role
    digest = hashlib.sha256(path.encode()).hexdigest()[:DIGEST_DIGITS]
    return f"{role[: room - DIGEST_DIGITS - 1]}-{digest}".replace("--", "-").strip("-")
