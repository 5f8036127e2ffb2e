from __future__ import annotations

import socket

from video_catalog.probe.channel import begin, is_requested, requested


def test_tells_whether_a_request_has_come() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        found = [is_requested(theirs.fileno())]
        begin(ours.fileno(), b"a.mp4")
        found.append(is_requested(theirs.fileno()))
        assert requested(theirs.fileno()) == b"a.mp4"
        found.append(is_requested(theirs.fileno()))
        # Nobody wants anything: there is nothing to wait for.
        ours.close()
        found.append(is_requested(theirs.fileno()))
    assert found == [False, True, False, True]
