"""Rules of security groups, which stand in a group or in resources of their own."""

from __future__ import annotations

from collections.abc import Iterator

from policies.template import Part, Resource

SECURITY_GROUP = "AWS::EC2::SecurityGroup"
INGRESS = (SECURITY_GROUP, "AWS::EC2::SecurityGroupIngress")
EGRESS = (SECURITY_GROUP, "AWS::EC2::SecurityGroupEgress")


def ingress(resource: Resource) -> Iterator[Part | Resource]:
    """The rules of what may come in."""
    if resource.type == SECURITY_GROUP:
        yield from resource.parts("SecurityGroupIngress")
    else:
        yield resource


def egress(resource: Resource) -> Iterator[Part | Resource]:
    """The rules of what may go out."""
    if resource.type == SECURITY_GROUP:
        yield from resource.parts("SecurityGroupEgress")
    else:
        yield resource
