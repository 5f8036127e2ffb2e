from __future__ import annotations

from collections import Counter

import pytest

from local.emulated import TYPES, UNLISTED, Level, UnknownTypeError, level, remark
from local.inventory import LISTINGS
from tests.synthesis import PROFILES, template


def declared() -> set[str]:
    types = {
        each["Type"]
        for profile in PROFILES
        for each in template(profile=profile)["Resources"].values()
    }
    return types - {"AWS::CDK::Metadata"}


def test_every_type_of_the_templates_is_in_one_table_and_none_is_there_for_nothing() -> None:
    entered = Counter(name for types in TYPES.values() for name in types)
    assert set(entered.values()) == {1}
    assert set(entered) == declared()


def test_every_type_is_listed_by_its_service_or_said_not_to_be() -> None:
    assert declared() - set(LISTINGS) == {*UNLISTED, *TYPES[Level.ABSENT]}


def test_a_type_that_nobody_has_looked_at_is_refused() -> None:
    for judge in (level, remark):
        with pytest.raises(UnknownTypeError, match=r"AWS::New::Type: .*local/emulated\.py"):
            judge("AWS::New::Type")


def test_tells_what_is_missing() -> None:
    assert level("AWS::KMS::Key") is Level.RECORDED
    assert remark("AWS::KMS::Key") == "nothing is encrypted"
    assert remark("AWS::ApiGateway::RestApi") == ""
