"""The errors that end a command, with their exit codes."""

from __future__ import annotations


class ConformanceError(Exception):
    """Base class of the errors of the suite."""

    exit_code = 3


class WrongUse(ConformanceError):
    """The command or call is invalid."""

    exit_code = 2


class CannotRun(ConformanceError):
    """The subject could not be imported, built or stepped, so there is no verdict."""


class InternalError(ConformanceError):
    """The suite itself failed, after the optimizer was judged."""

    exit_code = 4


class LawBroken(AssertionError):
    """An optimizer fails a law, or an expected failure of one is wrong."""


class AdviceWarning(UserWarning):
    """A law failed that does not decide the verdict."""
