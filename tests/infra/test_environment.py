from __future__ import annotations

import re
import string
from dataclasses import fields

import pytest
from hypothesis import given, strategies as st

from infra.environment import (
    DEFAULTS,
    SUFFIX_MAXIMUM_LENGTH,
    Environment,
    Profile,
    read_environments,
)
from infra.setting import SettingError

SUFFIX_RULE = (
    "expected lower-case letters, digits and single hyphens, beginning with a letter, "
    "at most 14 characters, as in dev or qa7."
)

REFUSED: tuple[tuple[str, dict[str, object], str], ...] = (
    ("upper case", {"environmentSuffix": "Prod!"}, f"environmentSuffix=Prod!: {SUFFIX_RULE}"),
    ("empty suffix", {"environmentSuffix": ""}, f"environmentSuffix=: {SUFFIX_RULE}"),
    (
        "suffix too long",
        {"environmentSuffix": "a" * 15},
        f"environmentSuffix={'a' * 15}: {SUFFIX_RULE}",
    ),
    ("digit first", {"environmentSuffix": "7qa"}, f"environmentSuffix=7qa: {SUFFIX_RULE}"),
    ("hyphen last", {"environmentSuffix": "qa-"}, f"environmentSuffix=qa-: {SUFFIX_RULE}"),
    ("two hyphens", {"environmentSuffix": "q--a"}, f"environmentSuffix=q--a: {SUFFIX_RULE}"),
    ("line end", {"environmentSuffix": "qa\n"}, f"environmentSuffix='qa\\n': {SUFFIX_RULE}"),
    (
        "a region as the suffix",
        {"environmentSuffix": "us-east-1"},
        "environmentSuffix=us-east-1: expected no AWS region: names would seem to be bound to it.",
    ),
    (
        "unknown profile",
        {"profile": "staging"},
        "profile=staging: expected one of development, production.",
    ),
    (
        "unknown region",
        {"regions": "ap-northeast-9"},
        (
            "regions=ap-northeast-9: expected AWS regions separated by commas, "
            "and 'ap-northeast-9' is none; did you mean ap-northeast-3."
        ),
    ),
    (
        "no region near it",
        {"regions": "§"},
        "regions=§: expected AWS regions separated by commas, and '§' is none.",
    ),
    (
        "an empty region",
        {"regions": "us-east-1,"},
        "regions=us-east-1,: expected AWS regions separated by commas, and '' is none.",
    ),
    (
        "a region twice",
        {"regions": "us-east-1, us-east-1"},
        "regions=us-east-1, us-east-1: expected each region once, and us-east-1 is there twice.",
    ),
    (
        "minimum above maximum",
        {"workerMinimum": 5, "workerMaximum": 4},
        "workerMinimum=5: expected less than workerMaximum, which is 4.",
    ),
    (
        "worker that can't scale",
        {"workerMaximum": 1},
        "workerMinimum=1: expected less than workerMaximum, which is 1.",
    ),
    (
        "API that can't scale",
        {"apiMinimum": "4"},
        "apiMinimum=4: expected less than apiMaximum, which is 4.",
    ),
    (
        "minimum above the profile's maximum",
        {"apiMinimum": "9"},
        "apiMinimum=9: expected less than apiMaximum, which is 4.",
    ),
    (
        "storage above its end",
        {"databaseStorageGib": "200"},
        "databaseStorageMaximumGib=100: expected at least 220, 10 % above databaseStorageGib.",
    ),
    (
        "storage just below its end",
        {"databaseStorageGib": "91"},
        "databaseStorageMaximumGib=100: expected at least 101, 10 % above databaseStorageGib.",
    ),
    (
        "not a number",
        {"workerMinimum": "many"},
        "workerMinimum=many: expected a whole number from 1 to 1000.",
    ),
    ("zero", {"workerMinimum": 0}, "workerMinimum=0: expected a whole number from 1 to 1000."),
    (
        "not a flag",
        {"mountScratch": "yes"},
        "mountScratch=yes: expected one of true, false.",
    ),
    (
        "not a node type",
        {"cacheNodeType": "t4g.small"},
        "cacheNodeType=t4g.small: expected an ElastiCache node type, as in cache.t4g.small.",
    ),
    (
        "not an image",
        {"imageUri": "no image"},
        (
            "imageUri=no image: expected an image in a private Amazon ECR repository with its tag "
            "or digest, as in 111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/video-catalog:1.0."
        ),
    ),
    (
        "misspelt key",
        {"workerMinimun": "1"},
        "workerMinimun=1: expected a known setting; did you mean workerMinimum.",
    ),
)


