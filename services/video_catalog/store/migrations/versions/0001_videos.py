"""Videos, the newest event of each object, and how often videos are asked for."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

UP = (
    # Sequencers sort byte by byte. A deleted object keeps its row: older events may still come.
    """
    CREATE TABLE newest_event (
        bucket text NOT NULL,
        key text NOT NULL,
        sequencer text COLLATE "C" NOT NULL,
        deleted_versions text[] NOT NULL DEFAULT '{}',
        PRIMARY KEY (bucket, key)
    )
    """,
    # `created_at` never changes, so that pages in its order neither skip nor repeat.
    """
    CREATE TABLE video (
        id uuid PRIMARY KEY,
        bucket text NOT NULL,
        key text NOT NULL,
        version_id text,
        etag text,
        sequencer text COLLATE "C" NOT NULL,
        size bigint,
        status text NOT NULL CHECK (status IN ('probed', 'refused')),
        reason text,
        error text,
        probe_version integer NOT NULL,
        container text,
        codec text,
        hdr text,
        width integer,
        height integer,
        frame_rate double precision,
        duration double precision,
        probe jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (bucket, key),
        CHECK ((status = 'probed') = (probe IS NOT NULL)),
        CHECK ((status = 'refused') = (reason IS NOT NULL))
    )
    """,
    # Whatever the collation, for what keys begin with.
    "CREATE INDEX video_key ON video (key text_pattern_ops)",
    "CREATE INDEX video_created_at ON video (created_at, id)",
    # FFmpeg names a demuxer by all containers that it reads, parted by commas.
    "CREATE INDEX video_container ON video USING gin (string_to_array(container, ','))",
    "CREATE INDEX video_codec ON video (codec, created_at, id)",
    "CREATE INDEX video_hdr ON video (hdr, created_at, id)",
    "CREATE INDEX video_status ON video (status, created_at, id)",
    "CREATE INDEX video_height ON video (height)",
    "CREATE INDEX video_frame_rate ON video (frame_rate)",
    "CREATE INDEX video_duration ON video (duration)",
    # The natural logarithm of a sum of exponentials: no score ever needs to be aged.
    """
    CREATE TABLE popularity (
        id uuid PRIMARY KEY REFERENCES video ON DELETE CASCADE,
        score double precision NOT NULL
    )
    """,
    "CREATE INDEX popularity_score ON popularity (score DESC, id)",
)
DOWN = ("DROP TABLE popularity", "DROP TABLE video", "DROP TABLE newest_event")


def upgrade() -> None:
    """Make the tables."""
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    """Drop them, with all that is in them."""
    for statement in DOWN:
        op.execute(statement)
