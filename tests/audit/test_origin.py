from __future__ import annotations

from pathlib import Path

import pytest

from audit.model import Location
from audit.origin import MakingClass, Origins

SOURCE = """\
class Base(Construct):
    def __init__(self, scope):
        Queue(self, "Jobs")

class Special(Base):
    def __init__(self, scope, names):
        Bucket(self, "Data")
        for name in names:
            Queue(self, name)
        Role(self, "Role")
        Role(self.inner, "Role")
        api.root.add_resource("videos").add_method("GET")
        naming.regional("Named")
        self._alarm("Cpu", 80)
        self.rules[0]("Rule")
        Endpoint(self, f"Endpoint-{names[0]}-v1")
        Endpoint(self, "Endpoint-s3-v1")
        Endpoint(self, 1)
"""


@pytest.fixture
def origins(tmp_path: Path) -> Origins:
    (tmp_path / "made.py").write_text(SOURCE)
    (tmp_path / "broken.py").write_text("class (")
    classes = {
        "stack/Special": [MakingClass("made.py", "Special"), MakingClass("made.py", "Base")],
        "stack/Special/Data": [MakingClass("made.py", "Base")],
        "stack/Gone": [MakingClass("gone.py", "Gone")],
        "stack/Broken": [MakingClass("broken.py", "Broken")],
        "stack/Renamed": [MakingClass("made.py", "Renamed")],
    }
    return Origins(classes, tmp_path)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("stack/Special/Jobs/Resource", 3, id="a call of a base class"),
        pytest.param("stack/Special/Api/videos/GET/Resource", 12, id="a method that adds"),
        pytest.param("stack/Special/Role/Resource", 5, id="two calls: the class"),
        pytest.param("stack/Special/first/Resource", 5, id="a computed id: the class"),
        pytest.param("stack/Special/Cpu/Resource", 14, id="a method of the class"),
        pytest.param("stack/Special/Rule/Resource", 5, id="a call of something else"),
        pytest.param("stack/Special/Endpoint-ecr-v1/Resource", 16, id="an f-string"),
        pytest.param("stack/Special/Endpoint-s3-v1/Resource", 17, id="a literal before f-strings"),
        pytest.param("stack/Special/Endpoint-ecr-v2/Resource", 5, id="another f-string"),
        pytest.param("stack/Special/Named/Resource", 5, id="a text that is no id: the class"),
        pytest.param("stack/Special", 5, id="the construct itself"),
        pytest.param("stack/Special/Data/Jobs", 3, id="the nearest construct"),
        pytest.param("stack/Elsewhere/Jobs", None, id="nothing of ours around it"),
        pytest.param("stack/Gone/Jobs", None, id="a file that went"),
        pytest.param("stack/Broken/Jobs", None, id="a file that is no Python"),
        pytest.param("stack/Renamed/Jobs", None, id="a class that went"),
        pytest.param("", None, id="no path"),
    ],
)
def test_place(origins: Origins, path: str, line: int | None) -> None:
    assert origins.locate(path) == (Location(file="made.py", line=line) if line else None)
