"""The real template, broken in every way: each policy finds each of its mutants."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from app import rules_of
from infra.environment import read_environments
from policies import POLICIES, Deployment, Outcome, Policy, Rules, Template, judge
from tests.guarded import guarded
from tests.mutants.guarded import GUARDED
from tests.mutants.mutation import SOUND, Document, Mutant

SETTINGS = {"profile": "production"}
"""The profile that has all: TLS in the cache, the file system mounted."""

RULES = rules_of(read_environments(SETTINGS)[0])


def is_found(
    policy: Policy, document: Document, rules: Rules, deployment: Deployment = SOUND
) -> bool:
    rows = judge(Template(document, deployment), rules, [policy])
    return any(row.outcome is Outcome.VIOLATION for row in rows)


def is_caught(policy: Policy, mutant: Mutant) -> bool:
    rules = dataclasses.replace(RULES, **mutant.rules)
    return is_found(policy, mutant.document, rules, mutant.deployment)


def test_every_policy_has_mutants() -> None:
    assert set(GUARDED) == {policy.id for policy in POLICIES}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_every_mutant_is_caught(
    policy: Policy, record_property: Callable[[str, object], None]
) -> None:
    document = guarded(**SETTINGS).template
    assert not is_found(policy, document, RULES), "the template breaks the policy as it is"
    survivors, caught = [], 0
    for mutation in GUARDED[policy.id]:
        mutants = list(mutation(document))
        assert mutants, "a mutation concerns nothing in the template"
        for mutant in mutants:
            if is_caught(policy, mutant):
                caught += 1
            else:
                survivors.append(mutant.name)
    record_property("mutants", caught + len(survivors))
    record_property("caught", caught)
    assert caught
    assert survivors == []
