from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from audit.model import (
    Correction,
    InventoryItem,
    Location,
    PluginFinding,
    Report,
    Suppression,
    Template,
    Verdict,
)
from audit.report import make_report
from policies import POLICIES, Outcome
from tests.audit import guarded
from tests.audit.guarded import STACK, Messages, edit, synthesise
from tests.synthesis import ROOT

FILE = "tests/audit/guarded.py"


@pytest.fixture(scope="module")
def report(synthesised: Path) -> Report:
    return make_report(synthesised, ROOT)


def line(text: str) -> int:
    """Line of the only occurrence of a text in the app."""
    (found,) = (
        number
        for number, each in enumerate(inspect.getsource(guarded).splitlines(), start=1)
        if text in each
    )
    return found


def rows(report: Report, outcome: Outcome) -> set[tuple[str, str]]:
    return {
        (row.policy, row.path.removeprefix(f"{STACK}/Messages/"))
        for row in report.rows
        if row.outcome is outcome
    }


def test_what_was_judged(report: Report, synthesised: Path) -> None:
    content = (synthesised / f"{STACK}.template.json").read_bytes()
    assert report.templates == (
        Template(
            stack=STACK,
            file=f"{STACK}.template.json",
            region=None,
            sha256=hashlib.sha256(content).hexdigest(),
            resources=5,
            location=None,
        ),
    )
    assert (report.suffix, report.profile) == ("dev", "development")
    assert report.tools["aws-cdk-lib"] == version("aws-cdk-lib")
    assert report.tools["cdk-nag"] == version("cdk-nag")
    assert {row.policy for row in report.rows} == {policy.id for policy in POLICIES}
    assert (report.verdict, report.errors) == (Verdict.VIOLATED, ())


def test_violations(report: Report) -> None:
    assert rows(report, Outcome.VIOLATION) == {
        ("DESTROY-6", f"{STACK}/Key/Resource"),
        ("IAM-9", "Corrected"),
        ("IAM-9", "Suppressed"),
        ("IAM-9", "Topic/Resource"),
        ("IAM-9", "Violating"),
        ("KMS-7", "Violating"),
    }


def test_what_the_register_covers_is_suppressed(report: Report) -> None:
    assert rows(report, Outcome.SUPPRESSED) == {("KMS-7", "Suppressed")}
    assert report.suppressions == (
        Suppression(
            finding="KMS-7",
            paths=(f"{STACK}/Messages/Suppressed",),
            reason="It is a test.",
            owner="tests",
            expires="2027-01-01",
        ),
    )


def test_what_would_violate_without_an_aspect_is_corrected(report: Report) -> None:
    assert {row for row in rows(report, Outcome.CORRECTED) if row[1] == "Corrected"} == {
        ("NAME-1", "Corrected"),
        ("TAG-1", "Corrected"),
        ("DESTROY-1", "Corrected"),
        ("KMS-7", "Corrected"),
    }
    assert ("NAME-1", "Topic/Resource") in rows(report, Outcome.COMPLIANT)
    assert (
        Correction(
            aspect="DestroyPolicy",
            path=f"{STACK}/Key/Resource",
            property="DeletionPolicy",
            before="Retain",
            after="Delete",
        )
        in report.corrections
    )


def test_cdk_nag_tells_on_how_many_resources_it_was_evaluated(report: Report) -> None:
    rules = {rule.id: rule for rule in report.nag}
    queues = tuple(f"{STACK}/Messages/{name}" for name in ("Corrected", "Suppressed", "Violating"))
    told = [(rule, rules[rule].resources, rules[rule].findings) for rule in rules]
    assert [each for each in told if each[1]] == [
        ("AwsSolutions-KMS5", 1, ()),
        ("AwsSolutions-SNS3", 1, ()),
        ("AwsSolutions-SQS2", 3, ()),
        ("AwsSolutions-SQS3", 3, queues),
        ("AwsSolutions-SQS4", 3, queues),
    ]
    assert all(not findings for _, resources, findings in told if not resources)


def test_findings_of_other_judges(report: Report) -> None:
    finding = next(each for each in report.findings if each.rule == "AwsSolutions-SQS3")
    assert finding == PluginFinding(
        plugin="AwsSolutions",
        rule="AwsSolutions-SQS3",
        severity="error",
        path=f"{STACK}/Messages/Corrected",
        detail=(
            "The SQS queue is not used as a dead-letter queue (DLQ) and does not have a DLQ "
            "enabled."
        ),
        remedy=(
            "Change the resource, or enter the finding in nag_suppressions/ with reason, owner "
            "and expiry."
        ),
        location=Location(file=FILE, line=line('"Corrected"')),
    )


