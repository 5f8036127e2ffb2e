from __future__ import annotations

import pytest

from audit.model import Row, Verdict
from audit.requirements import TABLE, members, requirements
from policies import POLICIES, Outcome
from tests.audit.sample import row

IDS = [policy.id for policy in POLICIES]
FAMILIES = {policy.family for policy in POLICIES}


@pytest.mark.parametrize("requirement", TABLE)
def test_a_requirement_names_policies_that_exist(requirement: str) -> None:
    assert {*TABLE[requirement]} <= {*IDS} | FAMILIES
    assert members(TABLE[requirement], IDS)


@pytest.mark.parametrize("policy", IDS)
def test_a_policy_holds_a_requirement(policy: str) -> None:
    assert any(policy in members(named, IDS) for named in TABLE.values())


BACKUP = next(text for text, named in TABLE.items() if named == ("BACKUP",))


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        pytest.param([Outcome.COMPLIANT, Outcome.VIOLATION], Verdict.VIOLATED, id="one violation"),
        pytest.param([Outcome.COMPLIANT, Outcome.NOT_APPLICABLE], Verdict.COMPLIANT, id="met"),
        pytest.param([Outcome.CORRECTED], Verdict.COMPLIANT, id="corrected"),
        pytest.param([Outcome.SUPPRESSED], Verdict.COMPLIANT, id="suppressed"),
        pytest.param([Outcome.NOT_APPLICABLE], Verdict.NOT_EVALUATED, id="nothing to judge"),
        pytest.param([], Verdict.NOT_EVALUATED, id="not judged"),
    ],
)
def test_verdict(rows: list[Outcome], verdict: Verdict) -> None:
    judged: list[Row] = [row("BACKUP-1", outcome) for outcome in rows]

    (backup,) = (each for each in requirements(judged, IDS) if each.requirement == BACKUP)

    assert (backup.policies, backup.verdict) == (("BACKUP-1",), verdict)
    assert sum(backup.evidence.values()) == len(rows)
