from __future__ import annotations

from collections.abc import Iterator

from policies import (
    Finding,
    NotApplicable,
    Outcome,
    Policy,
    Resource,
    ResourcePolicy,
    Rules,
    Template,
    Violation,
    judge,
)

RULES = Rules(suffix="dev")
TEMPLATE = Template(
    {
        "Resources": {
            "Good": {"Type": "AWS::SQS::Queue", "Metadata": {"aws:cdk:path": "stack/Good"}},
            "Bad": {"Type": "AWS::SQS::Queue"},
            "Other": {"Type": "AWS::SQS::Queue"},
        }
    }
)


class Example(ResourcePolicy):
    id = "EXAMPLE-1"
    title = "All is well."
    rationale = "It is."
    source = "decision 4 of the design"
    remedy = "Make it well."
    resource_types = ("AWS::SQS::Queue",)

    def examine(
        self,
        resource: Resource,
        template: Template,  # noqa: ARG002 - the one signature
        rules: Rules,
    ) -> Iterator[Violation | NotApplicable]:
        if resource.logical_id == "Bad":
            yield Violation("One", 1, "two")
            yield Violation("Other", rules.suffix, "prod")
        if resource.logical_id == "Other":
            yield NotApplicable("It is another one.")


class Crash(Policy):
    id = "CRASH-1"
    title = "Nothing is well."
    rationale = "It is not."
    source = "decision 4 of the design"
    remedy = "None."

    def judge(self, template: Template, rules: Rules) -> Iterator[Finding]:
        yield Finding(self.id, Outcome.COMPLIANT, rules.suffix, "", "")
        raise KeyError(next(iter(template.resources)))


def test_every_resource_has_a_row_in_the_order_of_the_policies() -> None:
    rows = judge(TEMPLATE, RULES, (Example(), Example()))
    once = (
        Finding("EXAMPLE-1", Outcome.COMPLIANT, "Good", "AWS::SQS::Queue", "stack/Good"),
        Finding(
            "EXAMPLE-1",
            Outcome.VIOLATION,
            "Bad",
            "AWS::SQS::Queue",
            "Bad",
            "One is 1; expected two.",
        ),
        Finding(
            "EXAMPLE-1",
            Outcome.VIOLATION,
            "Bad",
            "AWS::SQS::Queue",
            "Bad",
            'Other is "dev"; expected prod.',
        ),
        Finding(
            "EXAMPLE-1",
            Outcome.NOT_APPLICABLE,
            "Other",
            "AWS::SQS::Queue",
            "Other",
            "It is another one.",
        ),
    )
    assert rows == (*once, *once)


def test_a_policy_that_raises_is_a_violation_and_the_others_go_on() -> None:
    rows = judge(TEMPLATE, RULES, (Crash(), Example()))
    assert rows[1] == Finding(
        "CRASH-1",
        Outcome.VIOLATION,
        "",
        "",
        "",
        "The policy could not judge the template: KeyError: 'Good'; "
        "expected a verdict. The policy has a defect.",
    )
    assert len(rows) == 2 + 4


def test_a_finding_reads_as_one_line() -> None:
    good, bad, *_ = judge(TEMPLATE, RULES, (Example(),))
    assert str(good) == "EXAMPLE-1 stack/Good: compliant"
    assert str(bad) == "EXAMPLE-1 Bad: One is 1; expected two."
    assert str(Finding("EXAMPLE-1", Outcome.COMPLIANT, "", "", "")) == (
        "EXAMPLE-1 template: compliant"
    )


def test_a_long_value_is_cut() -> None:
    template = Template({"Resources": {"Bad": {"Type": "AWS::SQS::Queue"}}})
    _, row = judge(template, Rules(suffix="x" * 200), (Example(),))
    assert row.detail == f'Other is "{"x" * 119}…; expected prod.'


def test_the_family_is_the_first_part_of_the_id() -> None:
    assert Example().family == "EXAMPLE"
