"""What happens leaves a trace, in a place that the stack declares and keeps for a set time."""

from policies.log.alarms import Alarms
from policies.log.api_access import ApiAccess
from policies.log.api_execution import ApiExecution
from policies.log.bucket_access import BucketAccess
from policies.log.cache import Cache
from policies.log.container_insights import ContainerInsights
from policies.log.containers import Containers
from policies.log.database import Database
from policies.log.firewall import Firewall
from policies.log.flow import Flow
from policies.log.functions import Functions
from policies.log.load_balancer_access import LoadBalancerAccess
from policies.log.retention import Retention

__all__ = ["POLICIES"]

POLICIES = (
    Containers(),
    Functions(),
    ApiAccess(),
    ApiExecution(),
    Database(),
    Flow(),
    ContainerInsights(),
    Firewall(),
    Cache(),
    Retention(),
    BucketAccess(),
    LoadBalancerAccess(),
    Alarms(),
)
