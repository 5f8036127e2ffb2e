"""The settings of one deployment, read from CDK context and validated.

A setting comes from `-c key=value` or cdk.json; what is not given comes from the profile. This
file alone knows what a profile means.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from aws_cdk.region_info import RegionInfo

from infra.setting import Parser, SettingError, flag, matching, one_of, whole_number

SUFFIX_PATTERN: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SUFFIX_MAXIMUM_LENGTH: Final = 14
"""What the shortest name limits leave: load balancers and target groups have 32 characters."""


class Profile(StrEnum):
    """How large and how strict a deployment is."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


FEWEST_BACKUP_DAYS: Final = {Profile.DEVELOPMENT: 1, Profile.PRODUCTION: 7}


class ApiGatewayAccount(StrEnum):
    """Who owns the one CloudWatch role that API Gateway has for each account and region."""

    CREATE = "create"
    EXISTING = "existing"


class CpuArchitecture(StrEnum):
    """Instruction set of the container image and of the functions."""

    X86_64 = "x86-64"
    ARM64 = "arm64"


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One deployment: one stack in one region.

    Attributes:
        suffix: last part of every name (`environmentSuffix`).
        profile: where the defaults of the other settings come from.
        region: region of the stack; `None` leaves the template region-agnostic.
        worker_minimum: fewest worker tasks, at least 1.
        worker_maximum: most worker tasks, more than the fewest.
        api_minimum: fewest API tasks, at least 1.
        api_maximum: most API tasks, more than the fewest.
        worker_concurrency: files that one worker task keeps in flight, which share its memory.
        database_instance_class: RDS class, as `db.t3.medium`.
        database_storage_gib: storage at creation, in GiB; gp3 for PostgreSQL starts at 20.
        database_storage_maximum_gib: where storage autoscaling ends, in GiB.
        backup_retention_days: days of automated database backups, 1 to 35.
        cache_node_type: ElastiCache node type, as `cache.t4g.small`.
        cache_nodes: nodes of the replication group, 2 to 6.
        cache_transit_encryption: TLS and AUTH between the services and the cache.
        mount_scratch: whether the worker mounts the EFS file system.
        log_retention_days: retention of every log group, in days.
        api_gateway_account: whether the stack makes the account's CloudWatch role of API Gateway.
        cpu_architecture: instruction set of image and functions.
        image_uri: image to run in place of the one built from services/, in a private repository
            of the account and region that the stack is deployed to.
        base_image: base of the image built from services/.
        project: value of the tag Project.
        cost_center: value of the tag CostCenter.
        owner: value of the tag Owner.
        data_classification: value of the tag DataClassification.
    """

    suffix: str
    profile: Profile
    region: str | None
    worker_minimum: int
    worker_maximum: int
    api_minimum: int
    api_maximum: int
    worker_concurrency: int
    database_instance_class: str
    database_storage_gib: int
    database_storage_maximum_gib: int
    backup_retention_days: int
    cache_node_type: str
    cache_nodes: int
    cache_transit_encryption: bool
    mount_scratch: bool
    log_retention_days: int
    api_gateway_account: ApiGatewayAccount
    cpu_architecture: CpuArchitecture
    image_uri: str | None
    base_image: str
    project: str
    cost_center: str
    owner: str
    data_classification: str

    @property
    def stack_id(self) -> str:
        """Id of the stack in the app, which may hold the same suffix in several regions."""
        return "-".join(part for part in ("stack", self.region, self.suffix) if part)

    @property
    def must_encrypt_transit(self) -> bool:
        """Whether the profile demands TLS to the cache: development may do without."""
        return self.profile is Profile.PRODUCTION

    @property
    def fewest_backup_days(self) -> int:
        """The profile's minimum of days of automated backups."""
        return FEWEST_BACKUP_DAYS[self.profile]

    @property
    def tags(self) -> Mapping[str, str]:
        """The tags that every resource carries."""
        return {
            "Project": self.project,
            "Environment": self.suffix,
            "Profile": self.profile.value,
            "CostCenter": self.cost_center,
            "Owner": self.owner,
            "DataClassification": self.data_classification,
            "ManagedBy": "aws-cdk",
        }


