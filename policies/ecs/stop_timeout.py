"""ECS-9."""

from __future__ import annotations

from collections.abc import Iterator

from policies.ecs.container import ContainerPolicy, is_essential
from policies.finding import Violation
from policies.template import Part, Template

LONGEST = 120
"""Seconds that Fargate grants at most."""


class StopTimeout(ContainerPolicy):
    """The time that containers have to stop."""

    id = "ECS-9"
    title = "Every essential container says how long it may take to stop."
    rationale = "A worker needs the time to give its message back; the default is 30 seconds."
    source = (
        "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html; "
        "decision 16 of the design"
    )
    remedy = "Pass stop_timeout=Duration.seconds(n), 120 at most, to add_container."

    def examine_container(self, container: Part, template: Template) -> Iterator[Violation]:
        """Judge StopTimeout."""
        seconds = container.get("StopTimeout")
        if is_essential(container) and not (type(seconds) is int and 1 <= seconds <= LONGEST):
            expected = f"a literal number of seconds from 1 to {LONGEST}"
            yield Violation(container.at("StopTimeout"), seconds, expected)
