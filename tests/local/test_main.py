from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.__main__ import main
from local.folder import claim
from local.up import CLAIM

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def own_process() -> Iterator[None]:
    """The command takes signals, and clears the environment of what leads elsewhere."""
    environment = dict(os.environ)
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    os.environ.clear()
    os.environ.update(environment)
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("command", [[], ["up"], ["down"], ["deploy-check"]], ids=str)
def test_help_teaches(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "required: COMMAND", id="no command"),
        pytest.param(["sideways"], "invalid choice", id="no such command"),
        pytest.param(["up", "--video", "/no/such"], "'/no/such': no such file", id="no such video"),
        pytest.param(["up", "--video="], "'': no such file", id="no video"),
        pytest.param(["up", "--video", "~/no/such"], "'~/no/such': no such file", id="no home"),
        pytest.param(["up", "--video", "a" * 256], "File name too long", id="no name"),
    ],
)
def test_wrong_arguments_end_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


@pytest.mark.parametrize("regions", ["ap-northeast-1,ap-northeast-3", "us-east-1"])
def test_another_region_is_refused_before_anything_is_started(
    regions: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["up", "-c", "profile=production", "-c", f"regions={regions}"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"regions={regions}: expected none or ap-northeast-1")


def test_files_that_can_not_be_taken_are_refused_before_anything_is_started(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "a.mp4").touch()
    (tmp_path / "large.mp4").touch()
    assert main(["up", "--video", str(tmp_path)]) == 1
    (tmp_path / "exports" / "a.mp4").unlink()
    os.truncate(tmp_path / "large.mp4", 1024**4)
    assert main(["up", "--video", str(tmp_path)]) == 1
    exports, large = capsys.readouterr().err.splitlines()
    assert exports.startswith("exports/a.mp4: ")
    assert large.startswith(f"{tmp_path}/large.mp4: ")


def test_while_somebody_else_starts_it_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with claim(CLAIM):
        assert main(["up"]) == 1
    assert "being started" in capsys.readouterr().err
