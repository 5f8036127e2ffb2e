"""The CDK's own command line, led to the embedded AWS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
CDK: Final = ROOT / "node_modules" / ".bin" / "cdk"
SYNTH_SECONDS: Final = 300
DEPLOY_SECONDS: Final = 300
"""A function that fails to start never answers CloudFormation, which waits for an hour."""

SHOWN_LINES: Final = 25


class CdkError(Exception):
    """A command failed; the message has the end of what it said."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack of a cloud assembly.

    Attributes:
        name: in CloudFormation.
        template: its file.
        region: where it belongs; `None` for wherever it is deployed.
    """

    name: str
    template: Path
    region: str | None


def read_stacks(assembly: Path) -> list[Stack]:
    """The stacks of a cloud assembly."""
    manifest = json.loads((assembly / "manifest.json").read_text(encoding="utf-8"))
    return [
        Stack(
            name=artifact["properties"].get("stackName", name),
            template=assembly / artifact["properties"]["templateFile"],
            region=_region(artifact["environment"]),
        )
        for name, artifact in manifest["artifacts"].items()
        if artifact["type"] == "aws:cloudformation:stack"
    ]


def _region(environment: str) -> str | None:
    # aws://ACCOUNT/REGION
    region = environment.rpartition("/")[2]
    return None if region == "unknown-region" else region


class Cdk:
    """The commands, each with its time limit."""

    def __init__(self, *, variables: Mapping[str, str], account: str, log: Path) -> None:
        """Choose where the commands work.

        Args:
            variables: environment variables that lead to an AWS.
            account: number of the account there.
            log: file for all that the commands say.
        """
        self._variables = variables
        self._account = account
        self._log = log

    def synthesise(self, context: Sequence[str], *, assembly: Path, reports: Path) -> None:
        """Synthesise under all policies.

        Args:
            context: settings, each as `key=value`.
            assembly: folder of the cloud assembly.
            reports: folder of the audit reports.

        Raises:
            CdkError: a policy is violated, or a setting is wrong.
        """
        settings = [*context, f"audit:reports={reports}"]
        given = [word for setting in settings for word in ("--context", setting)]
        self._run(SYNTH_SECONDS, "synth", "--quiet", "--output", str(assembly), *given)

    def bootstrap(self, region: str) -> None:
        """Make the toolkit that deployments need.

        Raises:
            CdkError: it can't be made.
        """
        environment = f"aws://{self._account}/{region}"
        self._run(DEPLOY_SECONDS, "bootstrap", environment, "--app", "")

    def deploy(self, assembly: Path) -> str:
        """Deploy what was synthesised; returns what was said.

        Raises:
            CdkError: it could not be deployed; what was there before is there again.
        """
        return self._run(
            DEPLOY_SECONDS,
            *("deploy", "--all", "--app", str(assembly)),
            *("--require-approval", "never", "--progress", "events"),
        )

    def destroy(self, assembly: Path) -> None:
        """Destroy what was deployed.

        Raises:
            CdkError: something is left.
        """
        self._run(DEPLOY_SECONDS, "destroy", "--all", "--force", "--app", str(assembly))

    def _run(self, seconds: int, *arguments: str) -> str:
        # Node.js came with our own environment.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        command = [str(CDK), *arguments, "--no-color"]
        environment = {**os.environ, **self._variables, "PATH": path, "CI": "true"}
        try:
            done = subprocess.run(  # noqa: S603 - our own arguments
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            self._keep(command, (error.stdout or b"").decode(errors="replace"))
            raise CdkError(
                f"cdk {arguments[0]}: not done after {seconds} s. See {self._log}."
            ) from error
        self._keep(command, done.stdout)
        if done.returncode:
            end = "\n".join(done.stdout.strip().splitlines()[-SHOWN_LINES:])
            raise CdkError(f"cdk {arguments[0]} failed. All it said is in {self._log}:\n{end}")
        return done.stdout

    def _keep(self, command: Sequence[str], said: str) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n{said}\n")
