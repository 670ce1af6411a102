"""The report of a check that is interrupted, or in which the suite itself fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import format_exc

from msgspec.structs import replace

from properties.engine.attribution import AttributedFinding
from properties.engine.grouping import group_findings
from properties.engine.reproduction import Reproduction
from properties.engine.results import Examination
from properties.laws import INFO, MUST, SHOULD
from properties.rules.registry import Rule
from properties.subjects.trajectory import SubjectError, SubjectUnavailable

from ..errors import ConformanceError
from ..recording.certificate import make_certificate
from ..recording.findings import finding_records
from ..records.check import Report

INTERRUPTION = "it was interrupted (Ctrl-C), so the cases are not reduced to the smallest ones"
FAILURE = "an internal error of the suite"


class CheckInterrupted(KeyboardInterrupt):
    """An interrupt (Ctrl-C) during a check.

    Attributes:
        report: What was judged before.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report


class CheckFailed(Exception):
    """An internal error of the suite before the verdict.

    Attributes:
        report: What was judged before.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(report.internal_error)
        self.report = report

    def __reduce__(self) -> tuple[type[CheckFailed], tuple[Report]]:
        # By itself, an exception is built again from the message.
        return CheckFailed, (self.report,)


@contextmanager
def keep_results(make_report: Callable[[str, str], Report]) -> Iterator[None]:
    """Raise an interrupt, or an internal error, with a report of what was judged before.

    Args:
        make_report: Makes it of the reason for which the check ended, and of the traceback of an
            internal error.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise CheckInterrupted(make_report(INTERRUPTION, "")) from None
    except (ConformanceError, SubjectUnavailable):
        raise
    except Exception as error:
        raise CheckFailed(make_report(FAILURE, format_exc())) from error


def partial_report(
    known: Report, claimed: Rule, examination: Examination | None, reason: str, trace: str
) -> Report:
    """Return the report of a check that ended early. Runs nothing.

    Args:
        known: A report without results.
        claimed: The rule.
        examination: The results so far; None if there are none.
        reason: Why it ended.
        trace: The traceback of an internal error; empty if there was none.
    """
    result = examination or Examination({}, {})
    groups = group_findings(AttributedFinding(finding, claimed) for finding in result.findings)
    not_run = SubjectError(-1, "NotRun", reason)
    found = [Reproduction(g.finding, g.others, (), not_run, None) for g in groups]
    findings = finding_records(found, MUST)
    about = f"{known.target} was not checked to the end, so there is no verdict: {reason}."
    return replace(
        known,
        verdict="diverges" if findings else "errored",
        error=None if findings else about,
        findings=findings,
        advice=finding_records(found, SHOULD),
        notes=finding_records(found, INFO),
        certificate=make_certificate(result, {}, []),
        interrupted=reason,
        internal_error=trace,
    )
