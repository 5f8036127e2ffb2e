from __future__ import annotations

from typing import Any

import pytest

from policies.secret.redacted import AUTHORIZER, REDACTED, Redacted
from tests.policies.broken import MISSING, UNSEEN, broken, resource
from tests.policies.table import NOTHING_TO_JUDGE, Case, compliant, findings

KEY = "method.request.header.x-api-key"
PAGE = "method.request.header.Authorization"
HERE = "of Authorizer too"


def header(name: object) -> dict[str, Any]:
    return {"SingleHeader": {"Name": name}}


def template(redacted: object, source: object = KEY, other: object = KEY) -> dict[str, Any]:
    return {
        "Logging": resource("AWS::WAFv2::LoggingConfiguration", RedactedFields=redacted),
        "Authorizer": resource(AUTHORIZER, IdentitySource=source),
        "Other": resource(AUTHORIZER, IdentitySource=other),
    }


def holds(name: str, redacted: object, source: object) -> Case:
    return Case(name=name, resources=template(redacted, source), expected=(compliant("Logging"),))


CASES = (
    holds("a header", [header("x-api-key")], KEY),
    holds("in another case", [header("X-API-KEY"), header("authorization")], PAGE),
    holds("two of one", [header("x-api-key"), header("authorization")], f"{KEY}, {PAGE}"),
    holds("a query", [header("x-api-key"), {"QueryString": {}}], "method.request.querystring.key"),
    holds("what carries no key", [header("x-api-key")], f"{KEY},context.stage,stageVariables.x"),
    Case(
        name="no authorizer",
        resources={"Logging": resource("AWS::WAFv2::LoggingConfiguration")},
        expected=(compliant("Logging"),),
    ),
    *broken(
        REDACTED,
        f"{PAGE} {HERE}",
        {
            "the other alone": [header("x-api-key")],
            "a name hidden by a condition": [
                header("x-api-key"),
                header({"Fn::If": ["A", "", ""]}),
            ],
            "a field hidden by a condition": [header("x-api-key"), {"Fn::If": ["A", {}, {}]}],
            "another field": [header("x-api-key"), {"UriPath": {}}, {"QueryString": {}}],
        },
        lambda v: template(v, PAGE),
        logical_id="Logging",
    ),
    *broken(
        REDACTED,
        f"method.request.querystring.key {HERE}",
        {"a header of its name": [header("x-api-key"), header("key")]},
        lambda v: template(v, "method.request.querystring.key"),
        logical_id="Logging",
    ),
    *broken(
        REDACTED,
        f"method.request.multivalueheader.a {HERE}",
        {"a source that nobody knows": [header("x-api-key")]},
        lambda v: template(v, "method.request.multivalueheader.a"),
        logical_id="Logging",
    ),
    *broken(
        REDACTED,
        f"{KEY} {HERE}",
        {**UNSEEN, "none": []},
        lambda v: template(v, other="context.stage"),
        logical_id="Logging",
    ),
    *broken(
        "Authorizer.IdentitySource",
        "a literal, so that what it names is redacted",
        {**UNSEEN, "empty": "", "a list": [KEY], "missing": MISSING},
        lambda v: template([header("x-api-key")], v),
        logical_id="Logging",
    ),
    Case(name="no logging, which LOG-8 demands", resources={}, expected=(NOTHING_TO_JUDGE,)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    assert findings(Redacted(), case) == case.expected
