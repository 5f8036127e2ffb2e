"""HTML of templates, and the headers that keep a browser from doing more than show it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import jinja2

from video_catalog.api.http import NEVER, Answer, Header, Request
from video_catalog.api.page import words
from video_catalog.api.problems import Problem

FOLDER: Final = Path(__file__).parent
STYLE: Final = (FOLDER / "page.css").read_text(encoding="utf-8")
DIGEST: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{DIGEST}'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Records hold what anybody wrote into a file: nothing runs, nothing is fetched."""

HEADERS: Final[tuple[Header, ...]] = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {"style": STYLE}
    for word in (
        words.beginning, words.container, words.duration, words.instant, words.listed, words.moment,
        words.number, words.picture, words.rate, words.size,
    ):  # fmt: skip
        environment.filters[word.__name__] = _of_known(word)
    return environment


def _of_known(word: Callable[..., str | None]) -> Callable[..., str | None]:
    """What is unknown stays so."""
    return lambda value, *more: None if value is None else word(value, *more)


ENVIRONMENT: Final = _environment()


def render(name: str, request: Request, **values: object) -> bytes:
    """The HTML of a template.

    Args:
        name: of its file.
        request: what was asked; links are relative to it, since a stage's name may lie before.
        values: of its variables.
    """
    root = "../" * (request.path.count("/") - 1)
    # A path or a key may hold what UTF-8 can't.
    return (
        ENVIRONMENT.get_template(name)
        .render(root=root, path=request.path, **values)
        .encode(errors="replace")
    )


def tell(problem: Problem, request: Request) -> Answer:
    """The answer that tells a person of a problem."""
    body = render("problem.html", request, problem=problem, request_id=request.id)
    return Answer(problem.status, (*HEADERS, NEVER, *problem.headers), body)
