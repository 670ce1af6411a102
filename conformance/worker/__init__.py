"""Subjects in a worker process, so that nothing they do can change or end the process that judges.

The judging process sends scenarios and gets trajectories, both as plain data. It never imports the
module of a subject.
"""

from .isolation import Isolation
from .opening import OpenedSubject, OpenedTarget, open_target

__all__ = ["Isolation", "OpenedSubject", "OpenedTarget", "open_target"]
