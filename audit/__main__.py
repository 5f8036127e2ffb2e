"""The command line: `python -m audit --help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from audit.model import Report

MET, VIOLATED, UNUSABLE = 0, 1, 2

DESCRIPTION: Final = """\
Audits compliance: writes the reports of a synthesis, compares two, judges any template.

exit codes:
  0  every policy is met; for diff: nothing was lost; for review: the update can be made
  1  something violates a policy; for diff: something was lost; for review: the update fails, or
     loses data
  2  what was given can't be used: a line on standard error says why
"""
REPORT: Final = """\
Judge every template of a cloud assembly anew, and write compliance.html, .json, .csv, .md and
.sarif. Every synthesis does so by itself.

  python -m audit report cdk.out --output reports
"""
DIFF: Final = """\
Compare two reports: violations that came and went; suppressions that came, went, or expire within
30 days of the new report.

  python -m audit diff main/compliance.json reports/compliance.json
"""
CHECK: Final = """\
Judge CloudFormation templates by the policies, without the CDK and without Node.js. JSON and YAML
are read, short functions (!Sub) included.

  python -m audit check template.yaml --suffix qa7 --tag Project=atlas --tag Owner=video
"""
REVIEW: Final = """\
Compare two CloudFormation templates by the CDK's own difference, and show first what a reviewer
looks for: updates that will fail, data that will be lost, what is replaced, permissions, network
exposure, encryption, size. Needs Node.js and the CDK's library, which `make setup` brings.

  python -m audit review main/stack.template.json cdk.out/stack.template.json
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what is wrong with what it was given is one line."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m audit",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    report = _command(commands, "report", "write the reports of a cloud assembly", REPORT)
    report.add_argument("assembly", type=Path, nargs="?", default=Path("cdk.out"))
    report.add_argument("--output", type=Path, default=Path("reports"), metavar="FOLDER")
    report.set_defaults(run=_report)

    diff = _command(commands, "diff", "compare two reports", DIFF)
    diff.add_argument("old", type=Path, metavar="OLD.json")
    diff.add_argument("new", type=Path, metavar="NEW.json")
    diff.set_defaults(run=_diff)

    review = _command(commands, "review", "show what a changed template does", REVIEW)
    review.add_argument("old", type=Path, metavar="OLD")
    review.add_argument("new", type=Path, metavar="NEW")
    review.add_argument("--markdown", type=Path, metavar="FILE", help="also write it as Markdown")
    review.set_defaults(run=_review)

    check = _command(commands, "check", "judge any CloudFormation template", CHECK)
    check.add_argument("templates", type=Path, nargs="+", metavar="TEMPLATE")
    check.add_argument("--suffix", default="dev", help="what every name ends in (%(default)s)")
    check.add_argument(
        "--tag",
        action="append",
        type=_tag,
        default=[],
        metavar="KEY=VALUE",
        help="a tag that every resource must carry; may be repeated (none)",
    )
    check.add_argument("--region", help="the only region that the template may name (none)")
    check.add_argument(
        "--cache-without-tls",
        action="store_true",
        help="let caches do without TLS and a password",
    )
    check.add_argument(
        "--backup-days",
        type=int,
        default=1,
        metavar="DAYS",
        help="fewest days that database backups are kept (%(default)s)",
    )
    check.set_defaults(run=_check)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    description: str,
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=summary,
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _tag(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r}; expected KEY=VALUE")
    return key, value


# Each command imports what it needs alone, so that it is quick to start.


def _report(options: argparse.Namespace) -> int:
    from audit.publish import publish

    report = publish(options.assembly, options.output)
    return _show(report)


def _diff(options: argparse.Namespace) -> int:
    from audit.diff import diff

    difference = diff(options.old, options.new)
    for title, lines in (
        ("Lost: violations that came", difference.lost),
        ("Compliant now: violations that went", difference.gained),
        ("Removed with their resource", difference.removed),
        ("Suppressions that came", difference.came),
        ("Suppressions that went", difference.went),
        ("Suppressions that expire within 30 days", difference.expiring),
    ):
        if lines:
            sys.stdout.write("".join((f"{title}:\n", *(f"  {line}\n" for line in lines))))
    return VIOLATED if difference.lost else MET


def _review(options: argparse.Namespace) -> int:
    from audit.colour import can_colour
    from audit.document import read_document
    from audit.review import review
    from audit.review.writers import markdown, terminal
    from policies import Template

    # Refuses what is no template.
    old, new = (Template(read_document(path)).document for path in (options.old, options.new))
    found = review(old, new)
    title = f"{options.old.name} → {options.new.name}"
    sys.stdout.write(terminal(title, found, colour=can_colour(sys.stdout)))
    if options.markdown:
        options.markdown.write_text(markdown(title, found), encoding="utf-8")
    return VIOLATED if any(section.alarming for section in found.sections) else MET


def _check(options: argparse.Namespace) -> int:
    from audit.check import check
    from policies import Rules

    rules = Rules(
        suffix=options.suffix,
        tags=dict(options.tag),
        region=options.region,
        cache_transit_encryption=not options.cache_without_tls,
        backup_retention_days=options.backup_days,
    )
    report = check(options.templates, rules)
    status = _show(report)
    return UNUSABLE if report.errors else status


def _show(report: Report) -> int:
    from audit.colour import can_colour
    from audit.model import Verdict
    from audit.terminal import violations

    sys.stderr.write(violations(report, colour=can_colour(sys.stderr)))
    return MET if report.verdict is Verdict.COMPLIANT else VIOLATED


if __name__ == "__main__":
    sys.exit(main())
