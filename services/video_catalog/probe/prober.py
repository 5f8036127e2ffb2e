"""Probes objects of S3: feeds a parser, which sees nothing but the bytes that it asks for."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, replace
from typing import Final

from video_catalog.errors import PermanentError, Reason, TransientError
from video_catalog.events import Event
from video_catalog.metadata import VideoMetadata, from_data
from video_catalog.probe.channel import (
    ChannelError,
    Kind,
    NonsenseError,
    announced,
    begin,
    give,
    listen,
)
from video_catalog.probe.limits import Limits
from video_catalog.probe.parsers import Parser, Parsers
from video_catalog.probe.ranges import S3Object
from video_catalog.probe.request import UNCONFINED, Request
from video_catalog.probe.s3_requests import S3Requests

OUT_OF_TIME: Final = (-signal.SIGALRM, -signal.SIGXCPU)
LONGEST_MESSAGE: Final = 500


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What a probe found.

    Attributes:
        metadata: what the video says of itself.
        bytes_read: of the object, to find that out.
    """

    metadata: VideoMetadata
    bytes_read: int


class S3Prober:
    """Probes objects; for several threads at once.

    Args:
        requests: to S3.
        parsers: read the media.
        limits: what one file may cost.
    """

    def __init__(self, requests: S3Requests, parsers: Parsers, limits: Limits) -> None:
        self._requests = requests
        self._parsers = parsers
        self._limits = limits

    def probe(self, event: Event) -> Probe:
        """What the object's version says of itself.

        Raises:
            PermanentError: it will not become a video that can be read.
            TransientError: this try failed; another may not.
            UnavailableError: S3 does not answer.
        """
        with (
            self._parsers.parser() as parser,
            S3Object(self._requests, event, self._limits) as found,
        ):
            kind, document = self._parse(parser, event, found)
        if kind is Kind.ERROR:
            raise _refusal(event, document)
        metadata = replace(_metadata(event, document), checksums=found.checksums())
        return Probe(metadata=metadata, bytes_read=found.bytes_read)

    def _parse(self, parser: Parser, event: Event, found: S3Object) -> tuple[Kind, bytes]:
        request = Request(name=event.key, size=found.size, limits=self._limits)
        try:
            begin(parser.channel, request.encode())
            return _feed(parser, found, self._limits.answer)
        except ChannelError as error:
            raise self._explain(parser, event, found, error) from error
        except NonsenseError as error:
            raise PermanentError(Reason.BROKE_PARSER, f"{event.key}: {error}.") from error

    def _explain(
        self, parser: Parser, event: Event, found: S3Object, error: ChannelError
    ) -> Exception:
        """Why a parser ended without an answer."""
        code = parser.ended()
        if code is None or code == -signal.SIGKILL:
            # Somebody's doing, or of a kernel short of memory; the file may be innocent.
            return TransientError(f"{event.key}: the parser was killed; expected it to answer.")
        if code == UNCONFINED:
            return TransientError(
                f"{event.key}: the parser can't be sandboxed; expected Linux with filters of "
                "system calls, on x86-64 or AArch64."
            )
        if code == -signal.SIGALRM and found.seconds > self._limits.seconds / 2:
            return TransientError(
                f"{event.key}: S3 took {found.seconds:.0f} s of {self._limits.seconds} s; expected "
                "it to answer sooner."
            )
        if code in OUT_OF_TIME:
            return PermanentError(
                Reason.TOO_LARGE,
                f"{event.key}: takes longer than {self._limits.seconds} s, or "
                f"{self._limits.processor_seconds} s of the processor.",
            )
        if code == -signal.SIGSYS:
            return PermanentError(
                Reason.FORBIDDEN, f"{event.key}: had the parser try what it may not."
            )
        return PermanentError(
            Reason.BROKE_PARSER, f"{event.key}: the parser ended with {code}: {error}."
        )


def _feed(parser: Parser, found: S3Object, longest: int) -> tuple[Kind, bytes]:
    has_announced = False
    while True:
        kind, offset, length, document = listen(parser.channel, longest)
        if kind is Kind.READ:
            give(parser.channel, found.read(offset, length))
        elif kind is Kind.AHEAD and has_announced:
            raise NonsenseError("it announces again where it will read")
        elif kind is Kind.AHEAD:
            has_announced = True
            found.read_ahead(announced(document))
        else:
            return kind, document


def _refusal(event: Event, document: bytes) -> PermanentError:
    try:
        told = json.loads(document)
        return PermanentError(Reason(told["reason"]), str(told["message"])[:LONGEST_MESSAGE])
    except (ValueError, KeyError, TypeError):
        return _nonsense(event)


def _metadata(event: Event, document: bytes) -> VideoMetadata:
    try:
        return from_data(json.loads(document))
    except (ValueError, RecursionError) as error:
        raise _nonsense(event) from error


def _nonsense(event: Event) -> PermanentError:
    return PermanentError(
        Reason.BROKE_PARSER, f"{event.key}: the parser answered what is no metadata."
    )