def test_a_suppressed_finding_of_another_judge_is_kept(assembly: Path) -> None:
    def change(validation: dict[str, Any]) -> None:
        (nag,) = (p for p in validation["pluginReports"] if p["pluginName"] == "AwsSolutions")
        suppressed = [each for each in nag["violations"] if each["ruleName"] == "AwsSolutions-SQS3"]
        nag["violations"] = [each for each in nag["violations"] if each not in suppressed]
        nag["suppressedViolations"] = [each | {"reason": "A test."} for each in suppressed]

    edit(assembly / "validation-report.json", change)
    report = make_report(assembly, ROOT)
    found = [(each.rule, each.path, each.reason) for each in report.suppressed_findings]
    assert found == [
        ("AwsSolutions-SQS3", f"{STACK}/Messages/{name}", "A test.")
        for name in ("Corrected", "Violating", "Suppressed")
    ]
    assert "AwsSolutions-SQS3" not in {each.rule for each in report.findings}


def test_inventory(report: Report) -> None:
    items = {item.path.removeprefix(f"{STACK}/"): item for item in report.resources}
    key, topic = items["Key/Resource"], items["Messages/Topic/Resource"]
    assert topic == InventoryItem(
        stack=STACK,
        logical_id=topic.logical_id,
        type="AWS::SNS::Topic",
        path=f"{STACK}/Messages/Topic/Resource",
        layer="Messages",
        name="topic-dev",
        tags={"Profile": "development", "Project": "atlas"},
        key=key.logical_id,
        deletion_policy="not stated",
        location=Location(file=FILE, line=line('"Topic"')),
    )
    assert (key.deletion_policy, key.name, key.location) == ("Delete", "", None)


def test_an_id_that_is_computed_leads_to_the_class(report: Report) -> None:
    (item,) = (each for each in report.resources if each.path.endswith("/Violating"))
    assert item.location == Location(file=FILE, line=inspect.getsourcelines(Messages)[1])


def test_the_region_of_a_stack_is_its_own(tmp_path: Path) -> None:
    report = make_report(synthesise(tmp_path, region="ap-northeast-1"), ROOT)
    assert [template.region for template in report.templates] == ["ap-northeast-1"]


def test_the_same_input_gives_the_same_report(synthesised: Path) -> None:
    assert make_report(synthesised, ROOT) == make_report(synthesised, ROOT)


def drop(entry_type: str) -> Callable[[Any], None]:
    """Removes the metadata of a type."""

    def change(metadata: dict[str, list[dict[str, Any]]]) -> None:
        for path, entries in metadata.items():
            metadata[path] = [entry for entry in entries if entry["type"] != entry_type]

    return change


def become(entry_type: str, data: object) -> Callable[[Any], None]:
    """Gives all metadata of a type another content."""

    def change(metadata: dict[str, list[dict[str, Any]]]) -> None:
        for entries in metadata.values():
            for entry in entries:
                if entry["type"] == entry_type:
                    entry["data"] = data

    return change


def other_version(metadata: dict[str, list[dict[str, Any]]]) -> None:
    for entry in metadata[f"/{STACK}"]:
        if entry["type"] == "guard:judges":
            entry["data"]["AwsSolutions"] = "2.0.0"


def crashed(validation: dict[str, Any]) -> None:
    validation["pluginReports"] = [
        {
            "pluginName": "AwsSolutions",
            "conclusion": "failure",
            "metadata": {"error": "Validation plugin 'AwsSolutions' failed: oops"},
            "violations": [],
        }
    ]


def without_tree(manifest: dict[str, Any]) -> None:
    del manifest["artifacts"]["Tree"]


REVIEW = {"finding": "Policies::KMS-7", "reason": "A test.", "owner": "tests"}
SOME_DAY = REVIEW | {"expires": "some day"}

PINNED = version("cdk-nag")
KNOWN = f"expected {PINNED}, whose rules the report knows: attach guard(), or run make docs."


@pytest.mark.parametrize(
    ("file", "change", "errors"),
    [
        pytest.param(
            f"{STACK}.metadata.json",
            drop("guard:judges"),
            (f"cdk-nag: nothing judged {STACK}; {KNOWN}",),
            id="cdk-nag was not attached",
        ),
        pytest.param(
            f"{STACK}.metadata.json",
            become("guard:judges", "cdk-nag"),
            (f"cdk-nag: nothing judged {STACK}; {KNOWN}",),
            id="who judged can't be read",
        ),
        pytest.param(
            f"{STACK}.metadata.json",
            other_version,
            (f"cdk-nag: 2.0.0 judged {STACK}; {KNOWN}",),
            id="rules of another version",
        ),
        pytest.param(
            "validation-report.json",
            crashed,
            ("cdk-nag: Validation plugin 'AwsSolutions' failed: oops",),
            id="cdk-nag crashed",
        ),
        pytest.param(
            "manifest.json",
            without_tree,
            ("cdk-nag: the construct tree is not in the assembly; expected tree metadata.",),
            id="no construct tree",
        ),
    ],
)
def test_no_pass_of_cdk_nag_is_claimed_that_it_did_not_evaluate(
    assembly: Path, file: str, change: Callable[[Any], None], errors: Iterable[str]
) -> None:
    edit(assembly / file, change)
    report = make_report(assembly, ROOT)
    assert (report.errors, report.nag, report.verdict) == (errors, (), Verdict.VIOLATED)


