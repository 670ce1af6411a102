"""The counter that a worker and its parent share."""

from __future__ import annotations

import os

import pytest

from conformance.process.activity import Activity
from conformance.process.limits import IS_SUPPORTED

pytestmark = pytest.mark.skipif(not IS_SUPPORTED, reason="needs a POSIX system")


def test_the_parent_sees_what_another_process_moves() -> None:
    ours = Activity.create()
    theirs = Activity(os.dup(ours.fileno()))
    theirs.move(3)
    theirs.move(4)
    assert (ours.count, ours.event) == (2, 4)
    ours.reset()
    assert (theirs.count, theirs.event) == (0, -1)


def test_the_file_descriptor_is_closed_with_the_object() -> None:
    activity = Activity.create()
    descriptor = activity.fileno()
    del activity
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="needs Linux")
def test_a_worker_cannot_shorten_the_memory_that_the_parent_reads() -> None:
    activity = Activity.create()
    with pytest.raises(PermissionError):
        os.ftruncate(activity.fileno(), 0)
    assert activity.count == 0
