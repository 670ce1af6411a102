"""Tests of single laws, which read their outcome from a shared check."""

from __future__ import annotations

import os
import shlex
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pytest

from properties.laws import laws

from ..errors import AdviceWarning, CannotRun, ConformanceError, InternalError, LawBroken
from ..operations.expected_failures import read_expected_failures
from ..records.law_outcome import LawOutcome, law_outcome
from ..rendering.failure_text import render_advice, render_law_failure
from ..rendering.report_text import render_command
from . import OUTCOME
from .decorator import DecoratedTest
from .shared_check import SharedCheck, shared_check

E = TypeVar("E", bound=Exception)


@dataclass(frozen=True)
class LawTest:
    """A law of an optimizer, which is tested by calling this.

    Attributes:
        config: the configuration of pytest.
        check: the check of the optimizer.
        law: the id of the law.
    """

    config: pytest.Config
    check: SharedCheck
    law: str

    def __call__(self) -> None:
        """Test the law; the first test of an optimizer makes the check.

        Raises:
            LawBroken: The law failed, or an expected failure of it is wrong.
            ConformanceError: The check could not be made.
        """
        __tracebackhide__ = True
        try:
            outcome = law_outcome(self.check.report, self.law)
        except ConformanceError as error:
            raise _as_outcome(error) from None
        self._raise_outcome(outcome)
        report = self.check.report
        if report.internal_error and not self.check.has_told_internal_error:
            self.check.has_told_internal_error = True
            raise _as_outcome(InternalError(report.internal_error))

    def _raise_outcome(self, outcome: LawOutcome) -> None:
        __tracebackhide__ = True
        report = self.check.report
        match outcome.state:
            case "errored":
                raise _as_outcome(CannotRun(outcome.reason))
            case "failed":
                text = render_law_failure(report, self.law, self.replay_command())
                raise _as_outcome(LawBroken(text))
            case "expected":
                pytest.xfail(outcome.reason)
            case "not applicable" | "undecided":
                pytest.skip(outcome.reason)
            case "advice":
                text = render_advice(report, self.law)
                warnings.warn(_as_outcome(AdviceWarning(text)), stacklevel=3)
            case "passed" | "info":
                pass

    def replay_command(self) -> str:
        """Return the command that makes the test again."""
        node = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
        if isinstance(self.check.target, str) or not node:
            return render_command(self.check.report)
        path, colons, rest = node.partition("::")
        path = os.path.relpath(self.config.rootpath / path, self.config.invocation_params.dir)
        return f"pytest {shlex.quote(f'{path}{colons}{rest}')}"


def _as_outcome(error: E) -> E:
    """Mark an exception of which only the text is reported."""
    setattr(error, OUTCOME, True)
    return error


def parametrize(metafunc: pytest.Metafunc, tests: Sequence[DecoratedTest]) -> None:
    """Parametrize a function with the laws of the optimizers that its decorators name."""
    config = metafunc.config
    checks = [shared_check(config, one, test.arguments) for test in tests for one in test.targets]
    found = [
        (f"{start}{test.law}", test)
        for check, start in zip(checks, _id_starts(checks), strict=True)
        for test in law_tests(config, check)
    ]
    metafunc.parametrize("law", [test for _, test in found], ids=[name for name, _ in found])


def _id_starts(checks: Sequence[SharedCheck]) -> list[str]:
    """Return what precedes the law in the ids of tests: nothing, if there is one optimizer."""
    if len(checks) == 1:
        return [""]
    count = Counter(check.name for check in checks)
    return [f"{check.name if count[check.name] == 1 else check.text}-" for check in checks]


def law_tests(config: pytest.Config, check: SharedCheck) -> Iterator[LawTest]:
    """Yield a test of each law, and of each expected failure that names no law.

    Raises:
        CollectError: The expected failures cannot be read.
    """
    try:
        expected = read_expected_failures(check.arguments.get("expected_failures", ()))
    except ConformanceError as error:
        raise pytest.Collector.CollectError(str(error)) from error
    for law in dict.fromkeys([*laws(), *(one.law for one in expected)]):
        yield LawTest(config, check, law)
