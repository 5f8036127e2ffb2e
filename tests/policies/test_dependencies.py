from __future__ import annotations

from typing import Any

import pytest

from policies import Template
from policies.dependencies import depends_on
from tests.policies.broken import resource

GROUP = resource("AWS::Logs::LogGroup")


def writer(depends: object = None, **properties: object) -> dict[str, Any]:
    stated = {} if depends is None else {"DependsOn": depends}
    return {**resource("AWS::ECS::Cluster", **properties), **stated}


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        pytest.param({"Writer": writer()}, False, id="no word of it"),
        pytest.param({"Writer": writer("Group")}, True, id="one name"),
        pytest.param({"Writer": writer(["Other", "Group"])}, True, id="a list"),
        pytest.param({"Writer": writer([None, {"Ref": "Group"}])}, False, id="no names"),
        pytest.param({"Writer": writer({"Ref": "Group"})}, False, id="a reference"),
        pytest.param({"Writer": writer(ClusterName={"Ref": "Group"})}, True, id="by Ref"),
        pytest.param(
            {"Writer": writer(ClusterName={"Fn::Sub": "${Group}-x"})}, True, id="within a text"
        ),
        pytest.param(
            {"Writer": writer("Between"), "Between": writer("Group")}, True, id="through another"
        ),
        pytest.param(
            {"Writer": writer("Between"), "Between": writer("Writer")}, False, id="in a circle"
        ),
        pytest.param({"Writer": writer("Missing")}, False, id="on what is not there"),
    ],
)
def test_depends_on(resources: dict[str, Any], *, expected: bool) -> None:
    template = Template({"Resources": {**resources, "Group": GROUP}})
    found = depends_on(template.resources["Writer"], template.resources["Group"], template)
    assert found is expected
