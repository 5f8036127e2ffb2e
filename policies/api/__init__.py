"""Nobody calls the API unknown, unbounded or unseen."""

from policies.api.authorizers import Authorizers
from policies.api.definitions import Definitions
from policies.api.deployments import Deployments
from policies.api.execution_logs import ExecutionLogs
from policies.api.firewall import Firewall
from policies.api.firewall_order import FirewallOrder
from policies.api.firewall_rules import FirewallRules
from policies.api.firewall_samples import FirewallSamples
from policies.api.integrations import Integrations
from policies.api.throttling import Throttling
from policies.api.tls import Tls
from policies.api.tracing import Tracing
from policies.api.validators import Validators

__all__ = ["POLICIES"]

POLICIES = (
    Authorizers(),
    Validators(),
    Throttling(),
    ExecutionLogs(),
    Tracing(),
    Firewall(),
    FirewallRules(),
    Tls(),
    Deployments(),
    Definitions(),
    Integrations(),
    FirewallOrder(),
    FirewallSamples(),
)
