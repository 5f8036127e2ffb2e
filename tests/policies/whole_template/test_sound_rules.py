from __future__ import annotations

import json

import pytest

from policies import Rules
from policies.whole_template.sound_rules import SoundRules
from tests.policies.table import Case, compliant, findings, violation

SUFFIX = "1 to 14 lower-case letters, digits and single hyphens, beginning with a letter"
WRONG_SUFFIXES = ("", "Prod", "1dev", "dev-", "-dev", "a--b", "dev_1", "dev\n", "a" * 15, "${Env}")
RIGHT_SUFFIXES = ("d", "dev", "qa7", "pr-12-b", "a" * 14)

CASES = (
    *(
        Case(name=suffix, resources={}, rules=Rules(suffix=suffix), expected=(compliant(""),))
        for suffix in RIGHT_SUFFIXES
    ),
    *(
        Case(
            name=repr(suffix),
            resources={},
            rules=Rules(suffix=suffix),
            expected=(violation("", f"suffix is {json.dumps(suffix)}; expected {SUFFIX}."),),
        )
        for suffix in WRONG_SUFFIXES
    ),
    Case(
        name="all set",
        resources={},
        rules=Rules(
            suffix="dev", region="ap-northeast-1", tags={"Project": "x"}, backup_retention_days=35
        ),
        expected=(compliant(""),),
    ),
    *(
        Case(
            name=f"region {region!r}",
            resources={},
            rules=Rules(suffix="dev", region=region),
            expected=(
                violation(
                    "", f"region is {json.dumps(region)}; expected a region of AWS, or none."
                ),
            ),
        )
        for region in ("", "tokyo", "ap-northeast-1a", "AP-NORTHEAST-1")
    ),
    *(
        Case(
            name=f"{days} days",
            resources={},
            rules=Rules(suffix="dev", backup_retention_days=days),
            expected=(violation("", f"backup_retention_days is {days}; expected 0 to 35 days."),),
        )
        for days in (-1, 36)
    ),
    *(
        Case(
            name=f"tag {key!r}",
            resources={},
            rules=Rules(suffix="dev", tags={key: "x"}),
            expected=(
                violation(
                    "",
                    f"tags is {json.dumps(key)}; expected keys that are not empty and don't "
                    'begin with "aws:".',
                ),
            ),
        )
        for key in ("", "aws:owner", "AWS:owner")
    ),
    Case(
        name="tag without a value",
        resources={},
        rules=Rules(suffix="dev", tags={"Owner": ""}),
        expected=(violation("", 'tags.Owner is ""; expected a value that is not empty.'),),
    ),
    Case(
        name="all of them",
        resources={},
        rules=Rules(suffix="X", region="x", backup_retention_days=99, tags={"": ""}),
        expected=(
            violation("", f'suffix is "X"; expected {SUFFIX}.'),
            violation("", 'region is "x"; expected a region of AWS, or none.'),
            violation("", "backup_retention_days is 99; expected 0 to 35 days."),
            violation(
                "", 'tags is ""; expected keys that are not empty and don\'t begin with "aws:".'
            ),
            violation("", 'tags. is ""; expected a value that is not empty.'),
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(SoundRules(), case) == case.expected
