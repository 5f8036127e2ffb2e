from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.servers import free_port
from tests.services.worker.conftest import Queues
from video_catalog.__main__ import main
from video_catalog.errors import TransientError
from video_catalog.events import Event, Kind, MalformedMessageError, body
from video_catalog.worker.dead_letters import DeadLetters
from video_catalog.worker.scratch import HEARTBEAT, orphan, subdirectories


@pytest.fixture
def environment(queues: Queues, monkeypatch: pytest.MonkeyPatch) -> Queues:
    monkeypatch.setenv("QUEUE_URL", queues.main_url)
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", queues.dead_url)
    return queues


@pytest.fixture
def letters(environment: Queues) -> DeadLetters:
    """Three that passed on, of two classes, and one that is no event."""
    letters = DeadLetters(environment.dead)
    for key, error in (
        ("a\tb.mp4", TransientError("no answer")),
        ("c.mp4", TransientError("no answer")),
        ("d.mp4", TimeoutError("slow")),
        (None, MalformedMessageError("no JSON")),
    ):
        text = body(Event(kind=Kind.CREATED, bucket="b", key=key)) if key else "text"
        environment.main.send([text])
        (message,) = environment.main.receive(wait_seconds=1, visibility_seconds=60)
        letters.add(message, error, permanent=key is None)
        environment.main.delete(message)
    return letters


def rows(output: str) -> list[list[str]]:
    return [line.split("\t") for line in output.splitlines()]


def listed(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """Class, permanence, key and error of what is listed."""
    capsys.readouterr()
    assert main(["dlq", "list"]) == 0
    header, *lines = rows(capsys.readouterr().out)
    assert header == ["id", "sent", "class", "permanent", "key", "error"]
    return sorted(line[2:] for line in lines)


MALFORMED = ["MalformedMessageError", "yes", "-", "no JSON"]
TIMEOUT = ["TimeoutError", "no", "d.mp4", "slow"]
TRANSIENT = [
    ["TransientError", "no", "a\\tb.mp4", "no answer"],
    ["TransientError", "no", "c.mp4", "no answer"],
]


@pytest.mark.usefixtures("letters")
def test_lists_without_taking(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert listed(capsys) == [MALFORMED, TIMEOUT, *TRANSIENT]


@pytest.mark.usefixtures("letters")
def test_shows_one(capsys: pytest.CaptureFixture[str]) -> None:
    main(["dlq", "list"])
    (chosen,) = (row for row in rows(capsys.readouterr().out) if row[2] == "TimeoutError")
    assert main(["dlq", "show", chosen[0]]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["id"], shown["class"], shown["error"]) == (chosen[0], "TimeoutError", "slow")
    assert json.loads(shown["body"])["detail"]["object"]["key"] == "d.mp4"


@pytest.mark.usefixtures("letters")
def test_says_that_there_is_no_such_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dlq", "show", "absent"]) == 1
    assert capsys.readouterr().err == "absent: no such message; `dlq list` shows their ids.\n"


def test_redrives_a_class(
    letters: DeadLetters, environment: Queues, capsys: pytest.CaptureFixture[str]
) -> None:
    assert letters.length() == 4
    assert main(["dlq", "redrive", "--class", "TransientError"]) == 0
    assert capsys.readouterr().out == "2 sent again, 0 refused, 2 not chosen\n"
    assert environment.main.length() == 2
    assert listed(capsys) == [MALFORMED, TIMEOUT]


def test_redrives_one(
    letters: DeadLetters, environment: Queues, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = list(letters.take())
    letters.put_back()
    (chosen,) = (each.message.id for each in taken if each.error_class == "TimeoutError")
    assert main(["dlq", "redrive", chosen]) == 0
    assert environment.main.length() == 1
    assert listed(capsys) == [MALFORMED, *TRANSIENT]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["absent", "none"],
            [
                f"{each}: no such message; `dlq list` shows their ids."
                for each in ("absent", "none")
            ],
        ),
        (
            ["--class", "Absent"],
            ["--class Absent: no message of this class; `dlq list` shows them."],
        ),
    ],
    ids=["id", "class"],
)
def test_says_that_there_is_nothing_to_redrive(
    letters: DeadLetters,
    environment: Queues,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: list[str],
) -> None:
    assert main(["dlq", "redrive", *arguments]) == 1
    told = capsys.readouterr()
    assert told.out == "0 sent again, 0 refused, 4 not chosen\n"
    assert told.err.splitlines() == says
    assert (letters.length(), environment.main.length()) == (4, 0)


@pytest.mark.usefixtures("environment")
def test_redrives_all_of_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dlq", "redrive", "--all"]) == 0
    assert capsys.readouterr().out == "0 sent again, 0 refused, 0 not chosen\n"


def test_refuses_to_redrive_what_is_permanent(
    letters: DeadLetters, environment: Queues, capsys: pytest.CaptureFixture[str]
) -> None:
    assert letters.length() == 4
    assert main(["dlq", "redrive", "--all"]) == 1
    told = capsys.readouterr()
    assert told.out == "3 sent again, 1 refused, 0 not chosen\n"
    assert re.match(r"[0-9a-f-]+: MalformedMessageError is permanent; expected", told.err)
    assert environment.main.length() == 3
    assert listed(capsys) == [MALFORMED]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("QUEUE_URL", "QUEUE_URL: absent or empty; expected a value in the environment.\n"),
        ("AWS_DEFAULT_REGION", "AWS_REGION: absent; expected a region.\n"),
    ],
)
@pytest.mark.usefixtures("environment")
def test_says_which_setting_is_absent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, says: str
) -> None:
    monkeypatch.delenv(name)
    assert main(["dlq", "list"]) == 2
    assert capsys.readouterr().err == says


