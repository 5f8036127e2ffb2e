"""`python -m local.background FOLDER KEY=VALUE…`: the local system, until SIGTERM.

Its output says how it starts; the folder's state, that it is up.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from local.cdk import Cdk, CdkError, read_stacks
from local.deployment import read_deployment
from local.folder import Folder, State
from local.progress import Progress, table
from local.servers import ACCOUNT, REGION
from local.services import ServiceError, Services
from local.system import IMAGE, Running, Servers, open_servers, serve

LOOK_SECONDS: Final = 1


def run(folder: Folder, context: Sequence[str]) -> None:
    """Start the system, and keep it up until a signal, or until a part of it ends.

    Args:
        folder: for all that it makes.
        context: settings of the stack, each as `key=value`.

    Raises:
        CdkError: the stack can't be synthesised or deployed.
        ServiceError: a service does not work.
    """
    progress = Progress()
    with open_servers(folder.logs) as servers:
        emulator = servers.emulator
        cdk = Cdk(variables=emulator.variables, account=ACCOUNT, log=folder.logs / "cdk.log")
        with progress.step("Synthesise the stack under all policies"):
            cdk.synthesise([*context, IMAGE], assembly=folder.assembly, reports=folder.reports)
        with progress.step(f"Bootstrap the embedded AWS in {REGION}"):
            cdk.bootstrap(REGION)
        with progress.step("Deploy what was synthesised"):
            cdk.deploy(folder.assembly)
        (stack,) = read_stacks(folder.assembly)
        deployment = read_deployment(stack.name, partial(emulator.client, region=REGION))
        with ExitStack() as services:
            with progress.step("Migrate the database, start worker and API"):
                running = services.enter_context(
                    serve(
                        servers,
                        deployment,
                        region=REGION,
                        logs=folder.logs,
                        scratch=folder.scratch,
                    )
                )
            progress.say(f"\n{_told(running)}\n")
            folder.write(
                State(
                    api=running.api,
                    gateway=running.gateway,
                    aws=emulator.endpoint,
                    region=REGION,
                    stack=stack.name,
                    bucket=deployment.outputs["IngestBucketName"],
                    api_key_secret=deployment.outputs["ApiKeySecretArn"],
                )
            )
            watch([servers, running.services])


def _told(running: Running) -> str:
    header = ("setting", "in the task definitions", "here", "because")
    rows = [(each.setting, each.deployed, each.here, each.reason) for each in running.differences]
    return f"What worker and API are told otherwise than in AWS:\n\n{table(header, rows)}"


def watch(parts: Sequence[Servers | Services], seconds: float = LOOK_SECONDS) -> NoReturn:
    """Look after what runs, until a part of it ends.

    Args:
        parts: what runs.
        seconds: between two looks.

    Raises:
        ServiceError: a part has ended by itself.
    """
    while True:
        for part in parts:
            if ended := part.ended():
                raise ServiceError(
                    f"{ended}: ended by itself, so the whole system goes down. Its log is "
                    f"{part.log(ended)}; `make up` starts anew."
                )
        time.sleep(seconds)


def main(arguments: Sequence[str]) -> int:
    """Run until SIGTERM; 1 with the reason as the last of the output when it can't be."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    folder, *context = arguments
    try:
        run(Folder(Path(folder)), context)
    except (CdkError, ServiceError, TimeoutError, FileNotFoundError) as error:
        sys.stdout.write(f"\n{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