def test_a_crashed_judge_is_a_finding(assembly: Path) -> None:
    edit(assembly / "validation-report.json", crashed)
    (finding,) = make_report(assembly, ROOT).findings
    assert (finding.plugin, finding.rule, finding.fails) == ("AwsSolutions", "crashed", True)


def test_a_synthesis_that_validated_nothing_is_an_error(assembly: Path) -> None:
    (assembly / "validation-report.json").unlink()
    report = make_report(assembly, ROOT)
    assert report.errors == (
        "cdk-nag: there is no validation report; expected that the synthesis validates.",
    )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(drop("guard:rules"), id="no rules"),
        pytest.param(become("guard:rules", {"newer": True}), id="of another version"),
        pytest.param(become("guard:rules", "rules"), id="a text"),
    ],
)
def test_a_stack_that_was_not_guarded_is_an_error(
    assembly: Path, change: Callable[[Any], None]
) -> None:
    edit(assembly / f"{STACK}.metadata.json", change)
    report = make_report(assembly, ROOT)
    assert report.errors == (f"{STACK}: not guarded; expected a call of guard(), of this version.",)
    assert (report.rows, report.suffix, report.verdict) == ((), "", Verdict.VIOLATED)
    assert len(report.resources) == 5


def test_how_a_stack_is_deployed_is_judged_too(assembly: Path) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["artifacts"][STACK]["properties"] |= {
            "stackName": "video",
            "terminationProtection": True,
        }

    edit(assembly / "manifest.json", change)
    details = {row.policy: row.detail for row in make_report(assembly, ROOT).rows if not row.path}
    assert details["DESTROY-12"] == "TerminationProtection is true; expected false."
    assert details["NAME-6"].startswith('StackName is "video"; expected "stack-dev" or')


def test_a_stack_that_needed_no_correction_has_none(assembly: Path) -> None:
    edit(assembly / f"{STACK}.metadata.json", drop("guard:correction"))
    report = make_report(assembly, ROOT)
    assert (report.corrections, rows(report, Outcome.CORRECTED)) == ((), set())


@pytest.mark.parametrize(
    "record",
    ["reviewed", {"finding": "Policies::KMS-7"}, REVIEW | {"reason": 1}, SOME_DAY, None, []],
    ids=repr,
)
def test_a_record_of_a_review_that_cannot_be_read_is_an_error(
    assembly: Path, record: object
) -> None:
    path = f"{STACK}/Messages/Violating"

    def change(metadata: dict[str, list[dict[str, Any]]]) -> None:
        metadata[f"/{path}"].append({"type": "guard:suppression", "data": record})

    edit(assembly / f"{STACK}.metadata.json", change)
    report = make_report(assembly, ROOT)
    expected = "finding, reason, owner and expires, an ISO date"
    assert report.errors == (f"{path}: guard:suppression is misshapen; expected {expected}.",)
    assert [each.paths for each in report.suppressions] == [(f"{STACK}/Messages/Suppressed",)]


@pytest.mark.parametrize("origin", ["app.py", [{"file": 1, "name": "A"}], ["app.py"], {}], ids=repr)
def test_an_origin_that_cannot_be_read_is_an_error(assembly: Path, origin: object) -> None:
    path = f"{STACK}/Messages/Violating"

    def change(metadata: dict[str, list[dict[str, Any]]]) -> None:
        metadata[f"/{path}"].append({"type": "guard:origin", "data": origin})

    edit(assembly / f"{STACK}.metadata.json", change)
    assert make_report(assembly, ROOT).errors == (
        f"{path}: guard:origin is misshapen; expected a list of files and names.",
    )


def test_a_correction_that_nobody_made_is_an_error(assembly: Path) -> None:
    def change(metadata: dict[str, list[dict[str, Any]]]) -> None:
        metadata[f"/{STACK}/Messages/Violating"].append({"type": "guard:correction", "data": "x"})

    edit(assembly / f"{STACK}.metadata.json", change)
    assert make_report(assembly, ROOT).errors == (
        f"{STACK}/Messages/Violating: guard:correction is misshapen; expected an Aspect's record.",
    )


def test_properties_that_are_none_are_an_error(assembly: Path) -> None:
    def change(template: dict[str, Any]) -> None:
        next(iter(template["Resources"].values()))["Properties"] = "x"

    edit(assembly / f"{STACK}.template.json", change)
    (error,) = make_report(assembly, ROOT).errors
    assert error.endswith(".Properties: str; expected an object.; expected a template.")


@pytest.mark.parametrize("content", ["{", "[]", '{"Resources": 1}'])
def test_a_broken_template_is_an_error(assembly: Path, content: str) -> None:
    (assembly / f"{STACK}.template.json").write_text(content)
    report = make_report(assembly, ROOT)
    (error,) = report.errors
    assert error.startswith(f"{STACK}.template.json: ")
    assert error.endswith("expected a template.")
    assert report.resources == ()
