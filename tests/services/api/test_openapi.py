from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
import schemathesis

from infra.edge.entry import METHODS, REQUEST_BURST, REQUESTS_PER_SECOND
from infra.edge.firewall import REQUESTS_PER_ADDRESS
from infra.edge.problems import MESSAGE, PROBLEMS
from infra.foundation.rotation import ROTATION_DAYS
from tests.services.api.records import ID
from tests.services.api.system import System
from tests.services.videos import CREATED, METADATA
from tests.synthesis import template
from video_catalog.api import openapi, problems
from video_catalog.api.app import routes
from video_catalog.api.schema import schema_of
from video_catalog.api.services import Services
from video_catalog.errors import PermanentError, Reason

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_is_committed_as_it_is() -> None:
    """`python -m video_catalog.api.openapi` prints it."""
    assert json.loads(COMMITTED.read_text()) == openapi.document()


def test_has_what_the_infrastructure_has() -> None:
    documented = {
        (method.upper(), path)
        for path, methods in openapi.document()["paths"].items()
        for method in methods
    }
    assert documented == set(METHODS)


def test_tells_the_limits_of_the_infrastructure() -> None:
    told = " ".join(openapi.document()["info"]["description"].split())
    assert f"every {ROTATION_DAYS} days" in told
    assert f"Beyond {REQUESTS_PER_SECOND} requests a second, in bursts {REQUEST_BURST}" in told
    assert f"Beyond {REQUESTS_PER_ADDRESS} requests from one address" in told


def test_has_what_the_api_answers() -> None:
    """`/ready` is for the load balancer alone, the catalogue's pages are for people."""
    documented = openapi.document()["paths"]
    answered = {
        path: {each.lower() for each in resource.handlers}
        for path, resource in routes(cast("Services", None)).items()
        if path != "/ready" and not path.startswith("/catalogue")
    }
    assert answered == {path: set(methods) for path, methods in documented.items()}


def test_has_what_the_gateway_answers_by_itself() -> None:
    assert set(openapi.BY_GATEWAY) == {status for status in PROBLEMS.values() if status}
    for methods in openapi.document()["paths"].values():
        for operation in methods.values():
            assert {str(each.value) for each in openapi.BY_GATEWAY} <= set(operation["responses"])


def gateway_problems() -> Iterator[dict[str, Any]]:
    for resource in template()["Resources"].values():
        if resource["Type"] == "AWS::ApiGateway::GatewayResponse":
            (body,) = resource["Properties"]["ResponseTemplates"].values()
            # API Gateway puts the message in with its quotes.
            yield json.loads(body.replace(MESSAGE, json.dumps("message")))


def test_describes_the_problems_of_the_gateway_as_its_own() -> None:
    schema = problems.SCHEMA | {"additionalProperties": False}
    found = list(gateway_problems())
    assert len(found) == len(PROBLEMS)
    for problem in found:
        jsonschema.Draft202012Validator(schema).validate(problem)


@pytest.mark.parametrize(
    "name", ["Video", "VideoSummary", "VideoMetadata", "VideoStream", "AudioStream"]
)
def test_describes_every_field(name: str) -> None:
    properties = openapi.document()["components"]["schemas"][name]["properties"]
    described = {field for field, schema in properties.items() if schema.get("description")}
    assert set(properties) - described <= {"metadata"}


def test_refuses_types_that_it_does_not_know() -> None:
    with pytest.raises(TypeError, match="no JSON schema"):
        schema_of(complex, {})


def test_follows_mappings_and_sequences() -> None:
    assert schema_of(Mapping[str, int], {}) == {
        "type": "object",
        "additionalProperties": {"type": "integer"},
    }
    assert schema_of(tuple[str, ...], {}) == {"type": "array", "items": {"type": "string"}}


def behind_the_gateway() -> dict[str, Any]:
    """The document without the key, which API Gateway demands, and with an id that there is."""
    document = openapi.document() | {"security": []}
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["parameters"] = [
                parameter | {"example": ID} if parameter["name"] == "id" else parameter
                for parameter in operation["parameters"]
            ]
    return document


CONFIG = schemathesis.Config.from_dict(
    {"generation": {"max-examples": 40, "deterministic": True, "database": "none"}}
)
SCHEMA = schemathesis.openapi.from_dict(behind_the_gateway(), config=CONFIG)


@pytest.fixture(scope="module")
def filled(running: System) -> System:
    """With a record of each kind."""
    running.empty()
    running.catalog.record(CREATED, METADATA)
    refused = PermanentError(Reason.NOT_A_VIDEO, "text: expected a video.")
    running.catalog.refuse(replace(CREATED, key="text"), refused)
    return running


@SCHEMA.parametrize()
def test_is_kept_by_the_running_api(case: schemathesis.Case[Any], filled: System) -> None:
    case.call_and_validate(base_url=filled.api.url)
