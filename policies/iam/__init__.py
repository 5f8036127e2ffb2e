"""Permissions are least, named, and bound to who may use them."""

from policies.iam.actions import Actions
from policies.iam.file_system_access import FileSystemAccess
from policies.iam.function_permissions import FunctionPermissions
from policies.iam.inverted import Inverted
from policies.iam.managed_policies import ManagedPolicies
from policies.iam.principals import Principals
from policies.iam.resources import Resources
from policies.iam.service_principals import ServicePrincipals
from policies.iam.tls_only import TlsOnly
from policies.iam.trust import Trust

__all__ = ["POLICIES"]

POLICIES = (
    Actions(),
    Resources(),
    ManagedPolicies(),
    Trust(),
    Inverted(),
    Principals(),
    ServicePrincipals(),
    FunctionPermissions(),
    TlsOnly(),
    FileSystemAccess(),
)
