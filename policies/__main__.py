"""Prints docs/policies.md: `python -m policies > docs/policies.md`."""

from __future__ import annotations

import sys

from policies.catalogue import catalogue


def main() -> int:
    """Write the page to standard output."""
    sys.stdout.write(catalogue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
