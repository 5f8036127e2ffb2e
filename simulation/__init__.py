"""A day of the worker on paper: how long files wait, how many tasks run, what it costs."""
