"""Whether an action or a resource is named rather than matched."""

from __future__ import annotations

import re
from typing import Final

from policies.intrinsics import Arn, text

_UNTYPED: Final = frozenset({"execute-api", "s3", "sns", "sqs"})
"""Services whose ARNs name the resource at once, without its type before it."""

_NAMES_WITH_SLASHES: Final = frozenset({"iam", "logs", "secretsmanager", "ssm"})
"""Services whose names may hold a slash, so that only a colon ends one."""

_SHARED: Final = frozenset(
    {
        ("logs", "log-group:API-Gateway-Execution-Logs_*"),
        ("logs", "log-group:log-group-api-access-*"),
    }
)
"""The groups that API Gateway's one role of an account writes to, of APIs yet unknown: all that
can be named of them is how they begin."""

_WILDCARD: Final = re.compile(r"[*?]")
_REFERENCE: Final = re.compile(r"\$\{(?!AWS::)[^}]+\}")
_RANDOM: Final = "-??????"
"""What Secrets Manager adds to the name of a secret, chosen by nobody."""


def is_named_action(value: object) -> bool:
    """Whether the value is a literal `service:Action` without a wildcard."""
    return isinstance(value, str) and ":" in value and not _WILDCARD.search(value)


def is_named_resource(value: object) -> bool:
    """Whether the value holds a whole name; only what follows may match, as in `bucket/*`."""
    told = text(value)
    if not told:
        return False
    arn = Arn.parse(told)
    return _is_named(told) if arn is None else _is_named_arn(arn)


def _is_named(told: str) -> bool:
    """Whether a text that is no ARN begins with a reference to one, or holds no wildcard."""
    reference = _REFERENCE.match(told)
    if reference is None:
        return not told.startswith("arn:") and not _WILDCARD.search(told)
    return _ends_before_wildcard(f"name{told[reference.end() :]}", "/:")


def _is_named_arn(arn: Arn) -> bool:
    if _WILDCARD.search(arn.service + arn.account):
        return False
    if (arn.service, arn.resource) in _SHARED:
        return True
    name = arn.resource
    if arn.service not in _UNTYPED:
        name = re.split(r"[:/]", name, maxsplit=1)[-1]
    if arn.service == "secretsmanager":
        name = name.removesuffix(_RANDOM)
    return _ends_before_wildcard(name, ":" if arn.service in _NAMES_WITH_SLASHES else "/:")


def _ends_before_wildcard(name: str, separators: str) -> bool:
    """Whether there is a name, and one that is whole where the first wildcard stands."""
    wildcard = _WILDCARD.search(name)
    before = name[: wildcard.start()] if wildcard else name
    ends = wildcard is None or before.endswith(tuple(separators))
    return ends and before.strip(separators) != ""
