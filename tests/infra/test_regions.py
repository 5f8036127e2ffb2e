"""Cache node types by region: cfn-lint knows them for a cluster, not for a replication group."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest

from tests.synthesis import only, template

WITHOUT_T4G = ("me-central-1", "me-south-1")
"""As docs/regions.md says."""


def node_types() -> dict[str, set[str]]:
    """Node types by region, of all regions."""
    data = resources.files("cfnlint.data.schemas.extensions.aws_elasticache_cachecluster")
    regions: dict[str, Any] = json.loads((data / "cachenodetype_enum.json").read_text())
    return {region: set(each["enum"]) for region, each in regions.items() if "-" in region}


@pytest.fixture(scope="module")
def offered() -> dict[str, set[str]]:
    return node_types()


def node_type(**settings: str) -> str:
    return str(only(template(**settings), "AWS::ElastiCache::ReplicationGroup")["CacheNodeType"])


def test_development_runs_everywhere_but_where_the_documentation_says(
    offered: dict[str, set[str]],
) -> None:
    missing = [region for region, types in sorted(offered.items()) if node_type() not in types]
    assert missing == list(WITHOUT_T4G)


@pytest.mark.parametrize("region", WITHOUT_T4G)
def test_the_setting_that_helps_there(region: str, offered: dict[str, set[str]]) -> None:
    assert node_type(regions=region, cacheNodeType="cache.t3.small") in offered[region]


def test_production_runs_everywhere(offered: dict[str, set[str]]) -> None:
    production = node_type(profile="production")
    assert [region for region, types in offered.items() if production not in types] == []
