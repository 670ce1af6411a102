"""Comparison with the rule of runs to which a law adds something."""

from __future__ import annotations

from ..comparison.evidence import Evidence
from ..comparison.trajectories import compare_bits, compare_with_enclosure
from ..scenarios.model import Scenario
from ..subjects.trajectory import SubjectError, Trajectory
from .trial import Trial


def compare_changed_run(trial: Trial, changed: Scenario) -> Evidence:
    """Compare the run of a changed scenario with its enclosure.

    Where the subject deviates from the rule without the change too, nothing is decided: the
    deviation is not a consequence of the change. State that is left of earlier runs is an
    exception: with it, no two runs are equal.
    """
    evidence = compare_with_enclosure(changed, trial.run(changed), trial.enclosure(changed))
    return undecided_if_deviating(trial, evidence)


def undecided_if_deviating(trial: Trial, evidence: Evidence) -> Evidence:
    """Return evidence about a change; undecided if the subject deviates without the change too."""
    if evidence.is_broken and _deviates(trial):
        return Evidence(0, evidence.decided + evidence.undecided, 0.0)
    return evidence


def follows_rule(trial: Trial, scenario: Scenario) -> bool:
    """Return whether the subject follows the rule in a scenario, which is no run of the trial.

    A trial's scenarios are those whose events the message of the law numbers.
    """
    run = trial.subject.run(scenario)
    return (
        isinstance(run, Trajectory)
        and not compare_with_enclosure(scenario, run, trial.enclosure(scenario)).is_broken
    )


def _deviates(trial: Trial) -> bool:
    """Return whether the subject deviates without the change too, and twice in the same way."""
    # Not a run of the trial, as in follows_rule.
    plain = trial.subject.run(trial.scenario)
    if isinstance(plain, SubjectError):
        return True
    enclosure = trial.enclosure(trial.scenario)
    if not compare_with_enclosure(trial.scenario, plain, enclosure).is_broken:
        return False
    again = trial.subject.run(trial.scenario)
    return isinstance(again, Trajectory) and not compare_bits(plain, again, "").is_broken
