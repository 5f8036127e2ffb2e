"""Prints docs/policies.md: `python -m policies > docs/policies.md`."""

import sys

from policies.catalogue import catalogue

sys.stdout.write(catalogue())
