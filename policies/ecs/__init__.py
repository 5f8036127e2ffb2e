"""Containers run without servers of ours, without privilege, and heal by themselves."""

from policies.ecs.autoscaling import Autoscaling
from policies.ecs.circuit_breaker import CircuitBreaker
from policies.ecs.container_logs import ContainerLogs
from policies.ecs.fargate import Fargate
from policies.ecs.file_system_mounts import FileSystemMounts
from policies.ecs.health_check import HealthCheck
from policies.ecs.no_remote_shell import NoRemoteShell
from policies.ecs.non_root_user import NonRootUser
from policies.ecs.own_images import OwnImages
from policies.ecs.read_only_root import ReadOnlyRoot
from policies.ecs.stop_timeout import StopTimeout
from policies.ecs.task_roles import TaskRoles
from policies.ecs.unprivileged import Unprivileged

__all__ = ["POLICIES"]

POLICIES = (
    Fargate(),
    CircuitBreaker(),
    Autoscaling(),
    HealthCheck(),
    ReadOnlyRoot(),
    NonRootUser(),
    Unprivileged(),
    ContainerLogs(),
    StopTimeout(),
    TaskRoles(),
    NoRemoteShell(),
    FileSystemMounts(),
    OwnImages(),
)
