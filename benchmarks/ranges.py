"""How much of a file of 1 GB is fetched to probe it."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.media import MKV, MP4, MP4_FAST_START, MXF, make
from benchmarks.pipeline import Pipeline
from video_catalog.probe.limits import Limits
from video_catalog.probe.parsers import Parsers
from video_catalog.probe.prober import S3Prober
from video_catalog.probe.ranges import CONNECTIONS
from video_catalog.worker.clients import s3_requests

SIZE: Final = 10**9
KINDS: Final = {
    "MP4, index at the front": MP4_FAST_START,
    "MP4, index at the end": MP4,
    "MKV": MKV,
    "MXF": MXF,
}
AIM: Final = 0.01
"""Of the file."""


def main() -> dict[str, object]:
    """Print a line for each kind; the figures as a mapping."""
    rows = []
    print("bytes fetched of a file of 1 GB                    file       fetched    share")
    with Parsers() as parsers, Pipeline() as pipeline, tempfile.TemporaryDirectory() as directory:
        prober = S3Prober(s3_requests(CONNECTIONS), parsers, Limits())
        for label, kind in KINDS.items():
            path = make(kind, Path(directory), size=SIZE)
            size = path.stat().st_size
            event = pipeline.upload(path)
            path.unlink()
            fetched = prober.probe(event).bytes_read
            pipeline.s3.delete_object(Bucket=event.bucket, Key=event.key)
            print(f"  {label:<34} {size:>14,} {fetched:>12,} {fetched / size:>8.3%}")
            rows.append({"kind": label, "bytes": size, "fetched": fetched, "share": fetched / size})
    print(f"  aim: less than {AIM:.0%}")
    return {"aim": AIM, "kinds": rows}


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m benchmarks.ranges", description=__doc__).parse_args()
    main()
