"""What users do: put videos in, ask for a record, be refused without a key."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import boto3

from local.catalogue import COLUMNS, Catalogue, CatalogueError, lookups, rows, upload
from local.folder import State
from local.progress import Progress, table

KEY_HEADER: Final = "x-api-key"
MEASURED_SECONDS: Final = 5
POLL_SECONDS: Final = 0.1


def put(state: State, files: Mapping[str, Path]) -> list[dict[str, Any]]:
    """Upload files, and show what was found.

    Args:
        state: the system.
        files: by their keys.

    Returns:
        Their records, in the same order.

    Raises:
        CatalogueError: of some nothing is heard.
    """
    etags = upload(_client(state, "s3"), state.bucket, files)
    videos = Catalogue(state.api).wait_for(etags)
    print(f"\n{table(COLUMNS, rows(videos))}\n")
    return videos


def ask(state: State, video: Mapping[str, Any], api_log: Path) -> None:
    """Ask for a record twice, and as clients of AWS do: with the key, and without.

    Args:
        state: the system.
        video: its record, which nobody has asked for yet.
        api_log: where the API writes what it measures.

    Raises:
        CatalogueError: an answer is another than it should be, or comes from elsewhere.
    """
    progress = Progress()
    api, path = Catalogue(state.api), f"/videos/{video['id']}"
    for place, expected in (("database", (0, 1)), ("cache", (1, 0))):
        before = lookups(api_log)
        with progress.step(f"Ask the API: answered from the {place}"):
            api.get(path)
            _await_lookups(api_log, before, expected)
    secrets = _client(state, "secretsmanager")
    key = secrets.get_secret_value(SecretId=state.api_key_secret)["SecretString"]
    page = f"/catalogue/{video['id']}"
    for what, where, headers, expected_status in (
        ("with the key: answered", path, {KEY_HEADER: key}, HTTPStatus.OK),
        ("without a key: refused", path, {}, HTTPStatus.UNAUTHORIZED),
        ("with another key: refused", path, {KEY_HEADER: key[::-1]}, HTTPStatus.FORBIDDEN),
        ("for the page, password right: answered", page, _basic(key), HTTPStatus.OK),
        (
            "for the page, password wrong: refused",
            page,
            _basic("x"),
            HTTPStatus.UNAUTHORIZED,
        ),
    ):
        with progress.step(f"Ask through API Gateway {what}"):
            status, body = Catalogue(state.gateway, headers).ask(where)
            if status != expected_status:
                raise CatalogueError(
                    f"GET {state.gateway}{where}, {what}: status {status}; "
                    f"expected {expected_status}.\n{body}"
                )


def _basic(password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f':{password}'.encode()).decode()}"}


def _await_lookups(api_log: Path, before: tuple[int, int], expected: tuple[int, int]) -> None:
    # The API writes its metrics once a second.
    deadline = time.monotonic() + MEASURED_SECONDS
    wanted = tuple(b + e for b, e in zip(before, expected, strict=True))
    while (measured := lookups(api_log)) != wanted:
        if time.monotonic() > deadline:
            raise CatalogueError(
                f"The API measured {measured} hits and misses of its cache; expected {wanted}. "
                f"See {api_log}."
            )
        time.sleep(POLL_SECONDS)


def _client(state: State, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients' types at run time
    return boto3.client(
        service,
        endpoint_url=state.aws,
        region_name=state.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - it demands one and checks none
    )
