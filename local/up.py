"""`up` and `down`: start the system, use it, take it down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import boto3

from local.catalogue import COLUMNS, Catalogue, CatalogueError, find_files, lookups, rows, upload
from local.folder import Folder, State
from local.keeper import STOP_SECONDS
from local.progress import Progress, table
from local.sample import make_sample

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = Folder(ROOT / ".local")
POLL_SECONDS: Final = 0.1
MEASURED_SECONDS: Final = 5
SAMPLE: Final = "sample.mp4"


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
        _put(state, files)
    elif started:
        with tempfile.TemporaryDirectory() as directory:
            sample = Path(directory, SAMPLE)
            make_sample(sample)
            _show_cache(state, _put(state, {SAMPLE: sample})[0])
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


def _client(state: State, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
    return boto3.client(
        service,
        endpoint_url=state.aws,
        region_name=state.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - it demands one and checks none
    )


def _put(state: State, files: Mapping[str, Path]) -> list[dict[str, Any]]:
    etags = upload(_client(state, "s3"), state.bucket, files)
    videos = Catalogue(state.api).wait_for(etags)
    print(f"\n{table(COLUMNS, rows(videos))}\n")
    return videos


def _show_cache(state: State, video: Mapping[str, Any]) -> None:
    """Ask for a record twice, and once as clients of AWS do."""
    progress = Progress()
    api, path = Catalogue(state.api), f"/videos/{video['id']}"
    for place, expected in (("database", (0, 1)), ("cache", (1, 0))):
        before = lookups(FOLDER.logs / "api.log")
        with progress.step(f"Ask the API: answered from the {place}"):
            api.get(path)
            _await_lookups(before, expected)
    secrets = _client(state, "secretsmanager")
    key = secrets.get_secret_value(SecretId=state.api_key_secret)["SecretString"]
    with progress.step("Ask through API Gateway, with the key"):
        Catalogue(state.gateway, {"x-api-key": key}).get(path)
    with progress.step("Ask through API Gateway without it: refused"):
        status, _ = Catalogue(state.gateway).ask(path)
        if status != 401:  # noqa: PLR2004 - HTTP's own number
            raise CatalogueError(f"GET {state.gateway}{path}: status {status}; expected 401.")


def _await_lookups(before: tuple[int, int], expected: tuple[int, int]) -> None:
    # The API writes its metrics once a second.
    deadline = time.monotonic() + MEASURED_SECONDS
    wanted = tuple(b + e for b, e in zip(before, expected, strict=True))
    while (measured := lookups(FOLDER.logs / "api.log")) != wanted:
        if time.monotonic() > deadline:
            raise CatalogueError(
                f"The API measured {measured} hits and misses of its cache; expected {wanted}."
            )
        time.sleep(POLL_SECONDS)


def _where(state: State) -> str:
    places = (
        ("API", f"{state.api}/videos"),
        ("its document", f"{state.api}/openapi.json"),
        ("through API Gateway", f"{state.gateway}/videos, with the header x-api-key"),
        ("embedded AWS", f"{state.aws}, stack {state.stack} in {state.region}"),
        ("where videos go", f"s3://{state.bucket}"),
        ("audit report", FOLDER.reports / "compliance.html"),
        ("logs", FOLDER.logs),
    )
    lines = "\n".join(f"  {name:<22}{place}" for name, place in places)
    return f"\nThe system is up, until `make down`:\n\n{lines}\n"
