"""The metadata API over HTTP."""
