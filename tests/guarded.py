"""The real app with its guard, synthesised in process once for each setting."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from app import build
from infra.stack import PipelineStack
from tests.synthesis import CDK_JSON_CONTEXT


@dataclass(frozen=True)
class Guarded:
    """The cloud assembly of an app with one stack.

    Attributes:
        template: what would be deployed.
        metadata: of the constructs, by path.
        report: findings, also suppressed ones.
        raised: what `app.synth()` raised; empty for nothing.
    """

    template: dict[str, Any]
    metadata: dict[str, list[dict[str, Any]]]
    report: dict[str, Any]
    raised: str


def synthesise(broken: Callable[[PipelineStack], object] | None = None, **settings: str) -> Guarded:
    """The app with these settings, after something was done to its stack.

    The CDK's built-in validation is left out, as it takes longer than all else.
    """
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(
            outdir=directory,
            context=CDK_JSON_CONTEXT | settings,
            builtin_cloud_formation_validation=False,
        )
        build(app)
        (stack,) = (each for each in app.node.children if isinstance(each, PipelineStack))
        if broken:
            broken(stack)
        raised = ""
        try:
            app.synth()
        except RuntimeError as error:
            raised = str(error)

        def load(name: str) -> dict[str, Any]:
            loaded: dict[str, Any] = json.loads(Path(directory, name).read_text())
            return loaded

        return Guarded(
            template=load(f"{stack.node.id}.template.json"),
            metadata=load(f"{stack.node.id}.metadata.json"),
            report=load("validation-report.json"),
            raised=raised,
        )


@functools.cache
def guarded(profile: str) -> Guarded:
    """The app of a profile as it is; callers share it and must not change it."""
    return synthesise(profile=profile)
