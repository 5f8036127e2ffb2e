"""The pages."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from video_catalog.api import parameters, resources
from video_catalog.api.http import NEVER, Answer, Request, fresh, represent
from video_catalog.api.page import fields
from video_catalog.api.page.excerpt import CHAPTERS, PROGRAMS, STREAMS, TAGS, Excerpt, excerpt
from video_catalog.api.page.form import FORM, MORE
from video_catalog.api.page.template import HEADERS, render
from video_catalog.api.problems import Problem
from video_catalog.api.records import Page, Records

DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
TIMES: Final = ("created_from", "created_to")
CHOSEN: Final = ("hdr",)
"""Chosen from a list, not typed: a space in it was a plus that nobody encoded."""

LONGEST_DOCUMENT: Final = 100_000
"""In bytes, of a record that its page has as JSON too; the probe lets it have some 5 MB."""

WHOLE: Final = "?format=json"
"""The record as JSON, from its page: `/videos/{id}` wants the key in a header of its own."""

FIELDS: Final = {
    "video": fields.VIDEO,
    "audio": fields.AUDIO,
    "subtitles": fields.SUBTITLES,
}
"""By the nouns of streams."""


class Pages:
    """One method a page."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def list_videos(self, request: Request) -> Answer:
        """GET /catalogue."""
        given = _given(request.query)
        try:
            page = await self._records.page(parameters.parse(_query(given), parameters.PAGE))
        except Problem as problem:
            # Who mistyped one field wants the others as they were.
            body = _list(request, given, Page((), None), problem)
            return Answer(HTTPStatus.BAD_REQUEST, (*HEADERS, NEVER), body)
        return _fresh(request, _list(request, given, page, None))

    async def list_popular(self, request: Request) -> Answer:
        """GET /catalogue/popular."""
        values = parameters.parse(_query(_given(request.query)), parameters.POPULAR)
        videos = await self._records.popular(values)
        return _fresh(request, render("popular.html", request, videos=videos))

    async def get_video(self, request: Request, text: str) -> Answer:
        """GET /catalogue/{id}."""
        values = parameters.parse(request.query, parameters.RECORD_PAGE)
        representation = await self._records.record(text)
        if values:
            return fresh(request, representation)
        body = representation.answer.body
        if len(body) <= LONGEST_DOCUMENT:
            return _record(request, body)
        # It takes a while to read, in which others are answered.
        return await asyncio.to_thread(_record, request, body)


def _given(query: bytes) -> dict[str, str]:
    """What was typed; a form sends its empty fields too."""
    return {
        name: parameters.with_plus(text) if name in CHOSEN else text.strip()
        for name, text in parameters.pairs(query)
        if text.strip()
    }


def _query(given: Mapping[str, str]) -> bytes:
    """As the JSON resources take it: a day begins at midnight, UTC."""
    return urlencode(
        {
            name: f"{text}T00:00:00Z" if name in TIMES and DATE.fullmatch(text) else text
            for name, text in given.items()
        }
    ).encode()


def _fresh(request: Request, body: bytes) -> Answer:
    return fresh(request, represent(resources.tag(body), body, HEADERS))


def _list(request: Request, given: Mapping[str, str], page: Page, problem: Problem | None) -> bytes:
    wrong = {each["parameter"]: each["detail"] for each in problem.errors} if problem else {}
    filters = {name: text for name, text in given.items() if name != "cursor"}
    return render(
        "list.html",
        request,
        fields=FORM,
        more=MORE,
        given=given,
        wrong=wrong,
        elsewhere={name: text for name, text in wrong.items() if name not in _names()},
        videos=page.videos,
        is_first="cursor" not in given,
        is_filtered=any(name in filters for name in _names()),
        newest="?" + urlencode(filters),
        older=page.next_cursor and "?" + urlencode({**filters, "cursor": page.next_cursor}),
    )


def _names() -> set[str]:
    return {field.name for field in (*FORM, *MORE)}


def _record(request: Request, body: bytes) -> Answer:
    record = json.loads(body)
    metadata = record["metadata"]
    is_short = len(body) <= LONGEST_DOCUMENT
    page = render(
        "record.html",
        request,
        video=record,
        metadata=metadata,
        object=fields.known(fields.OBJECT, record),
        document=json.dumps(record, indent=2, ensure_ascii=False) if is_short else None,
        whole=WHOLE,
        **(_found(metadata) if metadata else {}),
    )
    return _fresh(request, page)


def _found(metadata: Mapping[str, Any]) -> dict[str, object]:
    """What a page shows of what a probe found."""
    streams = excerpt([(noun, each) for noun in FIELDS for each in metadata[noun]], STREAMS)
    shown = [
        (noun, each, fields.known(FIELDS[noun], each), excerpt(each["tags"].items(), TAGS))
        for noun, each in streams.items
    ]
    return {
        "file": fields.known(fields.FILE, metadata),
        "checksums": excerpt(metadata["checksums"].items(), TAGS),
        "tags": excerpt(metadata["tags"].items(), TAGS),
        "programs": excerpt(metadata["programs"], PROGRAMS),
        "streams": Excerpt(tuple(shown), streams.more),
        "chapters": excerpt(metadata["chapters"], CHAPTERS),
    }