@pytest.mark.parametrize(
    ("context", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_wrong_setting_is_one_line(context: dict[str, object], message: str) -> None:
    with pytest.raises(SettingError) as raised:
        read_environments(context)
    assert str(raised.value) == message
    assert "\n" not in str(raised.value)


def test_unknown_key_without_a_near_one_lists_the_known() -> None:
    with pytest.raises(
        SettingError, match=r"^zzz=1: expected a known setting: environmentSuffix, "
    ):
        read_environments({"zzz": "1"})


def test_defaults_are_development_without_a_region() -> None:
    (environment,) = read_environments({})
    assert (environment.suffix, environment.profile, environment.region) == (
        "dev",
        Profile.DEVELOPMENT,
        None,
    )
    assert environment.stack_id == "stack-dev"


def test_one_environment_for_each_region_in_order() -> None:
    environments = read_environments({"regions": "ap-northeast-3, ap-northeast-1"})
    assert [environment.stack_id for environment in environments] == [
        "stack-ap-northeast-3-dev",
        "stack-ap-northeast-1-dev",
    ]


@pytest.mark.parametrize("profile", Profile)
def test_every_setting_has_a_default_in_every_profile(profile: Profile) -> None:
    (environment,) = read_environments({"profile": profile.value})
    names = {field.name for field in fields(Environment)} - {"suffix", "profile", "region"}
    assert len(DEFAULTS[profile]) == len(names)
    assert environment.profile is profile


@pytest.mark.parametrize("key", sorted(DEFAULTS[Profile.PRODUCTION]))
def test_context_overrides_the_profile(key: str) -> None:
    value = DEFAULTS[Profile.PRODUCTION][key]
    bounds = {"workerMaximum": "1000", "databaseStorageMaximumGib": "1000"}
    (environment,) = read_environments({**bounds, key: str(value)})
    (production,) = read_environments({"profile": "production"})
    name = "".join(f"_{c.lower()}" if c in string.ascii_uppercase else c for c in key)
    assert getattr(environment, name) == getattr(production, name)


def test_storage_may_begin_a_tenth_below_its_end() -> None:
    (environment,) = read_environments({"databaseStorageGib": "90"})
    assert environment.database_storage_gib == 90


def test_the_cdk_keeps_its_own_keys() -> None:
    context = {"@aws-cdk/core:checkSecretUsage": True, "aws:cdk:bundling-stacks": ["**"]}
    assert read_environments(context) == read_environments({})


def test_what_a_profile_demands_is_no_setting() -> None:
    (environment,) = read_environments(
        {"profile": "production", "cacheTransitEncryption": "false", "backupRetentionDays": "1"}
    )
    assert environment.must_encrypt_transit
    assert environment.fewest_backup_days == 7


def test_transit_encryption_is_off_in_development_only() -> None:
    assert [
        read_environments({"profile": profile.value})[0].cache_transit_encryption
        for profile in Profile
    ] == [False, True]


words = st.text(alphabet=string.ascii_lowercase + string.digits, min_size=1, max_size=5)


@given(st.lists(words, min_size=1, max_size=4).map("-".join))
def test_every_suffix_of_the_grammar_is_taken(suffix: str) -> None:
    if suffix[0].isdigit() or len(suffix) > SUFFIX_MAXIMUM_LENGTH:
        with pytest.raises(SettingError):
            read_environments({"environmentSuffix": suffix})
    else:
        assert read_environments({"environmentSuffix": suffix})[0].suffix == suffix


texts = st.text(alphabet=string.printable)
json_values = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.lists(texts)


def outcome(context: dict[str, object]) -> str:
    """`accepted`, or the message of the refusal."""
    try:
        read_environments(context)
    except SettingError as error:
        return str(error)
    return "accepted"


@given(
    st.dictionaries(
        st.sampled_from(["environmentSuffix", "profile", "regions", *DEFAULTS[Profile.PRODUCTION]]),
        json_values,
    )
)
def test_any_context_is_accepted_or_refused_in_one_line(context: dict[str, object]) -> None:
    assert re.fullmatch(r"accepted|\w+=.*: expected .*\.", outcome(context))
