from __future__ import annotations

import json
from pathlib import Path

import cfnlint
import pytest

from policies.iam.unnameable import LAMBDA_NETWORK, LISTING, UNNAMEABLE

# cfn-lint keeps AWS's service authorization reference: a service's actions, in lower case, with
# the types of resources that each takes.
REFERENCE = json.loads(
    (Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json").read_text()
)


@pytest.mark.parametrize("action", sorted(UNNAMEABLE))
def test_action_exists(action: str) -> None:
    service, _, name = action.partition(":")

    assert name.lower() in REFERENCE[service]["Actions"]


@pytest.mark.parametrize("action", sorted(set(UNNAMEABLE) - {*LAMBDA_NETWORK, *LISTING}))
def test_action_takes_no_resource(action: str) -> None:
    service, _, name = action.partition(":")

    assert not (REFERENCE[service]["Actions"][name.lower()] or {}).get("Resources")
