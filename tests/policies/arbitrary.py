"""Anything that may stand in a template: JSON with the functions of CloudFormation in it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["It", "Other", "AWS::NoValue", "AWS::AccountId", "Elsewhere", ""])

_LITERALS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 70_000),
    st.floats(allow_nan=False),
    st.sampled_from(["", "*", "a", "arn:aws:s3:::*", "0.0.0.0/0", "enabled", "ENABLED", "root"]),
    st.text(max_size=8),
)


def _nested(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(values, max_size=3),
        st.dictionaries(st.text(max_size=6), values, max_size=3),
        NAMES.map(lambda name: {"Ref": name}),
        st.tuples(NAMES, st.just("Arn")).map(lambda pair: {"Fn::GetAtt": list(pair)}),
        NAMES.map(lambda name: {"Fn::GetAtt": f"{name}.Arn"}),
        values.map(lambda value: {"Ref": value}),
        values.map(lambda value: {"Fn::GetAtt": value}),
        values.map(lambda value: {"Fn::Sub": value}),
        st.lists(values, max_size=3).map(lambda parts: {"Fn::Join": ["", parts]}),
        st.tuples(values, values).map(lambda pair: {"Fn::If": ["Condition", *pair]}),
        values.map(lambda value: {"Fn::Select": [0, value]}),
    )


VALUES: st.SearchStrategy[Any] = st.recursive(_LITERALS, _nested, max_leaves=8)
"""Values of properties."""
