"""Subjects in a worker process, so that nothing they do can change or end the process that judges.

The judging process sends scenarios and gets trajectories, both as plain data. It never imports the
module of a subject.
"""

from .isolated_subject import IsolatedSubject
from .isolation import Isolation
from .opening import OpenedSubject, OpenedTarget, open_target
from .server import keep_to_one_thread

__all__ = [
    "IsolatedSubject",
    "Isolation",
    "OpenedSubject",
    "OpenedTarget",
    "keep_to_one_thread",
    "open_target",
]
