"""`up` and `down`: start the system, use it, take it down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psutil
from botocore.exceptions import BotoCoreError, ClientError

from local.catalogue import CatalogueError, expect_room, find_files
from local.folder import Folder, State, claim
from local.keeper import STOP_SECONDS
from local.sample import SAMPLE, make_sample
from local.servers import REGION
from local.tour import ask, put

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = Folder(ROOT / ".local")
CLAIM: Final = ROOT / "build" / "up.lock"
"""Held by who starts the system or removes the folder: the folder's own lock goes with it."""

POLL_SECONDS: Final = 0.1
UNDER_WAY: Final = "The system is being started or taken down. Wait, or run `make down`."


class UpError(Exception):
    """The system is not up; the message says why and what to do."""


def up(context: Sequence[str], video: Path | None) -> None:
    """Start the system unless it runs, put videos in, and tell what was found.

    Args:
        context: settings of the stack, each as `key=value`.
        video: a file, or a folder of files; without one, a sample.

    Raises:
        UpError: it can't be started, or does not do what it should.
        CatalogueError: a file can't be uploaded.
    """
    _expect_here(context)
    files = find_files(video) if video else None
    if files:
        expect_room(files, _available())
    with _claimed():
        started = not FOLDER.is_kept()
        if started:
            _start(context)
    state = FOLDER.state()
    if state is None:
        raise UpError(UNDER_WAY)
    if not started:
        print("The system is up already; its settings stay as they are.\n")
    try:
        _use(state, files, started=started)
    except (CatalogueError, BotoCoreError, ClientError) as error:
        raise UpError(f"{error} {_still()}") from error
    print(_where(state))


def down() -> None:
    """Take the system down, and remove all that it made.

    Raises:
        UpError: it does not go.
    """
    keeper = FOLDER.keeper()
    if keeper and FOLDER.is_kept():
        # It may have ended just now.
        with suppress(ProcessLookupError):
            os.kill(keeper.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS + 5
        while FOLDER.is_kept():
            if time.monotonic() > deadline:
                raise UpError(f"Process {keeper.pid}: still there after {STOP_SECONDS} s.")
            time.sleep(POLL_SECONDS)
        # Who was starting it lets go now.
        with claim(CLAIM, wait=True):
            _remove()
        print("The system is down, and all that it made is gone.")
    else:
        with _claimed():
            _remove()
        print("No system is up.")


def _remove() -> None:
    # Somebody may have started another meanwhile.
    if not FOLDER.is_kept():
        FOLDER.remove()


@contextmanager
def _claimed() -> Iterator[None]:
    try:
        with claim(CLAIM):
            yield
    except BlockingIOError as error:
        raise UpError(UNDER_WAY) from error


def _expect_here(context: Sequence[str]) -> None:
    given = dict(setting.split("=", 1) for setting in context if "=" in setting)
    regions = given.get("regions", REGION)
    if regions != REGION:
        raise UpError(
            f"regions={regions}: expected none or {REGION}, since the system on one machine is one "
            "stack there. `make deploy-check` deploys to two regions."
        )


def _available() -> int:
    return int(psutil.virtual_memory().available)


def _use(state: State, files: Mapping[str, Path] | None, *, started: bool) -> None:
    if files:
        # Other than before, the system is up.
        expect_room(files, _available())
        put(state, files)
    elif started:
        with tempfile.TemporaryDirectory() as directory:
            sample = Path(directory, SAMPLE)
            make_sample(sample)
            ask(state, put(state, {SAMPLE: sample})[0], FOLDER.logs / "api.log")


def _still() -> str:
    if FOLDER.is_kept():
        return "The system is still up, until `make down`."
    return f"The system has ended; {FOLDER.output} says why. `make up` starts anew."


def _start(context: Sequence[str]) -> None:
    folder = FOLDER.make()
    program = [sys.executable, "-m", "local.background", str(ROOT / ".local"), *context]
    with folder.output.open("wb") as output:
        keeper = subprocess.Popen(  # noqa: S603 - our own arguments
            [sys.executable, "-m", "local.keeper", str(folder.lock), *program],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        with folder.output.open(encoding="utf-8") as said:
            while folder.state() is None and keeper.poll() is None:
                _show(said.read())
                time.sleep(POLL_SECONDS)
            _show(said.read())
    except BaseException:
        keeper.terminate()
        keeper.wait()
        raise
    if keeper.poll() is not None:
        raise UpError(f"The system did not start. What it said is in {folder.logs}.")


def _show(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _where(state: State) -> str:
    places = (
        ("catalogue", f"{state.api}/catalogue"),
        ("API", f"{state.api}/videos"),
        ("its document", ROOT / "docs" / "openapi.json"),
        ("through API Gateway", f"{state.gateway}/videos, with the header x-api-key"),
        ("embedded AWS", f"{state.aws}, stack {state.stack} in {state.region}"),
        ("where videos go", f"s3://{state.bucket}"),
        ("audit report", FOLDER.reports / "compliance.html"),
        ("logs", FOLDER.logs),
    )
    lines = "\n".join(f"  {name:<22}{place}" for name, place in places)
    return f"\nThe system is up, until `make down`:\n\n{lines}\n"
