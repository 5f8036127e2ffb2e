"""Whom a policy of a resource may admit: the account, roles of the template, named services.

Everything else is refused, whichever way it is written: what a function makes of a text may be `*`.
"""

from __future__ import annotations

import re
from typing import Final

from policies.intrinsics import text
from policies.template import Template

_ROOT: Final = re.compile(
    r"arn:(aws[a-z-]*|\$\{AWS::Partition\}):iam::\$\{AWS::AccountId\}:root"
    r"|\$\{AWS::AccountId\}"
)
_SERVICE: Final = re.compile(
    r"[a-z][a-z0-9-]*(\.([a-z0-9-]+|\$\{AWS::Region\}))*\.(amazonaws\.com|\$\{AWS::URLSuffix\})"
)


def is_account(value: object) -> bool:
    """Whether the principal is the template's own account."""
    told = text(value)
    return told is not None and _ROOT.fullmatch(told) is not None


def is_role(value: object, template: Template) -> bool:
    """Whether the principal is a role of the template."""
    role = template.referenced(value)
    return role is not None and role.type == "AWS::IAM::Role"


def is_service(value: object) -> bool:
    """Whether the principal is a service by its name, the region's own included."""
    told = text(value)
    return told is not None and _SERVICE.fullmatch(told) is not None
