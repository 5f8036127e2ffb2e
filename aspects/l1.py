"""Reading and setting properties of L1 constructs by their CloudFormation names."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Final, TypeGuard

import aws_cdk as cdk
from constructs import IConstruct

from aspects.metadata import NAMED_BY_OVERRIDE
from policies.resource_types import RESOURCE_TYPES


@functools.cache
def _attributes(construct_type: type) -> dict[str, str]:
    return {name.replace("_", ""): name for name in dir(construct_type) if name[0] != "_"}


def _attribute(resource: cdk.CfnResource, cfn_property: str) -> str | None:
    return _attributes(type(resource)).get(cfn_property.lower())


def is_resource(node: IConstruct) -> TypeGuard[cdk.CfnResource]:
    """Whether the construct is an L1; what `isinstance` says, which is slow on jsii's classes."""
    return cdk.CfnResource in type(node).__mro__


def tag_manager(resource: cdk.CfnResource) -> cdk.TagManager | None:
    """What `TagManager.of` says, to which jsii is slow to give a construct."""
    manager = getattr(resource, "cdk_tag_manager", None) or getattr(resource, "tags", None)
    return manager if isinstance(manager, cdk.TagManager) else None


def tags_of(tags: object) -> dict[str, object]:
    """Tags by key, in whichever format."""
    if isinstance(tags, Mapping):
        return {str(key): value for key, value in tags.items()}
    pairs = tags if isinstance(tags, list) else []
    return {
        str(pair.get("Key", pair.get("key"))): pair.get("Value", pair.get("value"))
        for pair in pairs
        if isinstance(pair, Mapping)
    }


def resource_type(resource: cdk.CfnResource) -> str:
    """CloudFormation type, told by the class of the L1 where the table has it."""
    return _TYPES.get(getattr(type(resource), "__jsii_type__", "")) or resource.cfn_resource_type


def _class_name(cfn_type: str) -> str:
    _, service, name = cfn_type.split("::")
    return f"aws-cdk-lib.aws_{service.lower()}.Cfn{name}"


_TYPES: Final = {
    _class_name(row.type): row.type
    for row in RESOURCE_TYPES.values()
    if row.type.startswith("AWS::")
}
"""By the class that the CDK generates for it: to ask the CDK takes a call for each."""


def get_property(resource: cdk.CfnResource, cfn_property: str) -> Any:  # noqa: ANN401 - whatever a property holds
    """Value of a top-level property, `None` where it has none. Overrides don't show."""
    attribute = _attribute(resource, cfn_property)
    if attribute is not None:
        return getattr(resource, attribute)
    # A generic CfnResource, as the CDK makes for its custom resources.
    return resource._cfn_properties.get(cfn_property)  # noqa: SLF001 - protected: there is no other way


def set_property(resource: cdk.CfnResource, cfn_property: str, value: Any) -> None:  # noqa: ANN401 - likewise
    """Set a top-level property, whatever kind of L1 it is."""
    attribute = _attribute(resource, cfn_property)
    if attribute is not None:
        setattr(resource, attribute, value)
    else:
        resource.add_property_override(cfn_property, value)


def is_named_by_override(resource: cdk.CfnResource) -> bool:
    """Whether the construct says that a property override names it."""
    return any(entry.type == NAMED_BY_OVERRIDE for entry in resource.node.metadata)
