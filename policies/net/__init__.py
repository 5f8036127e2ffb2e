"""There is no way in but the API, and no way out at all."""

from policies.net.bucket_public_access import BucketPublicAccess
from policies.net.database_address import DatabaseAddress
from policies.net.egress import Egress
from policies.net.endpoint_policies import EndpointPolicies
from policies.net.event_targets import EventTargets
from policies.net.gateways import Gateways
from policies.net.ingress_ports import IngressPorts
from policies.net.ingress_sources import IngressSources
from policies.net.isolated_subnets import IsolatedSubnets
from policies.net.load_balancer_scheme import LoadBalancerScheme
from policies.net.routes import Routes
from policies.net.security_groups import SecurityGroups
from policies.net.service_address import ServiceAddress
from policies.net.subnet_addresses import SubnetAddresses

__all__ = ["POLICIES"]

POLICIES = (
    IngressSources(),
    IngressPorts(),
    Egress(),
    SubnetAddresses(),
    ServiceAddress(),
    Gateways(),
    Routes(),
    LoadBalancerScheme(),
    DatabaseAddress(),
    IsolatedSubnets(),
    EndpointPolicies(),
    SecurityGroups(),
    BucketPublicAccess(),
    EventTargets(),
)
