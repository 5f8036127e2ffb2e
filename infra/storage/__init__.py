"""Where the pipeline keeps things: videos, messages, metadata, what is popular, scratch files."""
