"""What a change does, in the order in which it matters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from audit.review.difference import REPLACING, Changed, Difference, Impact, Leaf, difference
from policies.resource_types import RESOURCE_TYPES, Name

LONGEST_VALUE: Final = 120

PERMISSIONS: Final = re.compile(
    r"PolicyDocument|Policies\b|KeyPolicy|FileSystemPolicy|ResourcePolicy"
)
EXPOSURE: Final = re.compile(
    r"PubliclyAccessible|Scheme\b|PublicAccessBlock|PublicIp|SecurityGroup|Cidr|EndpointType|"
    r"EndpointConfiguration|AuthorizationType|Principal\b|Subnet"
)
ENCRYPTION: Final = re.compile(
    r"Kms|KMS|Encrypt|SSE|Ssl|ssl|Tls|TLS|AuthToken|SecurityPolicy|Certificate|RotationRules"
)
SIZE: Final = re.compile(
    r"DBInstanceClass|AllocatedStorage|Iops|StorageType|NodeType|NumCacheClusters|ReplicasPer|"
    r"NumNodeGroups|\bCpu\b|\bMemory\b|MemorySize|DesiredCount|Capacity|ThroughputMode|MultiAZ|"
    r"Retention|EphemeralStorage|Concurrency"
)
REPEATED: Final = frozenset(
    {
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::VpcLink",
        # Its name is a family, whose next revision the new one is.
        "AWS::ECS::TaskDefinition",
    }
)
"""Types of which several may have the same name, so that a new one can be made beside the old."""

RULE_KINDS: Final = {
    "ingressRuleAdditions": ("+", "in"),
    "ingressRuleRemovals": ("-", "in"),
    "egressRuleAdditions": ("+", "out"),
    "egressRuleRemovals": ("-", "out"),
}


@dataclass(frozen=True)
class Section:
    """Lines under a heading; `alarming` where a reviewer must stop."""

    heading: str
    lines: tuple[str, ...]
    alarming: bool = False


@dataclass(frozen=True)
class Review:
    """What changed between two templates.

    Attributes:
        sections: only those that have lines.
        text: the CDK's own lines; empty where nothing changed.
    """

    sections: tuple[Section, ...]
    text: str


def review(before: Mapping[str, Any], after: Mapping[str, Any]) -> Review:
    """Compare two templates.

    Raises:
        OSError: there is no Node.js, or no library of the CDK.
        ValueError: the CDK can't compare them.
    """
    found = difference(before, after)
    changed = found.resources
    names = _Names(before, after)
    sections = (
        Section("This update will fail", tuple(_failing(changed, names)), alarming=True),
        Section("Data that will be lost", tuple(_lost(changed, names)), alarming=True),
        Section("Replaced", tuple(_replaced(changed, names))),
        Section("Removed", tuple(names.line(each) for each in _having(changed, Impact.DESTROY))),
        Section("Added", tuple(names.line(each) for each in _having(changed, Impact.CREATE))),
        Section("Permissions", (*_statements(found), *_matching(changed, PERMISSIONS))),
        Section("Network exposure", (*_rules(found), *_matching(changed, EXPOSURE))),
        Section("Encryption", tuple(_matching(changed, ENCRYPTION))),
        Section("Size and cost", tuple(_matching(changed, SIZE))),
        Section("Other changes", tuple(_others(changed))),
    )
    return Review(tuple(each for each in sections if each.lines), found.text.strip("\n"))


class _Names:
    """How resources are called in the two templates."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        self._before = before
        self._after = after

    def line(self, changed: Changed) -> str:
        """Type, logical id, and name where there is a literal one."""
        name = self._name(self._after, changed) or self._name(self._before, changed)
        shown = f" ({name})" if isinstance(name, str) else ""
        return f"{changed.type} {changed.logical_id}{shown}"

    def stays(self, changed: Changed) -> bool:
        """Whether it has a name that only one can have, the same before and after."""
        if changed.type in REPEATED:
            return False
        name = self._name(self._before, changed)
        return name is not None and name == self._name(self._after, changed)

    def _name(self, template: Mapping[str, Any], changed: Changed) -> Any:  # noqa: ANN401 - a literal or an intrinsic
        row = RESOURCE_TYPES.get(changed.type)
        if row is None or not isinstance(row.name, Name) or not row.name.property:
            return None
        resource = template.get("Resources", {}).get(changed.logical_id, {})
        return resource.get("Properties", {}).get(row.name.property)


