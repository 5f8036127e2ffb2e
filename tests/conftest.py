"""What holds for every test."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

# jsii runs on the Node.js of the virtual environment, whatever the machine has.
os.environ["JSII_NODE"] = str(Path(sys.executable).with_name("node"))

# A slow machine is no finding; the same examples each time, so that a run can be repeated.
settings.register_profile(
    "tests", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")
