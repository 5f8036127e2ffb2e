"""The real app with its guard, synthesised in process once for each setting."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from app import build

ROOT = Path(__file__).parents[1]
CDK_JSON_CONTEXT: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]

PROFILES = ("development", "production")


@dataclass(frozen=True)
class Synthesised:
    """A stack's template and the names of its assets by their hash."""

    template: dict[str, Any]
    assets: dict[str, str]


@functools.cache
def synthesise(**settings: str) -> dict[str, Synthesised]:
    """The stacks of an app with these settings, by their artifact id.

    The CDK's built-in validation is left out: it takes longer than all else, and `make synth`
    has it. Callers share what is returned and must not change it.
    """
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(
            outdir=directory,
            context=CDK_JSON_CONTEXT | settings,
            builtin_cloud_formation_validation=False,
        )
        build(app)
        app.synth()
        return {
            path.name.removesuffix(".template.json"): Synthesised(
                json.loads(path.read_text()), _asset_names(path)
            )
            for path in Path(directory).glob("*.template.json")
        }


def template(**settings: str) -> dict[str, Any]:
    """The template of the only stack of an app with these settings."""
    (stack,) = synthesise(**settings).values()
    return stack.template


def _asset_names(template_path: Path) -> dict[str, str]:
    manifest = json.loads(
        template_path.with_name(template_path.name.replace(".template.", ".assets.")).read_text()
    )
    return {
        asset_hash: asset["displayName"]
        for kind in ("files", "dockerImages")
        for asset_hash, asset in manifest.get(kind, {}).items()
    }


def resources(template: Mapping[str, Any], resource_type: str) -> dict[str, dict[str, Any]]:
    """The resources of a type, by logical id."""
    return {
        logical_id: resource
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == resource_type
    }


def properties_by(
    template: Mapping[str, Any], resource_type: str, key: str
) -> dict[str, dict[str, Any]]:
    """The properties of all resources of a type, by one of them."""
    return {
        json.dumps(each["Properties"][key])
        if isinstance(each["Properties"][key], dict)
        else each["Properties"][key]: each["Properties"]
        for each in resources(template, resource_type).values()
    }


def only(template: Mapping[str, Any], resource_type: str) -> dict[str, Any]:
    """The properties of the only resource of a type."""
    (resource,) = resources(template, resource_type).values()
    properties: dict[str, Any] = resource["Properties"]
    return properties
