"""Reading and setting properties of L1 constructs by their CloudFormation names."""

from __future__ import annotations

import functools
from typing import Any, TypeGuard

import aws_cdk as cdk
from constructs import IConstruct

from aspects.metadata import NAMED_BY_OVERRIDE


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


def resource_type(resource: cdk.CfnResource) -> str:
    """CloudFormation type; asked of the CDK once for each kind of L1."""
    return _type_of(type(resource)) or resource.cfn_resource_type


@functools.cache
def _type_of(kind: type[Any]) -> str | None:
    # A generic CfnResource has no such attribute.
    return getattr(kind, "CFN_RESOURCE_TYPE_NAME", None)


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
