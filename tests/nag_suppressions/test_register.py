"""The register: every entry is well formed, concerns some environment, and is needed there."""

from __future__ import annotations

import functools
import json
import re
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from app import rules_of
from aspects import guard
from aspects.metadata import SUPPRESSION
from infra.environment import read_environments
from infra.stack import PipelineStack
from nag_suppressions import REGISTER, Suppression, apply
from policies import POLICIES
from tests.synthesis import CDK_JSON_CONTEXT, PROFILES

TODAY = date(2026, 11, 23)


@functools.cache
def synthesised(profile: str) -> tuple[str, list[dict[str, Any]], set[tuple[str, str]]]:
    """What the app raised, what it suppressed, and what of the register was applied."""
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(
            outdir=directory,
            context=CDK_JSON_CONTEXT | {"profile": profile},
            builtin_cloud_formation_validation=False,
        )
        (environment,) = read_environments(app.node.get_all_context())
        stack = PipelineStack(app, environment.stack_id, environment=environment)
        apply(stack, REGISTER)
        guard(app, rules_of(environment), today=TODAY)
        raised = ""
        try:
            app.synth()
        except RuntimeError as error:
            raised = str(error)
        report = json.loads(Path(directory, "validation-report.json").read_text())
        metadata = json.loads(Path(directory, f"{environment.stack_id}.metadata.json").read_text())
    suppressed = [
        violation
        for plugin in report["pluginReports"]
        for violation in plugin.get("suppressedViolations", ())
    ]
    applied = {
        (entry["data"]["finding"], path)
        for path, entries in metadata.items()
        for entry in entries
        if entry["type"] == SUPPRESSION
    }
    return raised, suppressed, applied


@pytest.mark.parametrize("profile", PROFILES)
def test_the_stack_obeys_every_policy_with_the_register(profile: str) -> None:
    raised, _, _ = synthesised(profile)
    assert raised == ""


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_suppressed_is_what_the_register_names(profile: str) -> None:
    _, suppressed, applied = synthesised(profile)
    assert {
        (violation["acknowledgedId"], f"/{construct['constructPath']}")
        for violation in suppressed
        for construct in violation["violatingConstructs"]
    } == applied


def test_every_entry_concerns_some_profile() -> None:
    applied = {each for profile in PROFILES for each in synthesised(profile)[2]}
    assert len(applied) == len(REGISTER)


@pytest.mark.parametrize("entry", REGISTER, ids=lambda entry: entry.finding)
def test_a_reason_is_evidence(entry: Suppression) -> None:
    assert len(entry.reason.split()) > 10
    assert entry.reason.endswith(".")
    assert entry.finding.partition("::")[0] in {"AwsSolutions", "Policies"}


@pytest.mark.parametrize("entry", REGISTER, ids=lambda entry: entry.finding)
def test_the_policies_that_a_reason_cites_exist(entry: Suppression) -> None:
    cited = set(re.findall(r"\b[A-Z]{2,8}-\d+\b", entry.reason))
    assert cited <= {policy.id for policy in POLICIES}


@pytest.mark.parametrize("entry", REGISTER, ids=lambda entry: entry.finding)
def test_an_entry_is_reviewed_within_two_years(entry: Suppression) -> None:
    assert (entry.expires - TODAY).days <= 2 * 366
