"""Reading what a video file says of itself."""

from video_catalog.probe.container import probe_file

__all__ = ["probe_file"]
