"""`up` and `down`: start the system, use it, take it down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from local.catalogue import find_files
from local.folder import Folder, State
from local.keeper import STOP_SECONDS
from local.sample import SAMPLE, make_sample
from local.tour import ask, put

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = Folder(ROOT / ".local")
POLL_SECONDS: Final = 0.1


class UpError(Exception):
    """The system is not up; the message says why and what to do."""


def up(context: Sequence[str], video: Path | None) -> None:
    """Start the system unless it runs, put videos in, and tell what was found.

    Args:
        context: settings of the stack, each as `key=value`.
        video: a file, or a folder of files; without one, a sample.

    Raises:
        UpError: it can't be started.
        CatalogueError: it runs, and does not do what it should.
    """
    files = find_files(video) if video else None
    started = not FOLDER.is_kept()
    if started:
        _start(context)
    state = FOLDER.state()
    if state is None:
        raise UpError("The system is being started or taken down. Wait, or run `make down`.")
    if not started:
        print("The system is up already; its settings stay as they are.\n")
    if files:
        put(state, files)
    elif started:
        with tempfile.TemporaryDirectory() as directory:
            sample = Path(directory, SAMPLE)
            make_sample(sample)
            ask(state, put(state, {SAMPLE: sample})[0], FOLDER.logs / "api.log")
    print(_where(state))


def down() -> None:
    """Take the system down, and remove all that it made.

    Raises:
        UpError: it does not go.
    """
    keeper = FOLDER.keeper()
    if keeper and FOLDER.is_kept():
        os.kill(keeper.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS + 5
        while FOLDER.is_kept():
            if time.monotonic() > deadline:
                raise UpError(f"Process {keeper.pid}: still there after {STOP_SECONDS} s.")
            time.sleep(POLL_SECONDS)
        print("The system is down, and all that it made is gone.")
    else:
        print("No system is up.")
    FOLDER.remove()


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
