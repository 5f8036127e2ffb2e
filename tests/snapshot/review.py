"""What the templates do now that they did not when their snapshots were accepted.

`make snapshot-review` runs it; `make snapshot-update` accepts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from audit.colour import can_colour
from audit.review import review
from audit.review.writers import markdown, terminal
from tests.snapshot.test_template import TWO_REGIONS, masked
from tests.synthesis import PROFILES, synthesise

SNAPSHOTS: Final = Path(__file__).parent / "__snapshots__" / "test_template"


def main() -> None:
    """Review every snapshot."""
    parser = argparse.ArgumentParser(prog="make snapshot-review", description=__doc__)
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write it as Markdown")
    arguments = parser.parse_args()
    written = []
    stacks = tqdm(_stacks(), total=4, unit="stack", disable=None, leave=False)
    for title, snapshot, template in stacks:
        stacks.set_description(title)
        before = json.loads((SNAPSHOTS / f"{snapshot}.json").read_text(encoding="utf-8"))
        found = review(before, template)
        tqdm.write(terminal(title, found, colour=can_colour(sys.stdout)), end="")
        written.append(markdown(title, found))
    if arguments.markdown:
        arguments.markdown.write_text("".join(written), encoding="utf-8")


def _stacks() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Title, name of the snapshot, template of now."""
    for profile in PROFILES:
        (stack,) = synthesise(profile=profile).values()
        yield profile, f"test_profile[{profile}]", masked(stack)
    for name, stack in sorted(synthesise(regions=TWO_REGIONS).items()):
        yield f"two regions, {name}", f"test_two_regions_at_once[{name}]", masked(stack)


if __name__ == "__main__":
    main()