def _having(changed: Iterable[Changed], *impacts: Impact) -> Iterator[Changed]:
    return (each for each in changed if each.impact in impacts)


def _failing(changed: Iterable[Changed], names: _Names) -> Iterator[str]:
    for each in _having(changed, *REPLACING):
        if names.stays(each):
            certainly = "is" if each.impact is Impact.REPLACE else "may be"
            yield (
                f"{names.line(each)}: named and {certainly} replaced, for {_causes(each)}. "
                "CloudFormation makes the new one first, and the name is taken. Way out: let the "
                "name carry what forces the replacement, as a parameter group's its engine, or "
                "remove the resource in one deployment and add it in the next."
            )


def _lost(changed: Iterable[Changed], names: _Names) -> Iterator[str]:
    for each in _having(changed, *REPLACING, Impact.DESTROY):
        row = RESOURCE_TYPES.get(each.type)
        if row is not None and row.holds_data:
            how = {
                Impact.DESTROY: "removed",
                Impact.REPLACE: f"replaced, for {_causes(each)}",
                Impact.MAY_REPLACE: f"perhaps replaced, for {_causes(each)}",
            }[each.impact]
            yield f"{names.line(each)}: {how}; nothing of what it holds is kept."


def _replaced(changed: Iterable[Changed], names: _Names) -> Iterator[str]:
    for each in _having(changed, *REPLACING):
        perhaps = "" if each.impact is Impact.REPLACE else "perhaps, "
        yield f"{names.line(each)}: {perhaps}for {_causes(each)}"


def _causes(changed: Changed) -> str:
    return ", ".join(changed.causes) or "its type"


def _statements(found: Difference) -> Iterator[str]:
    for kind, statements in sorted(found.statements.items()):
        sign = "-" if kind.endswith("Removals") else "+"
        for each in statements:
            yield f"{sign} {_statement(each)}"


def _statement(change: Mapping[str, Any]) -> str:
    value = change.get("value", change)
    if change.get("type") != "parsed":
        return _short(value)
    who, what, where = (_set(value.get(part)) for part in ("principals", "actions", "resources"))
    condition = f" if {_short(value['condition'])}" if value.get("condition") else ""
    return f"{value.get('effect')} {who}: {what} on {where}{condition}"


def _set(found: Mapping[str, Any] | None) -> str:
    found = found or {"values": []}
    return f"{'all but ' if found.get('not') else ''}{', '.join(map(str, found['values']))}"


def _rules(found: Difference) -> Iterator[str]:
    for kind, (sign, direction) in RULE_KINDS.items():
        for rule in found.rules.get(kind, ()):
            ports = sorted({rule[end] for end in ("fromPort", "toPort") if end in rule})
            peer = rule.get("peer", {})
            who = peer.get("ip") or peer.get("securityGroupId") or peer.get("prefixListId") or peer
            what = " ".join([rule["ipProtocol"], "-".join(map(str, ports))]).rstrip()
            yield f"{sign} {rule['groupId']} {direction}: {what}, {_short(who)}"


def _matching(changed: Iterable[Changed], pattern: re.Pattern[str]) -> Iterator[str]:
    for each in changed:
        for leaf in each.leaves:
            if pattern.search(leaf.path):
                yield _leaf(each, leaf)


def _others(changed: Iterable[Changed]) -> Iterator[str]:
    told = (PERMISSIONS, EXPOSURE, ENCRYPTION, SIZE)
    for each in changed:
        for leaf in each.leaves:
            if not any(pattern.search(leaf.path) for pattern in told):
                yield _leaf(each, leaf)


def _leaf(changed: Changed, leaf: Leaf) -> str:
    what = f"{_short(leaf.before)} → {_short(leaf.after)}"
    return f"{changed.type} {changed.logical_id} {leaf.path}: {what}"


def _short(value: Any) -> str:  # noqa: ANN401 - whatever a template holds
    if value is None:
        return "absent"
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    text = "".join(each if each.isprintable() else "�" for each in text)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
