"""`python -m local.check FOLDER`: the whole life of deployments, in an embedded AWS.

Two regions with one suffix and two suffixes in one region stand side by side, change, fail to
change, serve, and go. What each resource type amounts to here is printed.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import redis

from local.catalogue import CatalogueError
from local.cdk import Cdk, CdkError, Stack, read_stacks
from local.deployment import read_deployment
from local.emulated import MEANINGS, UNLISTED, Level, UnknownTypeError, level, remark
from local.folder import Folder, State
from local.gateway import ask_for_what_is_not_there, ask_without_what_is_demanded, reprocess
from local.inventory import Inventory, added, take_inventory
from local.progress import Progress, table
from local.sample import SAMPLE, make_sample
from local.servers import ACCOUNT, REGION, Valkey
from local.services import ServiceError
from local.system import IMAGE, Servers, open_databases, open_servers, serve
from local.tour import ask, put

OTHER_REGION: Final = "ap-northeast-3"
REGIONS: Final = (REGION, OTHER_REGION)
FIRST: Final = ("environmentSuffix=one", f"regions={','.join(REGIONS)}")
"""One suffix in two regions."""

SECOND: Final = (
    "environmentSuffix=two",
    "profile=production",
    # The region's setting belongs to the first.
    "apiGatewayAccount=existing",
)
"""Another suffix in the first region."""

UPDATED: Final = 14
FAILING: Final = 30
RETENTION: Final = "logRetentionDays"
NO_CHANGES: Final = "(no changes)"
DELETION_DAYS: Final = 7
BROKEN: Final = {
    "Type": "AWS::EC2::SecurityGroupIngress",
    "Properties": {
        "GroupId": "sg-00000000000000000",
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "CidrIp": "10.0.0.0/16",
    },
}
"""A rule in a group that is not there."""

KEY: Final = "AWS::KMS::Key"
ACCOUNT_WIDE: Final = ("AWS::IAM::Role", "AWS::S3::Bucket", "AWS::S3::BucketPolicy")
"""Types that every region lists alike."""


class CheckError(Exception):
    """Something is not as it should be; the message says what."""


REFUSALS: Final = (
    CatalogueError,
    CdkError,
    CheckError,
    ServiceError,
    UnknownTypeError,
    OSError,
)
"""What ends the check with its message."""


class Check:
    """The deployments and what is known of them."""

    def __init__(self, folder: Folder, servers: Servers) -> None:
        self._folder = folder
        self._servers = servers
        self._progress = Progress()
        self._cdk = Cdk(
            variables=servers.emulator.variables,
            account=ACCOUNT,
            log=folder.logs / "cdk.log",
        )

    def run(self) -> str:
        """Live through it all; returns what there was of each resource type.

        Raises:
            CheckError: something is not as it should be.
        """
        first, second = self._synthesise("one", FIRST), self._synthesise("two", SECOND)
        stacks = [*read_stacks(first), *read_stacks(second)]
        for region in REGIONS:
            with self._progress.step(f"Bootstrap {region}"):
                self._cdk.bootstrap(region)
        before = self._inventories()
        self._deploy(first, f"one suffix in {' and '.join(REGIONS)}")
        self._deploy(second, f"another suffix in {REGION}")
        there = [added(b, a) for b, a in zip(before, self._inventories(), strict=True)]
        with self._progress.step("Compare what is there with the templates"):
            report = _compare(stacks, there)
        self._deploy_again(first)
        self._update(first)
        self._fail_to_update()
        self._process_and_serve(read_stacks(first)[0].name, self._servers, authenticated=False)
        with open_databases(self._servers.emulator, self._folder.logs) as servers:
            self._process_and_serve(read_stacks(second)[0].name, servers, authenticated=True)
        for assembly in (second, first):
            with self._progress.step(f"Destroy {_names(assembly)}"):
                self._cdk.destroy(assembly)
        with self._progress.step("Look for what is left"):
            self._left(before, stacks)
        return report

    def _synthesise(self, name: str, context: Sequence[str]) -> Path:
        assembly = self._folder.assembly / name
        with self._progress.step(f"Synthesise {context[0]} under all policies"):
            self._cdk.synthesise(
                [*context, IMAGE], assembly=assembly, reports=self._folder.reports / name
            )
        return assembly

    def _deploy(self, assembly: Path, what: str) -> None:
        with self._progress.step(f"Deploy {what}"):
            self._cdk.deploy(assembly)

    def _deploy_again(self, assembly: Path) -> None:
        with self._progress.step("Deploy the same again: nothing changes"):
            said = self._cdk.deploy(assembly)
            _expect(said.count(NO_CHANGES), len(read_stacks(assembly)), f"times {NO_CHANGES!r}")

    def _update(self, assembly: Path) -> None:
        changed = self._synthesise("updated", (f"{RETENTION}={UPDATED}", *FIRST))
        before = self._inventories()
        self._deploy(changed, f"the change of a setting, {RETENTION}={UPDATED}")
        self._expect_retention(UPDATED, assembly)
        self._expect_same(before, "an update in place")

    def _fail_to_update(self) -> None:
        failing = self._synthesise("failing", (f"{RETENTION}={FAILING}", *FIRST))
        for stack in read_stacks(failing):
            template = _template(stack)
            groups = [name for name, _ in _of_type(template, "AWS::Logs::LogGroup")]
            # After something was changed, which is to be undone.
            template["Resources"]["Broken"] = {**BROKEN, "DependsOn": groups}
            stack.template.write_text(json.dumps(template), encoding="utf-8")
        before = self._inventories()
        with self._progress.step("Deploy a change that fails: it is rolled back"):
            try:
                self._cdk.deploy(failing)
            except CdkError:
                pass
            else:
                raise CheckError("A rule in a group that is not there was deployed.")
            self._expect_retention(UPDATED, failing)
            self._expect_same(before, "a rollback")
            client = self._servers.emulator.client("cloudformation", region=REGION)
            name = read_stacks(failing)[0].name
            status = client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
            _expect(status, "UPDATE_ROLLBACK_COMPLETE", f"status of {name}")

    def _process_and_serve(self, stack: str, servers: Servers, *, authenticated: bool) -> None:
        client = partial(servers.emulator.client, region=REGION)
        deployment = read_deployment(stack, client)
        logs = self._folder.logs / stack
        logs.mkdir()
        with ExitStack() as opened:
            with self._progress.step(f"Start worker and API of {stack}"):
                running = opened.enter_context(
                    serve(
                        servers,
                        deployment,
                        region=REGION,
                        logs=logs,
                        scratch=self._folder.scratch,
                    )
                )
            # With it, nothing gets into the cache, and nothing out, without the password.
            _expect(
                asks_for_password(servers.valkey), authenticated, f"AUTH at the cache of {stack}"
            )
            sample = Path(opened.enter_context(tempfile.TemporaryDirectory()), SAMPLE)
            make_sample(sample)
            state = State(
                api=running.api,
                gateway=running.gateway,
                aws=servers.emulator.endpoint,
                region=REGION,
                stack=stack,
                bucket=deployment.outputs["IngestBucketName"],
                api_key_secret=deployment.outputs["ApiKeySecretArn"],
            )
            (video,) = put(state, {SAMPLE: sample})
            ask(state, video, running.services.log("api"))
            ask_for_what_is_not_there(state)
            ask_without_what_is_demanded(state, deployment.rest_api)
            reprocess(state, video)

    def _left(self, before: Sequence[Inventory], destroyed: Sequence[Stack]) -> None:
        declared = Counter(
            stack.region or REGION for stack in destroyed for _ in _of_type(_template(stack), KEY)
        )
        for region, earlier, now in zip(REGIONS, before, self._inventories(), strict=True):
            left = dict(added(earlier, now))
            keys = left.pop(KEY, [])
            _expect(left, {}, f"resources left in {region}")
            _expect(len(keys), declared[region], f"keys left in {region}")
            expect_pending_deletion(self._servers.emulator.client("kms", region=region), keys)

    def _expect_same(self, before: Sequence[Inventory], what: str) -> None:
        for region, earlier, now in zip(REGIONS, before, self._inventories(), strict=True):
            _expect(added(earlier, now), {}, f"resources that {what} added in {region}")
            _expect(added(now, earlier), {}, f"resources that {what} removed in {region}")

    def _expect_retention(self, days: int, assembly: Path) -> None:
        for stack in read_stacks(assembly):
            logs = self._servers.emulator.client("logs", region=stack.region or REGION)
            pages = logs.get_paginator("describe_log_groups").paginate()
            found = {
                group.get("retentionInDays")
                for group in pages.build_full_result()["logGroups"]
                if group["logGroupName"].endswith("-one")
            }
            _expect(found, {days}, f"retention of the log groups in {stack.region}, in days")

    def _inventories(self) -> list[Inventory]:
        emulator = self._servers.emulator
        return [take_inventory(partial(emulator.client, region=region)) for region in REGIONS]


def _compare(stacks: Sequence[Stack], there: Sequence[Inventory]) -> str:
    """What there is of each resource type, beside what the templates declare.

    Raises:
        CheckError: there is more or less than is claimed.
    """
    resources = [each for stack in stacks for each in _template(stack)["Resources"].values()]
    declared = Counter(each["Type"] for each in resources if each["Type"] != "AWS::CDK::Metadata")
    absent = Counter(each["Type"] for each in resources if _is_absent(each))
    found: Counter[str] = Counter()
    for number, inventory in enumerate(there):
        for name, resources_there in inventory.items():
            if number == 0 or name not in ACCOUNT_WIDE:
                found[name] += len(resources_there)
    listed = {name: count for name, count in declared.items() if name not in UNLISTED}
    for name, count in listed.items():
        _expect(found[name], count - absent[name], f"resources of the type {name}")
    rows = [
        [name, str(count), "" if name in UNLISTED else str(found[name]), level(name), remark(name)]
        for name, count in sorted(declared.items())
    ]
    meanings = "\n".join(f"  {each:<14} {meaning}" for each, meaning in MEANINGS.items())
    header = ("type", "declared", "found", "here", "what is missing")
    return f"{table(header, rows)}\n\n{meanings}\n"


def _is_absent(resource: Mapping[str, Any]) -> bool:
    has_metric_math = resource["Type"] == "AWS::CloudWatch::Alarm" and (
        "Metrics" in resource["Properties"]
    )
    return level(resource["Type"]) is Level.ABSENT or has_metric_math


def expect_pending_deletion(kms: Any, keys: Sequence[str]) -> None:  # noqa: ANN401 - boto3 makes its clients' types at run time
    """See that keys go as early as keys can.

    Raises:
        CheckError: one stays, or goes at another time.
    """
    for key in keys:
        found = kms.describe_key(KeyId=key)["KeyMetadata"]
        _expect(found["KeyState"], "PendingDeletion", f"state of the key {key}")
        days = round((found["DeletionDate"] - datetime.now(UTC)) / timedelta(days=1))
        _expect(days, DELETION_DAYS, f"days until the key {key} is deleted")


def _template(stack: Stack) -> dict[str, Any]:
    template: dict[str, Any] = json.loads(stack.template.read_text(encoding="utf-8"))
    return template


def asks_for_password(valkey: Valkey) -> bool:
    """Whether a cache refuses who has no password."""
    with valkey.client() as client:
        try:
            client.ping()
        except redis.exceptions.AuthenticationError:
            return True
    return False


def _of_type(template: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((key, each) for key, each in template["Resources"].items() if each["Type"] == name)


def _names(assembly: Path) -> str:
    return " and ".join(
        f"{stack.name} in {stack.region or REGION}" for stack in read_stacks(assembly)
    )


def _expect(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise CheckError(f"{what}: {found}; expected {expected}.")


def main(arguments: Sequence[str]) -> int:
    """Run the check; 1 with the reason when something is not as it should be."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    folder = Folder(Path(arguments[0])).make()
    try:
        with open_servers(folder.logs) as servers:
            report = Check(folder, servers).run()
    except REFUSALS as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    print(
        f"\n{report}\nWhat is missing here was judged on the templates: {folder.reports}\n"
        "What is left: the toolkit, and the keys, pending deletion."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
