from __future__ import annotations

import pytest

from local.__main__ import main


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
        pytest.param(
            ["up", "--video", "/no/such"], "/no/such: no such file or folder", id="no such video"
        ),
    ],
)
def test_wrong_arguments_end_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
