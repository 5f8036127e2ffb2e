"""Reading what a video file says of itself."""

from video_catalog.probe.container import File, probe, probe_file

__all__ = ["File", "probe", "probe_file"]
