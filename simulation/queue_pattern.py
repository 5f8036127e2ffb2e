"""How the CDK's own pattern of a service on a queue scales, read from what it synthesises."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Final

import aws_cdk as cdk
from aws_cdk import aws_ecs as ecs, aws_ecs_patterns as patterns

from simulation.settings import Settings

CONTAINER: Final = "QueueProcessingContainer"


def template(settings: Settings) -> dict[str, Any]:
    """The pattern's template, with the sizes of another service and its own scaling."""
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(outdir=directory, builtin_cloud_formation_validation=False)
        patterns.QueueProcessingFargateService(
            cdk.Stack(app, "Pattern"),
            "Service",
            image=ecs.ContainerImage.from_registry("image"),
            environment={"WORKER_CONCURRENCY": str(settings.in_flight)},
            cpu=int(settings.cpu * 1024),
            memory_limit_mib=int(settings.memory * 1024),
            min_scaling_capacity=settings.minimum,
            max_scaling_capacity=settings.maximum,
        )
        app.synth()
        document: dict[str, Any] = json.loads(Path(directory, "Pattern.template.json").read_text())
        return document
