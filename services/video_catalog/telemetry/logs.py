"""Logs as one JSON object a line, with the ids of what is being worked on."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, TextIO

_context: ContextVar[Mapping[str, object]] = ContextVar("log_context")

RECORD_ATTRIBUTES: Final = frozenset(
    {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
)
"""What every record has; the rest was given as `extra`."""


class JsonFormatter(logging.Formatter):
    """A record as a JSON object: `time` (UTC, ISO 8601), `level`, `logger`, `message`.

    Beside them stand the fields of `log_context`, those given as `extra`, and `error` (type,
    message, and stack as text) where there is an exception.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record in one line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_context.get({}),
            **{
                name: value for name, value in vars(record).items() if name not in RECORD_ATTRIBUTES
            },
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = {
                "type": type(record.exc_info[1]).__qualname__,
                "message": str(record.exc_info[1]),
                "stack": self.formatException(record.exc_info),
            }
        text = json.dumps(line, ensure_ascii=False, default=str)
        # Half of a character, which UTF-8 can't hold, is written as JSON's escape.
        return text.encode(errors="backslashreplace").decode()


def configure_logging(stream: TextIO, level: int = logging.INFO) -> None:
    """Send every log of this process to a stream, as JSON lines.

    Args:
        stream: where to, as standard output.
        level: the least level that is written.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # They log every request that they sign.
    for name in ("boto3", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


@contextmanager
def log_context(**fields: object) -> Iterator[None]:
    """Put fields into every line that is logged inside, in this thread or task.

    They add to those of an outer context.

    Example:
        with log_context(message_id="…"):
            …
    """
    token = _context.set({**_context.get({}), **fields})
    try:
        yield
    finally:
        _context.reset(token)


def log_from_here_on(**fields: object) -> None:
    """Put fields into every line that this task logs from here on, in place of all others."""
    _context.set(fields)
