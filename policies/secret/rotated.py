"""SECRET-7."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policies.conditions import elsewhere, examine_reference
from policies.finding import NotApplicable, Violation
from policies.policy import ResourcePolicy
from policies.rules import Rules
from policies.secret.reference import ATTACHMENT, drawn_from
from policies.template import ABSENT, Resource, Template

SCHEDULE = "AWS::SecretsManager::RotationSchedule"
DAYS = "RotationRules.AutomaticallyAfterDays"
EXPRESSION = "RotationRules.ScheduleExpression"
MOST_DAYS: Final = 90
EXPECTED: Final = f"a literal number of days, or rate(… days), of at most {MOST_DAYS}"

_RATE: Final = re.compile(r"rate\(([0-9]+) (hours?|days?)\)")


class Rotated(ResourcePolicy):
    """How long secrets last."""

    id = "SECRET-7"
    title = "Secrets rotate every 90 days or more often, by a function of the stack."
    rationale = "A secret that leaks is worth something until the next rotation only."
    source = (
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html; "
        "decision 11 of the design"
    )
    remedy = "Call secret.add_rotation_schedule with rotation_lambda and automatically_after."
    resource_types = ("AWS::SecretsManager::Secret",)

    def examine(
        self, resource: Resource, template: Template, rules: Rules
    ) -> Iterator[Violation | NotApplicable]:
        """Judge the schedule of the secret, or of its attachment to a database."""
        if resource.logical_id in template.index(_cache_passwords):
            yield NotApplicable(
                "The secret is a cache's password, which an operator rotates by the runbook."
            )
            return
        attachments = template.by_reference(ATTACHMENT, "SecretId")
        by_secret = template.by_reference(SCHEDULE, "SecretId")
        secrets = (resource, *attachments.get(resource.logical_id, ()))
        schedules = [each for secret in secrets for each in by_secret.get(secret.logical_id, ())]
        if not schedules:
            yield Violation(f"{SCHEDULE}.SecretId", ABSENT, "a reference to the secret")
        for each in schedules:
            yield from elsewhere(each, _examine(each, template))


def _examine(schedule: Resource, template: Template) -> Iterator[Violation]:
    yield from examine_reference(schedule, "RotationLambdaARN", template, "AWS::Lambda::Function")
    days, expression = schedule.get(DAYS), schedule.get(EXPRESSION)
    given = [each for each in (days, expression) if each is not ABSENT]
    if not given or not all(map(_is_frequent, given)):
        yield Violation("RotationRules", schedule.get("RotationRules"), EXPECTED)


def _is_frequent(schedule: object) -> bool:
    """Whether it can be told that no more days pass between two rotations; not of a cron."""
    if isinstance(schedule, str):
        rate = _RATE.fullmatch(schedule)
        if rate is None:
            return False
        return int(rate[1]) <= MOST_DAYS * (24 if rate[2].startswith("hour") else 1)
    return type(schedule) is int and 1 <= schedule <= MOST_DAYS


def _cache_passwords(template: Template) -> frozenset[str]:
    """Logical ids of the secrets that caches draw their passwords from."""
    caches = template.of_type("AWS::ElastiCache::ReplicationGroup")
    names = (drawn_from(cache.get("AuthToken")) for cache in caches)
    return frozenset(name for name in names if name is not None)
