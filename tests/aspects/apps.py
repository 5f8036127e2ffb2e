"""Small apps, synthesised in process, and what the cloud assembly keeps of them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from aspects.metadata import CORRECTION
from aspects.resource_aspect import PRIORITY, ResourceAspect
from tests.synthesis import CDK_JSON_CONTEXT

STACK = "stack-dev"

Build = Callable[[cdk.Stack], object]


@dataclass(frozen=True)
class Assembly:
    """A cloud assembly with one stack."""

    template: dict[str, Any]
    metadata: dict[str, list[dict[str, Any]]]
    report: dict[str, Any]
    raised: str

    def entries(self, entry_type: str) -> dict[str, list[Any]]:
        """The data of all metadata entries of a type, by construct path within the stack."""
        found: dict[str, list[Any]] = {}
        for path, entries in self.metadata.items():
            for entry in entries:
                if entry["type"] == entry_type:
                    found.setdefault(path.removeprefix(f"/{STACK}/"), []).append(entry["data"])
        return found

    @property
    def corrections(self) -> dict[str, list[tuple[str, Any, Any]]]:
        """What Aspects corrected by construct path: property, before, after."""
        return {
            path: [(each["property"], each.get("before"), each["after"]) for each in corrections]
            for path, corrections in self.entries(CORRECTION).items()
        }

    @property
    def findings(self) -> set[tuple[str, str]]:
        """Each finding that is not suppressed: id with its plugin, and construct path."""
        return {
            (f"{plugin['pluginName']}::{violation['ruleName']}", construct["constructPath"])
            for plugin in self.report.get("pluginReports", ())
            for violation in plugin["violations"]
            for construct in violation["violatingConstructs"]
        }


def synthesise(build: Build, attach: Callable[[cdk.App], object]) -> Assembly:
    """An app with one stack and something attached to it; no traceback where it fails.

    Args:
        build: adds resources to the stack.
        attach: attaches Aspects or plugins to the app.
    """
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(
            outdir=directory, context=CDK_JSON_CONTEXT, builtin_cloud_formation_validation=False
        )
        build(cdk.Stack(app, STACK))
        attach(app)
        raised = ""
        try:
            app.synth()
        except RuntimeError as error:
            raised = str(error)
        report = Path(directory, "validation-report.json")
        return Assembly(
            template=json.loads(Path(directory, f"{STACK}.template.json").read_text()),
            metadata=json.loads(Path(directory, f"{STACK}.metadata.json").read_text()),
            report=json.loads(report.read_text()) if report.exists() else {},
            raised=raised,
        )


def with_aspect(aspect: ResourceAspect) -> Callable[[cdk.App], None]:
    """Attaches an Aspect as the guard does."""

    def attach(app: cdk.App) -> None:
        cdk.Aspects.of(app).add(aspect, priority=PRIORITY)

    return attach
