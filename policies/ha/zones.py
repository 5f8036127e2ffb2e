"""Over how many zones a list of subnets lies, as far as the template tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policies.finding import Violation
from policies.template import ABSENT, Part, Resource, Template

SUBNET = "AWS::EC2::Subnet"
TWO_ZONES = "subnets of the template in at least two zones"


def zone(subnet: Resource) -> str | None:
    """What tells a subnet's zone from another's; `None` where the template does not tell.

    `{"Fn::Select": [n, {"Fn::GetAZs": …}]}` is the n-th zone of the region however it is spelled.
    """
    match subnet.get("AvailabilityZone"):
        case str(name):
            return name
        case {"Fn::Select": [int() | str() as index, {"Fn::GetAZs": _}]}:
            return f"zone {index}"
    return None


def zones(values: Iterable[object], template: Template) -> frozenset[str]:
    """The zones of the subnets that these values refer to."""
    subnets = (template.referenced(value) for value in values)
    told = (zone(each) for each in subnets if each is not None and each.type == SUBNET)
    return frozenset(each for each in told if each is not None)


def examine_zones(part: Part | Resource, path: str, template: Template) -> Iterator[Violation]:
    """A violation unless the list at the path refers to subnets in two zones or more."""
    value = part.get(path)
    subnets = value if isinstance(value, list) else () if value is ABSENT else (value,)
    if len(zones(subnets, template)) < 2:  # noqa: PLR2004 - one zone may fail
        yield Violation(part.at(path), value, TWO_ZONES)
