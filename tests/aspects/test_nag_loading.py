from __future__ import annotations

import subprocess
import sys

from aspects.nag_loading import BESIDE

PROGRAM = """
import importlib, sys
import aws_cdk
from jsii._kernel.providers.process import _NodeProcess

def refuse(*_):
    raise AssertionError("Node was called")

send, _NodeProcess.send = _NodeProcess.send, refuse
for module in sys.argv[1:]:
    assert module not in sys.modules
    importlib.import_module(module)
_NodeProcess.send = send
"""


def test_what_is_loaded_beside_cdk_nag_calls_nothing_in_node() -> None:
    # In a process that has loaded none of it.
    process = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-c", PROGRAM, *BESIDE], capture_output=True, check=False, text=True
    )
    assert (process.returncode, process.stderr) == (0, "")
