"""The catalogue for people: HTML without a script, the same records as the JSON has."""

from video_catalog.api.page.pages import Pages
from video_catalog.api.page.template import tell

__all__ = ["Pages", "tell"]
