"""Judging any CloudFormation template by our policies, without the CDK."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audit.document import DocumentError, read_document
from audit.model import Report, Row, Template
from audit.report import catalogue
from policies import (
    POLICIES,
    MalformedTemplateError,
    Rules,
    Template as Judged,
    judge,
)


def check(paths: Sequence[Path], rules: Rules) -> Report:
    """What the policies say of templates; a file without a template is an error of the report.

    Args:
        paths: JSON or YAML files.
        rules: the parameters of judgement.
    """
    templates, rows, errors = [], [], []
    for path in paths:
        try:
            judged = Judged(read_document(path))
        except DocumentError as error:
            errors.append(str(error))
            continue
        except MalformedTemplateError as error:
            errors.append(f"{path}: {error}")
            continue
        templates.append(_template(path, judged, rules))
        rows += [
            Row(
                stack=str(path),
                policy=finding.policy,
                outcome=finding.outcome,
                logical_id=finding.logical_id,
                resource_type=finding.resource_type,
                path=finding.path,
                detail=finding.detail,
            )
            for finding in judge(judged, rules, POLICIES)
        ]
    return Report(
        time="",
        commit="",
        suffix=rules.suffix,
        profile="",
        tools={},
        templates=tuple(templates),
        policies=catalogue(),
        rows=tuple(rows),
        nag=(),
        findings=(),
        suppressed_findings=(),
        suppressions=(),
        corrections=(),
        resources=(),
        requirements=(),
        errors=tuple(errors),
    )


def _template(path: Path, judged: Judged, rules: Rules) -> Template:
    return Template(
        stack=str(path),
        file=path.name,
        region=rules.region,
        sha256="",
        resources=len(judged.resources),
        location=None,
    )
