"""The functions as Lambda loads them: each folder is the root of its bundle."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

FUNCTIONS = Path(__file__).parents[3] / "services" / "functions"


def load(name: str) -> ModuleType:
    """The module `index` of a function, new at each call, as in a new execution environment."""
    spec = importlib.util.spec_from_file_location(f"{name}_index", FUNCTIONS / name / "index.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
