"""The catalogue of ingested videos: what a video is, and who may know."""
