"""The register: every entry is well formed, concerns some environment, and is needed there."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from aspects.metadata import SUPPRESSION
from aspects.suppression_plugin import LONGEST
from nag_suppressions import REGISTER, Suppression
from policies import POLICIES
from tests.guarded import guarded
from tests.synthesis import PROFILES


def applied(profile: str) -> set[tuple[str, str]]:
    """Finding and construct path of each entry that concerns a profile."""
    return {
        (entry["data"]["finding"], path.removeprefix("/"))
        for path, entries in guarded(profile).metadata.items()
        for entry in entries
        if entry["type"] == SUPPRESSION
    }


@pytest.mark.parametrize("profile", PROFILES)
def test_the_stack_obeys_every_policy_with_the_register(profile: str) -> None:
    assert guarded(profile).raised == ""


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_suppressed_is_what_the_register_names(profile: str) -> None:
    suppressed = {
        (violation["acknowledgedId"], construct["constructPath"])
        for plugin in guarded(profile).report["pluginReports"]
        for violation in plugin.get("suppressedViolations", ())
        for construct in violation["violatingConstructs"]
    }
    assert suppressed == applied(profile)


def test_every_entry_concerns_some_profile() -> None:
    concerned = {each for profile in PROFILES for each in applied(profile)}
    assert len(concerned) == len(REGISTER)


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
def test_an_entry_is_reviewed_once_a_year(entry: Suppression) -> None:
    assert entry.expires - datetime.now(UTC).date() <= LONGEST
