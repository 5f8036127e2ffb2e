"""The workflow runs what the project's own pipeline runs."""

from __future__ import annotations

import re

from tests.synthesis import ROOT

TARGET = re.compile(r"\bmake ([a-z-]+)")


def targets(path: str) -> set[str]:
    return set(TARGET.findall((ROOT / path).read_text(encoding="utf-8")))


def test_every_target_of_the_pipeline_is_in_the_workflow() -> None:
    pipeline = targets(".ci/run")
    assert {"lint", "synth", "test", "deploy-check", "test-image"} <= pipeline
    assert pipeline - targets(".github/workflows/pipeline.yml") == set()
