"""What can go wrong before a verdict, with the exit code that tells it."""

from __future__ import annotations


class ConformanceError(Exception):
    """Base of the errors that end a command."""

    exit_code = 3


class WrongUse(ConformanceError):
    """The command or call itself makes no sense."""

    exit_code = 2


class CannotRun(ConformanceError):
    """The subject could not be loaded, built or stepped, so nothing can be said about it."""
