from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from video_catalog.telemetry import configure_logging, log_context, log_from_here_on
from video_catalog.telemetry.logs import JsonFormatter

logger = logging.getLogger("tests.telemetry")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    # Those of the test runner stay open.
    for handler in handlers:
        root.removeHandler(handler)
    stream = io.StringIO()
    configure_logging(stream)
    yield stream
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_writes_a_json_object_a_line(stream: io.StringIO) -> None:
    logger.info("two %s", "words", extra={"size": 7})
    (line,) = lines(stream)
    assert datetime.fromisoformat(line.pop("time")).utcoffset() == timedelta(0)
    assert line == {
        "level": "INFO",
        "logger": "tests.telemetry",
        "message": "two words",
        "size": 7,
    }


def test_adds_the_ids_of_what_is_being_worked_on(stream: io.StringIO) -> None:
    with log_context(message_id="m1"):
        with log_context(key="video.mp4"):
            logger.info("inner")
        logger.info("outer")
    logger.info("none")
    assert [(each.get("message_id"), each.get("key")) for each in lines(stream)] == [
        ("m1", "video.mp4"),
        ("m1", None),
        (None, None),
    ]


def test_keeps_the_ids_of_threads_apart(stream: io.StringIO) -> None:
    together = threading.Barrier(2)

    def work(message_id: str) -> None:
        with log_context(message_id=message_id):
            together.wait(timeout=10)
            logger.info(message_id)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("m1", "m2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(each["message"], each["message_id"]) for each in lines(stream)} == {
        ("m1", "m1"),
        ("m2", "m2"),
    }


def test_keeps_the_ids_of_tasks_apart(stream: io.StringIO) -> None:
    async def work(request_id: str, together: asyncio.Barrier) -> None:
        log_from_here_on(request_id=request_id)
        await together.wait()
        logger.info(request_id)

    async def both() -> None:
        together = asyncio.Barrier(2)
        await asyncio.gather(work("r1", together), work("r2", together))
        logger.info("none")

    asyncio.run(both())
    assert {(each["message"], each.get("request_id")) for each in lines(stream)} == {
        ("r1", "r1"),
        ("r2", "r2"),
        ("none", None),
    }


def test_tells_an_exception_in_the_same_line(stream: io.StringIO) -> None:
    try:
        os.environ["ABSENT"]
    except KeyError:
        logger.exception("failed")
    (line,) = lines(stream)
    assert line["level"] == "ERROR"
    assert (line["error"]["type"], line["error"]["message"]) == ("KeyError", "'ABSENT'")
    assert "test_tells_an_exception_in_the_same_line" in line["error"]["stack"]


def test_is_silent_about_the_requests_of_the_sdk(stream: io.StringIO) -> None:
    logging.getLogger("botocore.credentials").info("Found credentials")
    logging.getLogger("botocore.retries").warning("slow")
    assert [each["message"] for each in lines(stream)] == ["slow"]


ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""With lone surrogates, which JSON can hold and UTF-8 can't."""


@example(message="\ud800", field="\udfff")
@example(message="\ud83c\udf05", field=None)
@given(message=ANY_TEXT, field=ANY_TEXT | st.binary() | st.none() | st.floats())
def test_stays_in_one_line_whatever_is_logged(message: str, field: object) -> None:
    record = logging.makeLogRecord({"msg": message, "field": field})
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert line.encode()
    # Two halves beside each other are one character.
    whole = message.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert json.loads(line)["message"] == whole
