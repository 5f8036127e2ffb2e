"""What the software says of its work: structured logs, and metrics in them."""

from video_catalog.telemetry.logs import configure_logging, log_context, log_from_here_on
from video_catalog.telemetry.metrics import Metric, Metrics

__all__ = ["Metric", "Metrics", "configure_logging", "log_context", "log_from_here_on"]
