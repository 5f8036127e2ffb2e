"""Whether an action or a resource is named rather than matched."""

from __future__ import annotations

import re
from typing import Final

from policies.intrinsics import Arn, text

_UNTYPED: Final = frozenset({"execute-api", "s3", "sns", "sqs"})
"""Services whose ARNs name the resource at once, without its type before it."""

_WILDCARD: Final = ("*", "?")


def is_named_action(value: object) -> bool:
    """Whether the value is a literal `service:Action` without a wildcard."""
    return isinstance(value, str) and ":" in value and not any(w in value for w in _WILDCARD)


def is_named_resource(value: object) -> bool:
    """Whether the value begins with a name; what follows may match, as in `bucket/*`."""
    told = text(value)
    if told is None:
        return False
    arn = Arn.parse(told)
    if arn is None:
        return told != "" and not told.startswith((*_WILDCARD, "arn:"))
    name = arn.resource
    if arn.service not in _UNTYPED:
        name = re.split(r"[:/]", name, maxsplit=1)[-1]
    fixed = (arn.service, arn.account, name)
    return name != "" and not any(part.startswith(_WILDCARD) for part in fixed)
