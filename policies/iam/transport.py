"""The statement that keeps whoever comes without TLS away."""

from __future__ import annotations

from typing import Final

from policies.iam.statements import Statement
from policies.intrinsics import references
from policies.template import Resource

DENIAL: Final = 'a Deny of everything to everyone where aws:SecureTransport is "false"'

_WITHOUT_TLS: Final = tuple(
    {"Bool": {"aws:SecureTransport": value}} for value in ("false", False, ["false"])
)


def denies_without_tls(statement: Statement, resource: Resource, actions: tuple[str, ...]) -> bool:
    """Whether the statement denies one of these actions on the resource to all without TLS."""
    return (
        statement.part.get("Effect") == "Deny"
        and any(kind == "*" and each.value == "*" for kind, each in statement.principals())
        and any(each.value in actions for each in statement.actions())
        and statement.part.get("Condition") in _WITHOUT_TLS
        and _covers(statement, resource)
    )


def _covers(statement: Statement, resource: Resource) -> bool:
    """Whether the statement names the resource; a bucket itself, and everything in it."""
    values = [each.value for each in statement.resources()]
    named = [value for value in values if resource.logical_id in references(value)]
    return "*" in values or len(named) > (1 if resource.type == "AWS::S3::Bucket" else 0)
