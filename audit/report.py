"""Making the report of a cloud assembly."""

from __future__ import annotations

import dataclasses
import hashlib
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from audit.assembly import Assembly, Stack, read_assembly
from audit.corrections import corrections, misshapen_corrections, uncorrected
from audit.inventory import inventory
from audit.model import (
    InventoryItem,
    NagRule,
    PluginFinding,
    Policy,
    Report,
    Row,
    SuppressedFinding,
    Suppression,
    Template,
)
from audit.nag import PLUGIN as NAG, REMEDY as NAG_REMEDY, RuleTable, read_table
from audit.origin import MakingClass, Origins
from audit.provenance import commit_of, time_of_report
from audit.requirements import requirements
from policies import POLICIES, MalformedTemplateError, Outcome, Rules, Template as Judged, judge

RULES: Final = "guard:rules"
JUDGES: Final = "guard:judges"
ORIGIN: Final = "guard:origin"
SUPPRESSION: Final = "guard:suppression"
"""Metadata that `aspects.guard` writes."""

REVIEW: Final = ("finding", "reason", "owner", "expires")
"""What a record of a suppression tells."""

POLICIES_PLUGIN: Final = "Policies"
LIBRARIES: Final = ("aws-cdk-lib", "constructs")


def make_report(directory: Path, root: Path) -> Report:
    """The report of the cloud assembly in a folder: every template is judged anew.

    Args:
        directory: the cloud assembly, as `cdk.out`.
        root: the checkout that it was synthesised from.

    Raises:
        AssemblyError: the folder holds no cloud assembly.
        ValueError: `SOURCE_DATE_EPOCH` is no number of seconds.
    """
    assembly = read_assembly(directory)
    origins = _origins(assembly, root)
    judged = [_judge(stack, assembly, origins) for stack in assembly.stacks]
    rules = [each.rules for each in judged if each.rules]
    rows = tuple(row for each in judged for row in each.rows)
    nag, nag_errors = _nag(assembly, read_table())
    return Report(
        time=time_of_report(),
        commit=commit_of(root),
        suffix=rules[0].suffix if rules else "",
        profile=rules[0].tags.get("Profile", "") if rules else "",
        tools=_tools(assembly),
        templates=tuple(each.template for each in judged),
        policies=catalogue(),
        rows=rows,
        nag=nag,
        findings=tuple(_findings(assembly, origins)),
        suppressed_findings=tuple(_suppressed_findings(assembly, origins)),
        suppressions=_suppressions(assembly),
        corrections=tuple(each for stack in assembly.stacks for each in corrections(stack)),
        resources=tuple(item for each in judged for item in each.resources),
        requirements=requirements(rows, [policy.id for policy in POLICIES]),
        errors=(
            *(error for each in judged for error in each.errors),
            *(error for stack in assembly.stacks for error in _misshapen(stack)),
            *nag_errors,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _JudgedStack:
    template: Template
    rules: Rules | None
    rows: tuple[Row, ...] = ()
    resources: tuple[InventoryItem, ...] = ()
    errors: tuple[str, ...] = ()


def _judge(stack: Stack, assembly: Assembly, origins: Origins) -> _JudgedStack:
    rules = _rules(stack)
    try:
        template = Judged(stack.document, stack.deployment)
        errors = (
            ()
            if rules
            else (f"{stack.id}: not guarded; expected a call of guard(), of this version.",)
        )
        rows = tuple(_rows(stack, template, rules, assembly)) if rules else ()
        resources = tuple(inventory(stack, template, origins))
    except (ValueError, RecursionError, MalformedTemplateError) as error:
        errors, rows, resources = (f"{stack.file}: {error}; expected a template.",), (), ()
    return _JudgedStack(
        template=Template(
            stack=stack.id,
            file=stack.file,
            region=stack.region,
            sha256=hashlib.sha256(stack.content).hexdigest(),
            resources=len(resources),
            location=origins.locate(stack.path),
        ),
        rules=rules,
        rows=rows,
        resources=resources,
        errors=errors,
    )


def _rules(stack: Stack) -> Rules | None:
    try:
        return Rules(**{**stack.entry(RULES), "region": stack.region})
    except TypeError:
        # There are none, or not those of this version.
        return None


def _rows(stack: Stack, template: Judged, rules: Rules, assembly: Assembly) -> Iterator[Row]:
    suppressed = {
        (violation["ruleName"], construct["constructPath"])
        for violation, construct in _violations(assembly, POLICIES_PLUGIN, "suppressedViolations")
    }
    corrected = _corrected(stack, rules)
    for finding in judge(template, rules, POLICIES):
        path = stack.paths.get(finding.logical_id, "")
        outcome = finding.outcome
        if outcome is Outcome.VIOLATION and (finding.policy, path or stack.path) in suppressed:
            outcome = Outcome.SUPPRESSED
        elif outcome is Outcome.COMPLIANT and (finding.policy, finding.logical_id) in corrected:
            outcome = Outcome.CORRECTED
        yield Row(
            stack=stack.id,
            policy=finding.policy,
            outcome=outcome,
            logical_id=finding.logical_id,
            resource_type=finding.resource_type,
            path=path,
            detail=finding.detail,
        )


def _corrected(stack: Stack, rules: Rules) -> frozenset[tuple[str, str]]:
    """Policy and logical id of what would be a violation, had no Aspect corrected it."""
    if not corrections(stack):
        return frozenset()
    return frozenset(
        (finding.policy, finding.logical_id)
        for finding in judge(Judged(uncorrected(stack)), rules, POLICIES)
        if finding.outcome is Outcome.VIOLATION
    )


def _violations(
    assembly: Assembly, plugin: str, kind: str
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each violation of a plugin with each construct that it is of."""
    for report in assembly.plugins or ():
        if report["pluginName"] == plugin:
            for violation in report.get(kind) or ():
                for construct in violation["violatingConstructs"]:
                    yield violation, construct


def _nag(assembly: Assembly, table: RuleTable) -> tuple[tuple[NagRule, ...], tuple[str, ...]]:
    errors = tuple(_nag_errors(assembly, table))
    if errors:
        return (), errors
    found, acknowledged = (
        _by_rule(assembly, kind) for kind in ("violations", "suppressedViolations")
    )
    classes = [construct.name for construct in assembly.constructs.values()]
    rules = tuple(
        NagRule(
            id=rule,
            description=examined.description,
            resources=sum(name in examined.constructs for name in classes),
            findings=found.get(rule, ()),
            acknowledged=acknowledged.get(rule, ()),
        )
        for rule, examined in table.rules.items()
    )
    return rules, ()


def _nag_errors(assembly: Assembly, table: RuleTable) -> Iterator[str]:
    """Why cdk-nag's silence would be no pass."""
    if assembly.plugins is None:
        yield "cdk-nag: there is no validation report; expected that the synthesis validates."
        return
    for stack in assembly.stacks:
        version = _judges(stack).get(NAG)
        if version != table.version:
            yield (
                f"cdk-nag: {version or 'nothing'} judged {stack.id}; expected {table.version}, "
                "whose rules the report knows: attach guard(), or run make docs."
            )
    if not assembly.constructs:
        yield "cdk-nag: the construct tree is not in the assembly; expected tree metadata."
    for report in assembly.plugins:
        if report["pluginName"] == NAG and (report.get("metadata") or {}).get("error"):
            yield f"cdk-nag: {report['metadata']['error']}"


def _judges(stack: Stack) -> Mapping[str, Any]:
    found = stack.entry(JUDGES)
    return found if isinstance(found, dict) else {}


def _by_rule(assembly: Assembly, kind: str) -> Mapping[str, tuple[str, ...]]:
    paths: dict[str, set[str]] = {}
    for violation, construct in _violations(assembly, NAG, kind):
        rule = violation["ruleName"].partition("[")[0]
        paths.setdefault(rule, set()).add(construct["constructPath"])
    return {rule: tuple(sorted(found)) for rule, found in paths.items()}


def _findings(assembly: Assembly, origins: Origins) -> Iterator[PluginFinding]:
    for plugin in assembly.plugins or ():
        name = plugin["pluginName"]
        error = (plugin.get("metadata") or {}).get("error")
        if error:
            yield PluginFinding(
                plugin=name,
                rule="crashed",
                severity="error",
                path="",
                detail=str(error),
                remedy="Mend the plugin: nothing that it should judge was judged.",
                location=None,
            )
        if name != POLICIES_PLUGIN:
            for violation, construct in _violations(assembly, name, "violations"):
                yield PluginFinding(**_found(name, violation, construct, origins))


def _suppressed_findings(assembly: Assembly, origins: Origins) -> Iterator[SuppressedFinding]:
    """Those of other plugins than ours, whose suppressed violations are rows."""
    for plugin in assembly.plugins or ():
        name = plugin["pluginName"]
        if name != POLICIES_PLUGIN:
            for violation, construct in _violations(assembly, name, "suppressedViolations"):
                yield SuppressedFinding(
                    **_found(name, violation, construct, origins),
                    reason=violation.get("reason") or "",
                )


def _found(
    plugin: str, violation: Mapping[str, Any], construct: Mapping[str, Any], origins: Origins
) -> dict[str, Any]:
    path = construct["constructPath"]
    return {
        "plugin": plugin,
        "rule": violation["ruleName"],
        "severity": violation["severity"],
        "path": path,
        "detail": violation["description"],
        "remedy": violation.get("suggestedFix") or (NAG_REMEDY if plugin == NAG else ""),
        "location": origins.locate(path),
    }


def _suppressions(assembly: Assembly) -> tuple[Suppression, ...]:
    paths: dict[tuple[str, str, str, str], list[str]] = {}
    for stack in assembly.stacks:
        for path, data in stack.entries(SUPPRESSION):
            if _is_review(data):
                finding = data["finding"].partition("::")[2]
                reviewed = (finding, data["reason"], data["owner"], data["expires"])
                paths.setdefault(reviewed, []).append(path)
    return tuple(
        Suppression(
            finding=finding, paths=tuple(covered), reason=reason, owner=owner, expires=expires
        )
        for (finding, reason, owner, expires), covered in paths.items()
    )


def _is_review(data: object) -> bool:
    if not isinstance(data, dict) or not all(isinstance(data.get(name), str) for name in REVIEW):
        return False
    try:
        date.fromisoformat(data["expires"])
    except ValueError:
        return False
    return True


def _is_origin(data: object) -> bool:
    return isinstance(data, list) and all(
        isinstance(each, dict) and all(isinstance(each.get(name), str) for name in ("file", "name"))
        for each in data
    )


def _misshapen(stack: Stack) -> Iterator[str]:
    """An error for each record of a construct's metadata that can't be read."""
    yield from misshapen_corrections(stack)
    for path, data in stack.entries(SUPPRESSION):
        if not _is_review(data):
            expected = "finding, reason, owner and expires, an ISO date"
            yield f"{path}: {SUPPRESSION} is misshapen; expected {expected}."
    for path, data in stack.entries(ORIGIN):
        if not _is_origin(data):
            yield f"{path}: {ORIGIN} is misshapen; expected a list of files and names."


def _origins(assembly: Assembly, root: Path) -> Origins:
    classes: dict[str, Sequence[MakingClass]] = {
        path: [MakingClass(each["file"], each["name"]) for each in data]
        for stack in assembly.stacks
        for path, data in stack.entries(ORIGIN)
        if _is_origin(data)
    }
    return Origins(classes, root)


def _tools(assembly: Assembly) -> Mapping[str, str]:
    tools = {"Python": platform.python_version(), "cloud assembly schema": assembly.schema}
    for construct in assembly.constructs.values():
        library = construct.name.partition(".")[0]
        if library in LIBRARIES:
            tools.setdefault(library, construct.version)
    for stack in assembly.stacks:
        if NAG in (judges := _judges(stack)):
            tools["cdk-nag"] = judges[NAG]
    return tools


def catalogue() -> tuple[Policy, ...]:
    """The documentation of every policy, in the catalogue's order."""
    names = [field.name for field in dataclasses.fields(Policy)]
    return tuple(Policy(**{name: getattr(policy, name) for name in names}) for policy in POLICIES)
