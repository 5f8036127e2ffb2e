# ruff: noqa: INP001 - run by its path
"""Prints audit/nag_rules.json: which constructs each rule of cdk-nag's AwsSolutions examines.

cdk-nag tells nobody what it found no fault with. Its rules are functions of the form
`if (node instanceof CfnBucket) …`, so what each evaluates is read from its own source, as the
package on PyPI ships it.
"""

from __future__ import annotations

import importlib.resources
import json
import re
import sys
import tarfile
from importlib.metadata import version
from typing import Final

PACK: Final = "package/lib/packs/aws-solutions.js"
APPLIED: Final = re.compile(
    r"applyRule\(\{\s*ruleSuffixOverride: '(?P<suffix>\w+)',\s*"
    r"info: (?P<quote>['\"])(?P<info>.+?)(?P=quote),\n.*?"
    r"rule: (?P<package>\w+)_1\.(?P<rule>\w+),",
    re.DOTALL,
)
IMPORTED: Final = re.compile(r'const (\w+)_1 = require\("aws-cdk-lib/aws-([\w-]+)"\)')
EXAMINED: Final = re.compile(r"\bnode instanceof (\w+)_1\.(Cfn\w+)")


def sources() -> dict[str, str]:
    """The files of the JavaScript package within the Python one, by their path."""
    with (
        importlib.resources.as_file(importlib.resources.files("cdk_nag") / "_jsii") as folder,
        tarfile.open(next(folder.glob("*.tgz"))) as archive,
    ):
        return {
            member.name: archive.extractfile(member).read().decode()  # type: ignore[union-attr]
            for member in archive.getmembers()
            if member.name.startswith("package/lib/") and member.name.endswith(".js")
        }


def examined(source: str) -> list[str]:
    """Fully qualified names of the constructs that a rule looks at.

    Raises:
        ValueError: the rule is not of the form that this script knows.
    """
    packages = {alias: f"aws_{name.replace('-', '_')}" for alias, name in IMPORTED.findall(source)}
    names = {f"aws-cdk-lib.{packages[alias]}.{name}" for alias, name in EXAMINED.findall(source)}
    if not names:
        raise ValueError("a rule examines no construct; expected `node instanceof`.")
    return sorted(names)


def table() -> dict[str, object]:
    """Version of cdk-nag, and each rule with what it finds fault with and what it examines."""
    files = sources()
    rules = {
        f"AwsSolutions-{applied['suffix']}": {
            "description": applied["info"].replace("\\'", "'"),
            "constructs": examined(
                files[f"package/lib/rules/{applied['package']}/{applied['rule']}.js"]
            ),
        }
        for applied in APPLIED.finditer(files[PACK])
    }
    if len(rules) != files[PACK].count("this.applyRule("):
        raise ValueError(f"{PACK}: not every rule could be read.")
    return {"version": version("cdk-nag"), "rules": dict(sorted(rules.items()))}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(table(), indent=2) + "\n")
