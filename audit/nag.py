"""What cdk-nag's AwsSolutions evaluates: it reports no resource that it finds no fault with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PLUGIN: Final = "AwsSolutions"
REMEDY: Final = (
    "Change the resource, or enter the finding in nag_suppressions/ with reason, owner and expiry."
)
"""cdk-nag tells what is wrong, never what to do."""

_TABLE: Final = Path(__file__).with_name("nag_rules.json")


@dataclass(frozen=True)
class Examined:
    """What one rule finds fault with, and the constructs that it looks at.

    Attributes:
        description: the fault, as cdk-nag words it.
        constructs: fully qualified names of L1 constructs. Whatever else is not evaluated, a
            generic `CfnResource` of the same CloudFormation type among it.
    """

    description: str
    constructs: frozenset[str]


@dataclass(frozen=True)
class RuleTable:
    """The rules of one version of cdk-nag, by their ids; `make docs` generates it."""

    version: str
    rules: Mapping[str, Examined]


def read_table() -> RuleTable:
    """The table of the version that this project pins."""
    table = json.loads(_TABLE.read_text(encoding="utf-8"))
    rules = {
        rule: Examined(row["description"], frozenset(row["constructs"]))
        for rule, row in table["rules"].items()
    }
    return RuleTable(table["version"], rules)
