"""The pages that the browser's tests open: `python -m tests.browser.pages FOLDER`."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

from audit.model import Correction, InventoryItem, Location, Report, Row
from audit.report import catalogue
from audit.requirements import requirements
from audit.writers.html_document import HtmlWriter
from policies import Outcome
from tests.audit.sample import REPORT, STACK
from tests.audit.writers.test_html_document import HOSTILE, with_text

LARGE = 5000
POLICIES_OF_EACH = 15
TYPES = ("AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::IAM::Role", "AWS::ECS::Service")
LAYERS = 30
RARE = 500
"""One judgement in so many is no pass."""


def large() -> Report:
    """A report of 5,000 resources, the same each time."""
    chance = random.Random(LARGE)  # noqa: S311 - no secret
    policies = catalogue()
    resources = tuple(_resource(number) for number in range(LARGE))
    rows = tuple(
        Row(
            stack=STACK,
            policy=policy.id,
            outcome=outcome,
            logical_id=item.logical_id,
            resource_type=item.type,
            path=item.path,
            detail="Encrypted is false; expected true." if outcome is Outcome.VIOLATION else "",
        )
        for item in resources
        for policy in chance.sample(policies, POLICIES_OF_EACH)
        for outcome in [
            chance.choice(list(Outcome)) if chance.randrange(RARE) == 0 else Outcome.COMPLIANT
        ]
    )
    return replace(
        REPORT,
        policies=policies,
        rows=rows,
        resources=resources,
        corrections=tuple(
            Correction(
                aspect="RequiredTags",
                path=item.path,
                property="Tags.Owner",
                before="",
                after="platform",
            )
            for item in resources[::5]
        ),
        requirements=requirements(rows, [policy.id for policy in policies]),
    )


def _resource(number: int) -> InventoryItem:
    layer = f"Layer{number % LAYERS}"
    return InventoryItem(
        stack=STACK,
        logical_id=f"Resource{number}",
        type=TYPES[number % len(TYPES)],
        path=f"{STACK}/{layer}/Resource{number}",
        layer=layer,
        name=f"resource-{number}-dev",
        tags={"Owner": "platform", "Environment": "dev", "Name": f"resource-{number}-dev"},
        key="Key",
        deletion_policy="Delete",
        location=Location(file=f"infra/{layer.lower()}.py", line=number),
    )


def write_pages(folder: Path) -> None:
    """Write every page into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "sample": REPORT,
        "compliant": replace(REPORT, rows=REPORT.rows[1:], findings=()),
        "hostile": with_text(" ".join(HOSTILE)),
        "large": large(),
    }
    for name, report in pages.items():
        (folder / f"{name}.html").write_text(HtmlWriter().write(report), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
