"""Whether a subject gives the same results on the same scenario, in a process and in another."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...comparison.trajectories import compare_with_enclosure
from ...enclosures.evaluate import enclose
from ...rules.registry import Rule
from ...scenarios.model import Floats, Scenario
from ...subjects.fresh_subject import Restartable
from ...subjects.trajectory import PROCESS_LOST, Outcome, Subject, SubjectError, Trajectory

# Number of scenarios that are run twice.
REPEATED = 8

# Where a process that has run other scenarios gives other results than new ones.
EARLIER_RUNS = (
    "The first runs in two new processes agree: the results depend on what has run before in the "
    "process, such as draws of a global random number generator, or state that all instances share."
)

# Where the first run in a new process follows the rule, and the second one does not.
OUTLIVES = (
    "In a new process the first run follows the rule and the second one does not: state outlives "
    "its optimizer, such as state on the class, in a module or in a default argument."
)

NOT_DETERMINISTIC = "The optimizer is not deterministic"


def describe_nondeterminism(
    subject: Subject, scenarios: Iterable[Scenario], rule: Rule | None = None
) -> tuple[str, ...]:
    """Run scenarios twice; describe the first two runs that differ, in sentences.

    Args:
        subject: the subject.
        scenarios: the scenarios.
        rule: the rule that a run without earlier ones may follow, if there is one.
    """
    for scenario in list(scenarios)[:REPEATED]:
        first, second = subject.run(scenario), subject.run(scenario)
        if difference := describe_difference(first, second):
            sentence = f"{NOT_DETERMINISTIC}: two runs of the same scenario differ, {difference}."
            return (sentence, _locate_cause(subject, scenario, rule))
    return ()


def describe_process_dependence(subject: Subject, scenario: Scenario) -> tuple[str, ...]:
    """Run a scenario in this process and in a new one; describe the difference, in sentences."""
    if not isinstance(subject, Restartable):
        return ()
    here = subject.run(scenario)
    subject.restart()
    there = subject.run(scenario)
    difference = describe_difference(here, there)
    if not difference:
        return ()
    subject.restart()
    if not describe_difference(there, subject.run(scenario)):
        return (
            f"{NOT_DETERMINISTIC}: a run after others and the first run in a new process differ, "
            f"{difference}.",
            EARLIER_RUNS,
        )
    return (
        f"{NOT_DETERMINISTIC}: runs of the same scenario in two processes differ, {difference}.",
        "In one process they agree: the results depend on something that is different in each "
        "process, such as a random seed or the time of the import.",
    )


def _locate_cause(subject: Subject, scenario: Scenario, rule: Rule | None) -> str:
    """Tell random results from those that depend on earlier runs, where a process can be new."""
    if not isinstance(subject, Restartable):
        return "Either it draws random numbers, or its instances share state."
    outcomes = []
    for _ in range(2):
        subject.restart()
        outcomes.append(subject.run(scenario))
    if describe_difference(*outcomes):
        return "The first runs in two new processes differ too."
    if rule is not None and _breaks_in_second_run(rule, subject, scenario):
        return OUTLIVES
    return EARLIER_RUNS


def _breaks_in_second_run(rule: Rule, subject: Subject, scenario: Scenario) -> bool:
    """Return whether the first run in a process follows a rule, and the second one does not.

    The process has run the scenario once.
    """
    second = subject.run(scenario)
    assert isinstance(subject, Restartable)
    subject.restart()
    return _follows(rule, scenario, subject.run(scenario)) and not _follows(rule, scenario, second)


def _follows(rule: Rule, scenario: Scenario, run: Outcome) -> bool:
    if isinstance(run, SubjectError):
        return False
    return not compare_with_enclosure(scenario, run, enclose(rule, scenario)).is_broken


def describe_difference(first: Outcome, second: Outcome) -> str:
    """Describe how two outcomes differ, beginning with the event; empty if they have equal bits.

    Outcomes of a lost process are not compared, because limits depend on the machine.
    """
    if isinstance(first, SubjectError) or isinstance(second, SubjectError):
        return _describe_errors(first, second)
    for event, (one, other) in enumerate(zip(first.frames, second.frames, strict=True)):
        for parameter, (a, b) in enumerate(zip(one, other, strict=True)):
            if how := _describe_arrays(a, b):
                return f"first after event {event}, {how} parameter {parameter}"
    return ""


def _describe_arrays(one: Floats, other: Floats) -> str:
    if one.shape != other.shape:
        return "in the shape of"
    if one.dtype != other.dtype:
        return "in the dtype of"
    if one.tobytes() == other.tobytes():
        return ""
    with np.errstate(all="ignore"):
        sizes = np.abs(one.astype(complex) - other.astype(complex))
    numbers = sizes[~np.isnan(sizes)]
    return f"by {numbers.max():.2g} in" if numbers.size else "in the bits of"


def _describe_errors(first: Outcome, second: Outcome) -> str:
    if any(isinstance(one, SubjectError) and one.kind == PROCESS_LOST for one in (first, second)):
        return ""
    if isinstance(first, SubjectError) and isinstance(second, SubjectError):
        same = (first.event, first.kind) == (second.event, second.kind)
        return "" if same else f"since one {first}, and the other {second}"
    error = next(one for one in (first, second) if not isinstance(one, Trajectory))
    return f"since only one of them {error}"
