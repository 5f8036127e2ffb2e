from __future__ import annotations

from dataclasses import replace

from audit.writers.markdown_document import MarkdownWriter
from tests.audit.sample import REPORT

DOCUMENT = """\
# ❌ Violated: environment `dev`

Profile development, any region; 1 resources, 2 policies, 2 rules of cdk-nag AwsSolutions; \
commit 0123456789ab, 2026-01-31T12:00:00Z.

## Violations

| Policy | Resource | Finding |
|---|---|---|
| KMS-1 | `stack-dev/Database/Instance` | Encrypted is false; expected &lt;true&gt; \\| \\`x\\`. |
| `AwsSolutions-RDS3` | `stack-dev/Database/Instance` | The instance is not Multi\\-AZ. |

## Requirements

| Requirement | Policies | Compliant | Verdict |
|---|---|---|---|
| All data is encrypted | KMS-1 | 0 | ❌ Violated |

## Policies

| Family | Compliant | Corrected | Suppressed | Violation | Not applicable |
|---|---|---|---|---|---|
| KMS |  |  |  | 1 |  |
| TAG |  | 1 |  |  |  |

## Suppressions

| Finding | Resources | Reason | Owner | Expires |
|---|---|---|---|---|
| AwsSolutions-RDS10 | 1 | =Everything is destroyable. | platform engineering | 2027-11-30 |

## Corrected by Aspects

| Aspect | Resource | Property | Before | After |
|---|---|---|---|---|
| RequiredTags | `stack-dev/Database/Instance` | Tags.Owner |  | platform |
"""


def test_whole_document() -> None:
    assert MarkdownWriter().write(REPORT) == DOCUMENT


def test_nothing_to_say_leaves_sections_out() -> None:
    report = replace(
        REPORT,
        rows=(),
        nag=(),
        findings=(),
        suppressions=(),
        corrections=(),
        requirements=(),
        errors=(),
    )
    assert MarkdownWriter().write(report).splitlines()[0] == "# ✅ Compliant: environment `dev`"
    assert "## " not in MarkdownWriter().write(report)


def test_errors_stand_first() -> None:
    report = replace(REPORT, errors=("validation-report.json: is not there.",))
    lines = MarkdownWriter().write(report).splitlines()
    assert lines[4:7] == ["## Not judged", "", "- validation\\-report.json: is not there."]
