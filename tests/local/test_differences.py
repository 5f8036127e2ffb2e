from __future__ import annotations

import sys
from pathlib import Path

from local.deployment import Container
from local.differences import Difference, Place, command, differences, environment

PLACE = Place(
    aws={"AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
    cache_port=2,
    api_port=3,
    scratch=Path("/here/scratch"),
)
PROGRAM = ("python", "-m", "video_catalog")


def container(name: str, **variables: str) -> Container:
    return Container(name=name, command=(*PROGRAM, name), environment=variables, essential=True)


API = container("api", QUEUE_URL="q", API_PORT="8080", CACHE_HOST="c", CACHE_TLS="false")
WORKER = container("worker", QUEUE_URL="q", SCRATCH_DIRECTORY="/scratch", CACHE_TLS="true")


def test_what_is_deployed_stays_but_for_what_must_differ() -> None:
    assert environment(API, PLACE) == {
        "QUEUE_URL": "q",
        "API_PORT": "3",
        "CACHE_HOST": "127.0.0.1",
        "CACHE_TLS": "false",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "DATABASE_TLS": "disable",
    }


def test_a_container_is_told_nothing_that_it_was_not_told() -> None:
    assert "API_PORT" not in environment(WORKER, PLACE)
    assert "SCRATCH_DIRECTORY" not in environment(API, PLACE)


def test_runs_on_this_python_and_listens_on_loopback() -> None:
    program = [sys.executable, "-m", "video_catalog"]
    assert command(
        API,
    ) == [*program, "api", "--address", "127.0.0.1"]
    assert command(WORKER) == [*program, "worker"]


def test_lists_each_difference_once_with_its_reason() -> None:
    found = differences([API, WORKER], PLACE)
    assert [(each.setting, each.deployed, each.here) for each in found] == [
        ("AWS_ENDPOINT_URL", "not set", "http://127.0.0.1:1"),
        ("DATABASE_TLS", "not set", "disable"),
        ("CACHE_HOST", "c", "127.0.0.1"),
        ("CACHE_TLS", "true", "false"),
        ("API_PORT", "8080", "3"),
        ("SCRATCH_DIRECTORY", "/scratch", "/here/scratch"),
        ("--address", "not set", "127.0.0.1"),
    ]
    assert found[0] == Difference(
        setting="AWS_ENDPOINT_URL",
        deployed="not set",
        here="http://127.0.0.1:1",
        reason="AWS is embedded",
    )
    assert all(each.reason for each in found)