_DEVELOPMENT: Final[Mapping[str, object]] = {
    "workerMinimum": 1,
    "workerMaximum": 4,
    "apiMinimum": 2,
    "apiMaximum": 4,
    "workerConcurrency": 4,
    "databaseInstanceClass": "db.t3.medium",
    "databaseStorageGib": 20,
    "databaseStorageMaximumGib": 100,
    "backupRetentionDays": FEWEST_BACKUP_DAYS[Profile.DEVELOPMENT],
    "cacheNodeType": "cache.t4g.small",
    "cacheNodes": 2,
    "cacheTransitEncryption": False,
    "mountScratch": False,
    "logRetentionDays": 7,
    "apiGatewayAccount": "create",
    "cpuArchitecture": "x86-64",
    "imageUri": "",
    "baseImage": "public.ecr.aws/docker/library/python:3.13-slim-bookworm",
    "project": "streamtech-video-pipeline",
    "costCenter": "video-platform",
    "owner": "platform-engineering",
    "dataClassification": "internal",
}

_PRODUCTION: Final[Mapping[str, object]] = {
    **_DEVELOPMENT,
    "workerMinimum": 2,
    "workerMaximum": 50,
    "apiMaximum": 20,
    "databaseInstanceClass": "db.r6g.large",
    "databaseStorageGib": 100,
    "databaseStorageMaximumGib": 1000,
    "backupRetentionDays": FEWEST_BACKUP_DAYS[Profile.PRODUCTION],
    "cacheNodeType": "cache.r6g.large",
    "cacheTransitEncryption": True,
    "mountScratch": True,
    "logRetentionDays": 90,
    "dataClassification": "confidential",
}

DEFAULTS: Final[Mapping[Profile, Mapping[str, object]]] = {
    Profile.DEVELOPMENT: _DEVELOPMENT,
    Profile.PRODUCTION: _PRODUCTION,
}

HIGHEST_CONCURRENCY: Final = 8
"""More files in flight would leave each too little of a worker task's memory."""

LOG_RETENTION_DAYS: Final = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731)


def _suffix(key: str, value: object) -> str:
    rule = (
        f"lower-case letters, digits and single hyphens, beginning with a letter, "
        f"at most {SUFFIX_MAXIMUM_LENGTH} characters, as in dev or qa7"
    )
    text = str(value)
    if len(text) > SUFFIX_MAXIMUM_LENGTH or not SUFFIX_PATTERN.fullmatch(text):
        raise SettingError(key, value, rule)
    if text in _known_regions():
        raise SettingError(key, value, "no AWS region: names would seem to be bound to it")
    return text


def _known_regions() -> frozenset[str]:
    return frozenset(region.name for region in RegionInfo.regions)


_TAG_VALUE = matching(
    r"[\w.:/=+@-][\w .:/=+@-]{0,254}", "1 to 256 letters, digits, spaces and . : / = + - @ _"
)
PRIVATE_IMAGE: Final = (
    r"[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.[a-z.]+/"
    r"(?P<name>[a-z0-9][a-z0-9._/-]*)(:(?P<tag>[\w.-]+)|@(?P<digest>sha256:[0-9a-f]{64}))"
)
"""The isolated network reaches no other registry."""

_IMAGE = r"[a-z0-9][\w.\-/:@]{0,511}"