@pytest.mark.usefixtures("environment")
def test_says_that_the_queue_is_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    assert main(["dlq", "list"]) == 3
    assert "Could not connect to the endpoint URL" in capsys.readouterr().err


@pytest.mark.usefixtures("letters")
def test_puts_back_what_it_looked_at_when_it_is_interrupted(
    environment: Queues, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(DeadLetters, "redrive", interrupted)
        assert main(["dlq", "redrive", "--class", "TransientError"]) == 130
    assert environment.main.length() == 0
    assert listed(capsys) == [MALFORMED, TIMEOUT, *TRANSIENT]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """With a worker that is gone and one that is not."""
    for name, age in (("gone", 7200), ("alive", 0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(bytes(100))
        heartbeat = tmp_path / name / HEARTBEAT
        heartbeat.touch()
        then = time.time() - age
        os.utime(heartbeat, (then, then))
    return tmp_path


def test_sweeps_what_is_orphaned(scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", str(scratch)]) == 0
    assert [path.name for path in scratch.iterdir()] == ["alive"]
    assert capsys.readouterr().out == (
        f"{scratch}/gone\t100 bytes\t120 min\n1 directories removed, 100 bytes freed\n"
    )


@pytest.mark.parametrize(
    ("arguments", "ends"),
    [
        (["--dry-run"], "1 directories would be removed\n"),
        (["--older-than", "180"], "0 directories removed, 0 bytes freed\n"),
    ],
    ids=str,
)
def test_sweeps_no_more_than_it_is_told(
    scratch: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], ends: str
) -> None:
    assert main(["sweep", str(scratch), *arguments]) == 0
    assert len(list(scratch.iterdir())) == 2
    assert capsys.readouterr().out.endswith(ends)


@pytest.mark.parametrize("minutes", ["0", "-1", "2", "nan"])
def test_sweeps_no_living_worker(
    scratch: Path, capsys: pytest.CaptureFixture[str], minutes: str
) -> None:
    assert main(["sweep", str(scratch), "--older-than", minutes]) == 2
    assert len(list(scratch.iterdir())) == 2
    expected = f"--older-than {minutes}: expected 3 minutes at least: a living worker may be "
    assert capsys.readouterr().err.startswith(expected)


def test_sweeps_beside_another(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {each: orphan(each, 3600) for each in subdirectories(scratch)}
    shutil.rmtree(scratch / "gone")
    monkeypatch.setattr("video_catalog.worker.sweep_command.subdirectories", lambda _: list(found))
    assert main(["sweep", str(scratch)]) == 0
    monkeypatch.setattr("video_catalog.worker.sweep_command.orphan", lambda each, _: found[each])
    assert main(["sweep", str(scratch)]) == 0


def test_sweeps_nothing_but_what_workers_left(
    scratch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped directory, or a file system that holds something else."""
    for name in ("empty", "photographs/2026"):
        (scratch / name).mkdir(parents=True)
    (scratch / "photographs" / "a.jpg").write_bytes(bytes(10))
    then = time.time() - 7200
    for name in ("empty", "photographs/2026", "photographs"):
        os.utime(scratch / name, (then, then))
    assert main(["sweep", str(scratch)]) == 0
    assert sorted(path.name for path in scratch.iterdir()) == ["alive", "photographs"]
    assert len(list((scratch / "photographs").iterdir())) == 2
    assert capsys.readouterr().out == (
        f"{scratch}/empty\t0 bytes\t120 min\n{scratch}/gone\t100 bytes\t120 min\n"
        "2 directories removed, 100 bytes freed\n"
    )


def _nest(directory: Path) -> None:
    """Directories in each other, so deep that no path leads to the last."""
    inner = os.open(directory, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=inner)
        outer, inner = inner, os.open("d" * 250, os.O_RDONLY, dir_fd=inner)
        os.close(outer)
    os.close(inner)


def test_names_what_it_can_not_sweep_and_goes_on(
    scratch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(scratch / "gone", scratch / "deep")
    _nest(scratch / "deep")
    assert main(["sweep", str(scratch)]) == 1
    assert sorted(path.name for path in scratch.iterdir()) == ["alive", "deep"]
    told = capsys.readouterr()
    assert (
        told.err
        == f"{scratch}/deep: File name too long; expected a directory that can be removed.\n"
    )
    assert told.out.endswith("1 directories removed, 100 bytes freed\n")


@pytest.mark.parametrize("arguments", [["dlq", "redrive"], ["dlq", "redrive", "--all", "id"]])
def test_redrives_nothing_unasked(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_says_that_there_is_no_scratch_directory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", str(tmp_path / "absent")]) == 1
    assert capsys.readouterr().err == (
        f"{tmp_path}/absent: No such file or directory; expected the scratch directory.\n"
    )


def test_loads_nothing_heavy_before_a_command_is_chosen() -> None:
    program = (
        "import sys, video_catalog.worker.commands\n"
        "loaded = {'boto3', 'av', 'tqdm', 'psycopg'} & sys.modules.keys()\n"
        "assert not loaded, loaded"
    )
    services = Path(__file__).parents[3] / "services"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=services)  # noqa: S603 - our own program
