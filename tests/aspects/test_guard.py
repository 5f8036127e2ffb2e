"""guard() holds any app, by whatever way somebody goes about it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms, aws_s3 as s3, cloudformation_include as include

from aspects import guard
from aspects.metadata import RULES as RULES_ENTRY
from aspects.policy_plugin import judge_file
from policies import Deployment, Finding, Outcome, Policy, Rules, Template
from tests.aspects.apps import Assembly, Build, synthesise

RULES = Rules(suffix="dev", tags={"Project": "streamtech"})
TODAY = date(2026, 11, 23)
DEPLOYMENT = Deployment(name="stack-dev", termination_protection=False)


def guarded(build: Build) -> Assembly:
    return synthesise(build, lambda app: guard(app, RULES, today=TODAY))


def key(stack: cdk.Stack) -> kms.CfnKey:
    made = kms.CfnKey(
        stack,
        "Key",
        enable_key_rotation=True,
        pending_window_in_days=7,
        key_policy={
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "kms:*",
                    "Resource": "*",
                    "Principal": {
                        "AWS": stack.format_arn(
                            service="iam", region="", resource="root", arn_format=COLON
                        )
                    },
                }
            ],
        },
    )
    kms.CfnAlias(stack, "Alias", alias_name="alias/key-dev", target_key_id=made.ref)
    return made


COLON = cdk.ArnFormat.NO_RESOURCE_NAME


def test_what_the_aspects_correct_passes() -> None:
    assembly = guarded(key)
    assert assembly.raised == ""
    assert assembly.findings == set()
    assert set(assembly.corrections["Key"]) == {
        ("Tags.Project", None, "streamtech"),
        ("DeletionPolicy", None, "Delete"),
        ("UpdateReplacePolicy", None, "Delete"),
    }


def test_the_assembly_tells_by_which_rules_it_was_judged() -> None:
    (entries,) = guarded(key).entries(RULES_ENTRY).values()
    (entry,) = entries
    assert entry["suffix"] == "dev"
    assert entry["tags"] == {"Project": "streamtech"}


def overridden(stack: cdk.Stack) -> None:
    key(stack).add_property_override("EnableKeyRotation", False)  # noqa: FBT003 - the CDK's signature


def deleted(stack: cdk.Stack) -> None:
    key(stack).add_property_deletion_override("EnableKeyRotation")


def raw(stack: cdk.Stack) -> None:
    key(stack).add_override("DeletionPolicy", "Retain")


def misshapen(stack: cdk.Stack) -> None:
    key(stack).add_override("Properties", "x")


def included(stack: cdk.Stack) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"Resources": {"Old": {"Type": "AWS::IAM::User"}}}, file)
        file.flush()
        include.CfnInclude(stack, "Old", template_file=file.name)


def hidden_by_a_condition(stack: cdk.Stack) -> None:
    condition = cdk.CfnCondition(stack, "Production", expression=cdk.Fn.condition_equals("a", "b"))
    made = key(stack)
    made.enable_key_rotation = cdk.Fn.condition_if(
        condition.logical_id, cdk.Aws.NO_VALUE, cdk.Aws.NO_VALUE
    )


def protected(stack: cdk.Stack) -> None:
    key(stack)
    stack.termination_protection = True


def annotated(level: str) -> Build:
    def build(stack: cdk.Stack) -> None:
        annotations = cdk.Annotations.of(key(stack))
        {"warning": annotations.add_warning, "error": annotations.add_error}[level]("Look here")

    return build


def warned_with_an_id(stack: cdk.Stack) -> None:
    cdk.Annotations.of(key(stack)).add_warning_v2("@mine/lib:old", "Look here")


@dataclass(frozen=True)
class Case:
    name: str
    build: Build
    finding: str
    path: str = "stack-dev/Key"


VIOLATIONS = [
    Case("a property override", overridden, "Policies::KMS-14"),
    Case("a property deletion override", deleted, "Policies::KMS-14"),
    Case("an override beside the properties", raw, "Policies::DESTROY-1"),
    Case("properties that are none", misshapen, "Policies::TEMPLATE-0", "stack-dev"),
    Case("a template taken in as it is", included, "Policies::TEMPLATE-2", "stack-dev/Old/Old"),
    Case("termination protection", protected, "Policies::DESTROY-12", "stack-dev"),
    Case("a condition", hidden_by_a_condition, "Policies::KMS-14"),
    Case("a warning", annotated("warning"), "Warnings::annotation"),
    Case("an error", annotated("error"), "Warnings::annotation"),
    Case("a warning with an id", warned_with_an_id, "Warnings::@mine/lib:old"),
    Case("an empty stack", lambda _: None, "Policies::TEMPLATE-1", "stack-dev"),
    Case(
        "a finding of cdk-nag",
        lambda stack: s3.CfnBucket(stack, "Bucket"),
        "AwsSolutions::AwsSolutions-S1",
        "stack-dev/Bucket",
    ),
]


@pytest.mark.parametrize("case", VIOLATIONS, ids=lambda case: case.name)
def test_violation_fails_the_synthesis(case: Case) -> None:
    assembly = guarded(case.build)
    assert (case.finding, case.path) in assembly.findings
    assert case.finding.partition("::")[0] in assembly.raised


def test_a_violation_tells_value_expectation_and_remedy() -> None:
    assembly = guarded(overridden)
    assert "EnableKeyRotation is false; expected true." in assembly.raised
    assert "stack-dev/Key" in assembly.raised
    assert "Suggested fix: Pass enable_key_rotation=True" in assembly.raised


class Crashing(Policy):
    id = "TEST-1"
    title = "It is judged."
    rationale = source = remedy = "None."

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:  # noqa: ARG002 - the signature
        yield Finding(self.id, Outcome.COMPLIANT, "", "", "", template.document["Absent"])  # type: ignore[arg-type]


def test_a_policy_that_crashes_is_a_finding() -> None:
    assembly = synthesise(key, lambda app: guard(app, RULES, policies=[Crashing()], today=TODAY))
    assert assembly.findings == {("Policies::TEST-1", "stack-dev")}
    assert "KeyError: 'Absent'" in assembly.raised


def test_a_template_that_is_none_is_a_finding() -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "stack.template.json")
        for content in ("", "[]", "{", '{"Resources": 1}', "[" * 100_000):
            path.write_text(content)
            (finding,) = judge_file(path, RULES, (), DEPLOYMENT)
            assert finding.policy == "TEMPLATE-0"
            assert "expected a CloudFormation template" in finding.detail
        (finding,) = judge_file(Path(directory, "absent.json"), RULES, (), DEPLOYMENT)
        assert finding.policy == "TEMPLATE-0"


def test_a_stack_within_a_stage_is_judged_too() -> None:
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(outdir=directory, builtin_cloud_formation_validation=False)
        stack = cdk.Stack(cdk.Stage(app, "Production"), "stack", stack_name="stack-dev")
        key(stack).add_property_override("EnableKeyRotation", False)  # noqa: FBT003 - the CDK's signature
        guard(app, RULES, today=TODAY)
        with pytest.raises(RuntimeError, match="Policies::KMS-14"):
            app.synth()
        report = json.loads(Path(directory, "validation-report.json").read_text())
    paths = {
        construct["constructPath"]
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    }
    assert paths == {"Production/stack/Key"}


def test_each_stack_is_judged_by_its_own_region() -> None:
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(outdir=directory, builtin_cloud_formation_validation=False)
        here, there = (
            cdk.Stack(app, region, stack_name="stack-dev", env=cdk.Environment(region=region))
            for region in ("ap-northeast-1", "ap-northeast-3")
        )
        for stack in (here, there):
            key(stack).description = "Encrypts what is in ap-northeast-1"
        guard(app, RULES, today=TODAY)
        with pytest.raises(RuntimeError, match="REGION-1"):
            app.synth()
        report = json.loads(Path(directory, "validation-report.json").read_text())
    (violation,) = (
        violation for plugin in report["pluginReports"] for violation in plugin["violations"]
    )
    (construct,) = violation["violatingConstructs"]
    assert construct["constructPath"] == "ap-northeast-3/Key"


def test_the_name_of_a_stack_is_judged() -> None:
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(outdir=directory, builtin_cloud_formation_validation=False)
        key(cdk.Stack(app, "stack-dev", stack_name="video"))
        guard(app, RULES, today=TODAY)
        with pytest.raises(RuntimeError, match="Policies::NAME-6") as raised:
            app.synth()
    assert 'StackName is "video"; expected "stack-dev" or "stack-{role}-dev".' in str(raised.value)


def test_a_stack_within_a_stage_is_corrected_too() -> None:
    with tempfile.TemporaryDirectory() as directory:
        app = cdk.App(outdir=directory, builtin_cloud_formation_validation=False)
        stack = cdk.Stack(cdk.Stage(app, "Production"), "stack", stack_name="stack-dev")
        key(stack)
        guard(app, RULES, today=TODAY)
        app.synth()
        (template,) = Path(directory).glob("assembly-Production/*.template.json")
        (made,) = (
            resource
            for resource in json.loads(template.read_text())["Resources"].values()
            if resource["Type"] == "AWS::KMS::Key"
        )
    assert made["DeletionPolicy"] == "Delete"
    assert {"Key": "Project", "Value": "streamtech"} in made["Properties"]["Tags"]
