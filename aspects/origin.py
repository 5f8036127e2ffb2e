"""Where the code of an app makes a construct, as far as it can be told from Python."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

from constructs import IConstruct

from aspects.metadata import ORIGIN


def record_origin(construct: IConstruct, root: Path) -> None:
    """Write the classes of the app's own that a construct is made by into its metadata.

    The CDK records call stacks of JavaScript only, so a resource's place is told by the class of
    the nearest construct around it.

    Args:
        construct: any construct; one of a library's own class gets no entry.
        root: folder of the app's code; what is installed below it is none of its own.
    """
    classes = [
        {"file": file, "name": cls.__qualname__}
        for cls in type(construct).__mro__
        if (file := _file(cls, root))
    ]
    if classes:
        construct.node.add_metadata(ORIGIN, classes)


@functools.cache
def _file(cls: type[Any], root: Path) -> str | None:
    module = sys.modules.get(cls.__module__)
    name = getattr(module, "__file__", None)
    if name is None or "site-packages" in Path(name).parts:
        return None
    path = Path(name).resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None
