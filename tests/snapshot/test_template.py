"""The templates, locked: `make snapshot-update` accepts a change after review."""

from __future__ import annotations

import json
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.snapshot.extension import TemplateSnapshotExtension
from tests.synthesis import PROFILES, Synthesised, synthesise

TWO_REGIONS = "ap-northeast-1,ap-northeast-3"


@pytest.fixture
def template_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TemplateSnapshotExtension)


def masked(stack: Synthesised) -> dict[str, Any]:
    """The template with each asset's hash replaced by the asset's name."""
    text = json.dumps(stack.template)
    for asset_hash, name in stack.assets.items():
        text = text.replace(asset_hash, f"<hash of {name}>")
    template: dict[str, Any] = json.loads(text)
    return template


@pytest.mark.parametrize("profile", PROFILES)
def test_profile(profile: str, template_snapshot: SnapshotAssertion) -> None:
    (stack,) = synthesise(profile=profile).values()
    assert masked(stack) == template_snapshot


@pytest.mark.parametrize("stack_id", ["stack-ap-northeast-1-dev", "stack-ap-northeast-3-dev"])
def test_two_regions_at_once(stack_id: str, template_snapshot: SnapshotAssertion) -> None:
    stacks = synthesise(regions=TWO_REGIONS)
    assert len(stacks) == len(TWO_REGIONS.split(","))
    assert masked(stacks[stack_id]) == template_snapshot


@pytest.mark.parametrize("profile", PROFILES)
def test_second_run_gives_the_same_bytes(profile: str) -> None:
    first = synthesise(profile=profile)
    second = synthesise.__wrapped__(profile=profile)
    assert json.dumps(first["stack-dev"].template) == json.dumps(second["stack-dev"].template)
