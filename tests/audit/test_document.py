from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings, strategies as st

from audit.document import MAXIMUM_DEPTH, DocumentError, read_document

FUNCTIONS = (
    "expected one of !Ref, !Condition, !And, !Base64, !Cidr, !Equals, !FindInMap, !ForEach, "
    "!GetAtt, !GetAZs, !If, !ImportValue, !Join, !Length, !Not, !Or, !Select, !Split, !Sub, "
    "!ToJsonString, !Transform."
)
NO_YAML = "expected a YAML or JSON template."
TOO_DEEP = f"nested deeper than {MAXIMUM_DEPTH} levels; expected a template."

READ: tuple[tuple[str, str, object], ...] = (
    (
        "JSON",
        '{"Resources": {"A": [1, 2.5, true, null]}}',
        {"Resources": {"A": [1, 2.5, True, None]}},
    ),
    ("JSON with a byte order mark", '\ufeff{"a": 1}', {"a": 1}),
    ("YAML", "a:\n- 1\n- 2.5\n- yes\n- ~\n- '5'\n", {"a": [1, 2.5, True, None, "5"]}),
    ("a date stays a text", "Version: 2010-09-09", {"Version": "2010-09-09"}),
    ("Ref", "a: !Ref Key", {"a": {"Ref": "Key"}}),
    ("Sub", 'a: !Sub "${A}-b"', {"a": {"Fn::Sub": "${A}-b"}}),
    ("GetAtt as a text", "a: !GetAtt Key.Arn", {"a": {"Fn::GetAtt": ["Key", "Arn"]}}),
    ("GetAtt nested", "a: !GetAtt A.Outputs.B", {"a": {"Fn::GetAtt": ["A", "Outputs.B"]}}),
    ("GetAtt as a list", "a: !GetAtt [Key, Arn]", {"a": {"Fn::GetAtt": ["Key", "Arn"]}}),
    (
        "functions within functions",
        "a: !If [C, !Ref A, !Join ['-', [!Ref B, c]]]",
        {"a": {"Fn::If": ["C", {"Ref": "A"}, {"Fn::Join": ["-", [{"Ref": "B"}, "c"]]}]}},
    ),
    ("a tag of YAML's core", "a: !!str 5", {"a": "5"}),
    ("the mark of no tag", "a: ! 5", {"a": "5"}),
    ("empty", "", None),
)

REFUSED: tuple[tuple[str, bytes, str], ...] = (
    ("not UTF-8", b"a: \xff", "byte 3 is not UTF-8; expected a template."),
    (
        "too large",
        b"#" * 1_048_577,
        "more than 1048576 bytes; expected what CloudFormation takes.",
    ),
    ("broken JSON", b'{"a": }', "line 1: Expecting value; expected a JSON template."),
    ("deep JSON", b'{"a":' * 100 + b"1" + b"}" * 100, TOO_DEEP),
    ("JSON beyond the stack", b'{"a":' * 100_000, TOO_DEEP),
    ("JSON key twice", b'{"a": 1, "a": 2}', "key 'a' is there twice; expected each key once."),
    ("JSON NaN", b'{"a": NaN}', "NaN is no JSON value; expected a JSON template."),
    ("broken YAML", b"a: [", f"line 2: did not find expected node content; {NO_YAML}"),
    ("control character", b"\x00", f"unreadable; {NO_YAML}"),
    ("deep YAML", b"[" * 900_000, TOO_DEEP),
    ("deep YAML blocks", b"- " * 400_000, TOO_DEEP),
    (
        "YAML bomb",
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "line 2: alias *a; expected none, since CloudFormation supports no YAML aliases.",
    ),
    ("key twice", b"a: 1\na: 2\n", "line 2: key 'a' is there twice; expected each key once."),
    ("key of a list", b"? [a]\n: 1\n", "line 1: a key that is no text; expected a text."),
    ("unknown function", b"a:\n  b: !Foo 1", f"line 2: unknown function !Foo; {FUNCTIONS}"),
    (
        "Python object",
        b"a: !!python/object/apply:os.system [id]",
        f"line 1: unknown function !!python/object/apply:os.system; {FUNCTIONS}",
    ),
    ("two documents", b"a: 1\n---\nb: 2\n", "several YAML documents; expected one template."),
    ("no number", b"a: !!int many", "line 1: 'many' is no int; expected a YAML value."),
    ("no truth", b"a: !!bool 9", "line 1: '9' is no bool; expected a YAML value."),
    (
        "number of many digits",
        b"a: " + b"9" * 1000,
        "line 1: a number of 1000 characters; expected at most 64.",
    ),
)


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in READ], ids=[r[0] for r in READ])
def test_reads(tmp_path: Path, text: str, expected: object) -> None:
    path = tmp_path / "template"
    path.write_text(text, encoding="utf-8")
    assert read_document(path) == expected


@pytest.mark.parametrize(
    ("content", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refuses_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "template"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as raised:
        read_document(path)
    assert str(raised.value) == f"{path}: {message}"


def test_refuses_a_number_that_python_does_not_convert(tmp_path: Path) -> None:
    path = tmp_path / "template"
    path.write_text(f'{{"a": {"9" * 5000}}}')
    with pytest.raises(DocumentError, match=r"Exceeds the limit .*; expected a JSON template\."):
        read_document(path)


def test_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    with pytest.raises(DocumentError) as raised:
        read_document(path)
    assert str(raised.value) == f"{path}: No such file or directory; expected a readable file."


def outcome(path: Path) -> str:
    """`read`, or the message of the refusal."""
    try:
        read_document(path)
    except DocumentError as error:
        return str(error)
    return "read"


same_path = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@same_path
@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "template"
    path.write_bytes(content)
    said = outcome(path)
    assert said == "read" or (said.startswith(f"{path}: ") and said.endswith("."))
    assert "\n" not in said


texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]))
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


@same_path
@given(st.dictionaries(texts, documents))
def test_reads_what_json_writes(tmp_path: Path, document: object) -> None:
    path = tmp_path / "template"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert read_document(path) == document


@same_path
@given(st.dictionaries(texts, documents, min_size=1))
def test_reads_what_yaml_writes(tmp_path: Path, document: object) -> None:
    path = tmp_path / "template"
    path.write_text(
        yaml.dump(document, Dumper=yaml.SafeDumper, default_flow_style=False, width=10_000),
        encoding="utf-8",
    )
    assert read_document(path) == document
