"""Measurements that anyone can repeat: `make bench`."""

import sys
from pathlib import Path

# The software of the containers, which is no part of the app's own packages.
sys.path.insert(0, str(Path(__file__).parents[1] / "services"))