_PARSERS: Final[Mapping[str, Parser[Any]]] = {
    "workerMinimum": whole_number(1, 1000),
    "workerMaximum": whole_number(1, 1000),
    "apiMinimum": whole_number(1, 1000),
    "apiMaximum": whole_number(1, 1000),
    "workerConcurrency": whole_number(1, HIGHEST_CONCURRENCY),
    "databaseInstanceClass": matching(
        r"db\.[a-z0-9-]+\.[a-z0-9-]+", "an RDS instance class, as in db.t3.medium"
    ),
    "databaseStorageGib": whole_number(20, 59_578),
    "databaseStorageMaximumGib": whole_number(22, 65_536),
    "backupRetentionDays": whole_number(1, 35),
    "cacheNodeType": matching(
        r"cache\.[a-z0-9-]+\.[a-z0-9-]+", "an ElastiCache node type, as in cache.t4g.small"
    ),
    "cacheNodes": whole_number(2, 6),
    "cacheTransitEncryption": flag,
    "mountScratch": flag,
    "logRetentionDays": lambda key, value: int(
        one_of(*(str(days) for days in LOG_RETENTION_DAYS))(key, value)
    ),
    "apiGatewayAccount": lambda key, value: ApiGatewayAccount(
        one_of(*ApiGatewayAccount)(key, value)
    ),
    "cpuArchitecture": lambda key, value: CpuArchitecture(one_of(*CpuArchitecture)(key, value)),
    "imageUri": lambda key, value: (
        matching(
            PRIVATE_IMAGE,
            "an image in a private Amazon ECR repository with its tag or digest, "
            "as in 111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/video-catalog:1.0",
        )(key, value)
        if value
        else None
    ),
    "baseImage": matching(_IMAGE, "an image reference, as in registry/name:tag"),
    "project": _TAG_VALUE,
    "costCenter": _TAG_VALUE,
    "owner": _TAG_VALUE,
    "dataClassification": _TAG_VALUE,
}

_BOUNDS: Final = (
    ("workerMinimum", "workerMaximum"),
    ("apiMinimum", "apiMaximum"),
)

GROWTH_PERCENT: Final = 10
"""By which storage must be able to grow at least, or RDS refuses the maximum:
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html"""


def read_environments(context: Mapping[str, object]) -> tuple[Environment, ...]:
    """One environment for each region that the context asks for; one without a region else.

    Args:
        context: the CDK context. Keys with `:` or `/` belong to the CDK and are left alone.

    Raises:
        SettingError: a setting is missing, unknown or breaks its rule.
    """
    own = {key: value for key, value in context.items() if not re.search(r"[:/]", key)}
    _refuse_unknown(own)
    suffix = _suffix("environmentSuffix", own.get("environmentSuffix", "dev"))
    profile = Profile(one_of(*Profile)("profile", own.get("profile", Profile.DEVELOPMENT)))
    given = {**DEFAULTS[profile], **own}
    settings = {key: parse(key, given[key]) for key, parse in _PARSERS.items()}
    for low, high in _BOUNDS:
        # A service whose fewest tasks are its most can't scale: policy ECS-3.
        if settings[low] >= settings[high]:
            raise SettingError(low, settings[low], f"less than {high}, which is {settings[high]}")
    _check_storage(settings["databaseStorageGib"], settings["databaseStorageMaximumGib"])
    named = {_attribute(key): value for key, value in settings.items()}
    return tuple(
        Environment(suffix=suffix, profile=profile, region=region, **named)
        for region in _regions(own.get("regions", ""))
    )


def _check_storage(first: int, maximum: int) -> None:
    least = first + -(-first * GROWTH_PERCENT // 100)
    if maximum < least:
        raise SettingError(
            "databaseStorageMaximumGib",
            maximum,
            f"at least {least}, {GROWTH_PERCENT} % above databaseStorageGib",
        )


def _regions(value: object) -> tuple[str | None, ...]:
    if value == "":
        return (None,)
    known = _known_regions()
    regions = tuple(name.strip() for name in str(value).split(","))
    for name in regions:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}" if near else ""
            raise SettingError(
                "regions", value, f"AWS regions separated by commas, and {name!r} is none{hint}"
            )
        if regions.count(name) > 1:
            raise SettingError("regions", value, f"each region once, and {name} is there twice")
    return regions


def _refuse_unknown(own: Mapping[str, object]) -> None:
    known = ("environmentSuffix", "profile", "regions", *_PARSERS)
    for key, value in own.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"; did you mean {near[0]}" if near else f": {', '.join(known)}"
            raise SettingError(key, value, f"a known setting{hint}")


def _attribute(key: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter.group().lower()}", key)
