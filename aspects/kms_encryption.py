"""KmsEncryption: gives the stack's key to what has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeGuard

import aws_cdk as cdk
from constructs import IConstruct

from aspects.l1 import get_property, is_resource, resource_type, set_property
from aspects.resource_aspect import Resource, ResourceAspect
from policies.resource_types import ResourceType

KEY_TYPE: Final = "AWS::KMS::Key"
SWITCHES: Final = {
    "AWS::EFS::FileSystem": "Encrypted",
    "AWS::ElastiCache::ReplicationGroup": "AtRestEncryptionEnabled",
    "AWS::RDS::DBInstance": "StorageEncrypted",
}
"""What must be true beside the key."""


class KmsEncryption(ResourceAspect):
    """Sets the key of every resource that takes one and has none to the stack's only key.

    Nothing is set where the stack has no key or several: then there is not one right answer. The
    encryption of buckets is left to the policies, because log-delivery buckets can't have a key.
    """

    def __init__(self) -> None:
        self._keys: dict[str, cdk.CfnResource | None] = {}

    def correct(self, found: Sequence[Resource]) -> None:
        """Encrypt what has a top-level key property that is not set."""
        for resource in found:
            self._correct(resource.construct, resource.row)

    def _correct(self, resource: cdk.CfnResource, row: ResourceType | None) -> None:
        if row is None or not row.key or "." in row.key:
            return
        if get_property(resource, row.key) is not None:
            return
        key = self._key(cdk.Stack.of(resource))
        if key is None:
            self.note(resource, f"{row.key} is absent, and the stack has not one key; name a key.")
            return
        arn = key.get_att("Arn")
        set_property(resource, row.key, arn.to_string())
        self.record(resource, row.key, None, arn)
        switch = SWITCHES.get(row.type)
        if switch is not None and get_property(resource, switch) is not True:
            before = get_property(resource, switch)
            set_property(resource, switch, value=True)
            self.record(resource, switch, before, after=True)

    def _key(self, stack: cdk.Stack) -> cdk.CfnResource | None:
        path = stack.node.path
        if path not in self._keys:
            keys = [node for node in stack.node.find_all() if _is_key(node)]
            self._keys[path] = keys[0] if len(keys) == 1 else None
        return self._keys[path]


def _is_key(node: IConstruct) -> TypeGuard[cdk.CfnResource]:
    return is_resource(node) and resource_type(node) == KEY_TYPE
