"""What the policies of ECS guard in our template, and so where it is broken."""

# ruff: noqa: FBT003 - a table of wrong values, some of them booleans

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies.ecs.own_images import REGISTRY
from tests.mutants.guarded.common import CONTAINERS, ELSEWHERE, LITERAL_KEY
from tests.mutants.mutation import (
    NOT_THERE,
    Mutation,
    demanded,
    removed,
    tempted,
)

GUARDED: Final[Mapping[str, tuple[Mutation, ...]]] = {
    "ECS-1": (
        demanded("AWS::ECS::TaskDefinition", "Properties.RequiresCompatibilities", ["EC2"]),
        demanded("AWS::ECS::Service", "Properties.LaunchType", "EC2", "EXTERNAL"),
        demanded("AWS::ECS::Service", "Properties.Cluster", "default", ELSEWHERE),
        demanded("AWS::ECS::Service", "Properties.TaskDefinition", "legacy:3", ELSEWHERE),
    ),
    "ECS-2": (
        demanded("AWS::ECS::Service", "Properties.DeploymentConfiguration"),
        *(
            demanded(
                "AWS::ECS::Service",
                f"Properties.DeploymentConfiguration.DeploymentCircuitBreaker.{each}",
                False,
                "true",
            )
            for each in ("Enable", "Rollback")
        ),
    ),
    "ECS-3": (
        removed("AWS::ApplicationAutoScaling::ScalableTarget"),
        demanded("AWS::ApplicationAutoScaling::ScalableTarget", "Properties.MinCapacity", 0, "1"),
        demanded(
            "AWS::ApplicationAutoScaling::ScalableTarget", "Properties.MaxCapacity", 0, 1, 2, "50"
        ),
        tempted(
            "AWS::ApplicationAutoScaling::ScalableTarget",
            "Properties.ScheduledActions",
            [{"ScalableTargetAction": {"MinCapacity": 0, "MaxCapacity": 0}}],
            [{"ScalableTargetAction": {"MinCapacity": 2, "MaxCapacity": 2}}],
            [{"ScalableTargetAction": {"MaxCapacity": 2}}],
        ),
        demanded("AWS::ApplicationAutoScaling::ScalableTarget", "Properties.ResourceId"),
        tempted(
            "AWS::ApplicationAutoScaling::ScalableTarget",
            "Properties.SuspendedState",
            {"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": True},
        ),
    ),
    "ECS-4": (
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.HealthCheck", {"Command": ["NONE"]}),
        demanded(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.HealthCheck.Command",
            [],
            ["CMD-SHELL", "exit 0"],
            ["CMD", "true"],
            ["CMD", "python", "-m", "video_catalog", "--help"],
        ),
    ),
    "ECS-5": (
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.ReadonlyRootFilesystem", False, "true"),
    ),
    "ECS-6": (
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.User", "root", "0", "0:0", "10001:0"),
    ),
    "ECS-7": (
        tempted("AWS::ECS::TaskDefinition", "Properties.PidMode", "task"),
        tempted("AWS::ECS::TaskDefinition", "Properties.IpcMode", "task"),
        tempted("AWS::ECS::TaskDefinition", f"{CONTAINERS}.Privileged", True, "false"),
        tempted(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.LinuxParameters",
            {"Capabilities": {"Add": ["SYS_PTRACE"]}},
            {"Devices": [{"HostPath": "/dev/fuse"}]},
            hidden=False,
        ),
    ),
    "ECS-8": (
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.LogConfiguration"),
        demanded("AWS::ECS::TaskDefinition", f"{CONTAINERS}.LogConfiguration.LogDriver", "none"),
        demanded(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.LogConfiguration.Options.awslogs-stream-prefix",
            ways=NOT_THERE,
        ),
    ),
    "ECS-9": (
        demanded(
            "AWS::ECS::TaskDefinition", "Properties.ContainerDefinitions.1.StopTimeout", "120"
        ),
    ),
    "ECS-10": (
        demanded("AWS::ECS::TaskDefinition", "Properties.TaskRoleArn", LITERAL_KEY),
        demanded("AWS::ECS::TaskDefinition", "Properties.ExecutionRoleArn", LITERAL_KEY),
    ),
    "ECS-11": (tempted("AWS::ECS::Service", "Properties.EnableExecuteCommand", True, "true"),),
    "ECS-12": tuple(
        demanded(
            "AWS::ECS::TaskDefinition", f"Properties.Volumes.*.EFSVolumeConfiguration.{each}", wrong
        )
        for each, wrong in (
            ("TransitEncryption", "DISABLED"),
            ("AuthorizationConfig", {}),
            ("AuthorizationConfig.IAM", "DISABLED"),
            ("AuthorizationConfig.AccessPointId", "fsap-1"),
        )
    ),
    "ECS-13": (
        demanded(
            "AWS::ECS::TaskDefinition",
            f"{CONTAINERS}.Image",
            "nginx",
            "public.ecr.aws/nginx/nginx:1.29",
            "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/video-catalog:1.0",
            {"Fn::Sub": f"{REGISTRY}/video-catalog"},
            {"Fn::Sub": f"{REGISTRY}/video-catalog:latest"},
            {"Fn::Sub": f"{REGISTRY}/${{Parameter}}:1.0"},
            {"Fn::Sub": f"{REGISTRY}.example.org/video-catalog:1.0"},
        ),
    ),
}
"""Mutations by the id of the policy that must find each of their mutants."""
