from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.infra.rendered import Rendered
from tests.synthesis import PROFILES, template


@pytest.fixture(scope="session")
def templates() -> Mapping[str, Rendered]:
    """The real stack of each profile, read-only, its functions told as text."""
    return {profile: Rendered(template(profile=profile)) for profile in PROFILES}


@pytest.fixture(params=PROFILES)
def stack(request: pytest.FixtureRequest, templates: Mapping[str, Rendered]) -> Rendered:
    """The real stack, once for each profile."""
    return templates[request.param]
