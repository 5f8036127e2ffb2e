"""jsii must run on the Node.js of the virtual environment, whatever the machine has."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["JSII_NODE"] = str(Path(sys.executable).with_name("node"))
