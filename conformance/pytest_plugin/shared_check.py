"""Checks that the tests of a session share, so that each is made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from ..records.check import Report
from ..targets.resolve import attribute_of, target_text
from .project_arguments import with_project

# Arguments with these values are the same as if they were not given.
DEFAULTS = {"rule": None, "expected_failures": (), "strict": False}


class SharedCheck:
    """A check that is made when its report is first asked for.

    Attributes:
        target: the optimizer, as text or as an object.
        arguments: further arguments of ``conformance.check``.
        has_told_internal_error: whether a test failed because of an internal error of the suite.
    """

    def __init__(self, target: object, arguments: Mapping[str, Any]) -> None:
        self.target = target
        self.arguments = arguments
        self.has_told_internal_error = False
        self._report: Report | None = None
        self._error: Exception | None = None

    @property
    def name(self) -> str:
        """The name of the optimizer in the ids of tests."""
        return attribute_of(self.text) or self.text

    @property
    def text(self) -> str:
        """The optimizer as text."""
        return target_text(self.target)

    @property
    def report(self) -> Report:
        """The report.

        Raises:
            WrongUse: The arguments are invalid; raised again each time.
        """
        if self._error:
            raise self._error
        if self._report is None:
            from ..operations.check import check

            try:
                self._report = check(self.target, **self.arguments)
            except Exception as error:
                self._error = error
                raise
        return self._report


# A check holds its target, so that no other object gets the same id.
Checks = dict[tuple[object, str], SharedCheck]
CHECKS = pytest.StashKey[Checks]()


def shared_check(
    config: pytest.Config, target: object, arguments: Mapping[str, Any]
) -> SharedCheck:
    """Return the check of a target with these arguments, which a session makes once."""
    given = {k: v for k, v in arguments.items() if k not in DEFAULTS or v != DEFAULTS[k]}
    given = dict(sorted(with_project(config, target_text(target), given).items()))
    key = (target if isinstance(target, str) else id(target), repr(given))
    checks = config.stash.setdefault(CHECKS, {})
    return checks.setdefault(key, SharedCheck(target, given))


@dataclass(frozen=True)
class ReportGetter:
    """The value of the fixture ``conformance_report``."""

    config: pytest.Config

    def __call__(self, target: object, rule: object = None, **arguments: Any) -> Report:
        """Check an optimizer with the arguments of ``conformance.check``; return the report."""
        return shared_check(self.config, target, {"rule": rule, **arguments}).report
