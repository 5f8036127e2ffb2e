from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.deployment import Container, Service
from local.differences import Place
from local.services import ServiceError, Services

PROGRAM = """
import os, pathlib, sys, time
command, trace = sys.argv[1], pathlib.Path(os.environ["TRACE"])
if command == "health":
    sys.exit(0 if trace.read_text().endswith(f"{sys.argv[2]}\\n") else 1)
with trace.open("a") as file:
    print(command, file=file)
print("said", os.environ.get("SECRET_OF_THIS_PROCESS"))
if command == "fails":
    sys.exit("no such table")
if command != "migrate":
    time.sleep(600)
"""


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "trace"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    place = Place(aws={}, cache_port=1, api_port=2, scratch=tmp_path)
    with Services(place, tmp_path) as services:
        yield services


def service(trace: Path, *commands: str) -> Service:
    """A service whose containers run the program above; the last one is essential."""
    containers = tuple(
        Container(
            name=command,
            command=(sys.executable, "-c", PROGRAM, command),
            environment={"TRACE": str(trace)},
            essential=command == commands[-1],
        )
        for command in commands
    )
    return Service(name=commands[-1], containers=containers, target_group=None)


def test_starts_when_what_it_waits_for_has_ended(services: Services, trace: Path) -> None:
    services.start(service(trace, "migrate", "worker"))
    assert trace.read_text() == "migrate\nworker\n"
    assert services.ended() is None


def test_a_container_has_nothing_of_this_process(
    services: Services, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THIS_PROCESS", "secret")
    services.start(service(trace, "migrate", "worker"))
    assert services.log("migrate").read_text() == "said None\n"


def test_does_not_start_when_what_it_waits_for_fails(services: Services, trace: Path) -> None:
    with pytest.raises(ServiceError, match=r"fails: failed\..*\n.*\nno such table$"):
        services.start(service(trace, "fails", "worker"))
    assert trace.read_text() == "fails\n"


def test_a_service_that_ends_is_told_with_the_end_of_its_log(
    services: Services, trace: Path
) -> None:
    # It is healthy as another.
    with pytest.raises(ServiceError, match="migrate: ended with exit code 0"):
        services.start(
            Service(
                name="migrate",
                containers=(
                    Container(
                        name="migrate",
                        command=(
                            sys.executable,
                            "-c",
                            PROGRAM.replace("sys.argv[2]", "0"),
                            "migrate",
                        ),
                        environment={"TRACE": str(trace)},
                        essential=True,
                    ),
                ),
                target_group=None,
            )
        )
