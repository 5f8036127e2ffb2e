"""Reading what a video file says of itself.

Only `container` and `parser` load FFmpeg's libraries.
"""
