"""No secret is written down anywhere but in Secrets Manager."""

from policies.secret.cache_password import CachePassword
from policies.secret.database_password import DatabasePassword
from policies.secret.dynamic_references import DynamicReferences
from policies.secret.environments import Environments
from policies.secret.generated import Generated
from policies.secret.injected import Injected
from policies.secret.literals import Literals
from policies.secret.parameters import Parameters
from policies.secret.redacted import Redacted
from policies.secret.rotated import Rotated

__all__ = ["POLICIES"]

POLICIES = (
    DatabasePassword(),
    CachePassword(),
    Environments(),
    Injected(),
    Parameters(),
    Generated(),
    Rotated(),
    Literals(),
    DynamicReferences(),
    Redacted(),
)
