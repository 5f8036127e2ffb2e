"""The embedded AWS as a process: ministack, with the resource types that it lacks.

It runs in a virtual environment of its own, and imports nothing of ours but itself.
"""
