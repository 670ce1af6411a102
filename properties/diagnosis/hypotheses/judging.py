"""Which findings a candidate accounts for: those that it breaks too, run as a subject."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...comparison.evidence import Evidence
from ...comparison.trajectories import compare_with_enclosure, event_of_changed_shape
from ...enclosures.evaluate import Enclosure, enclose
from ...engine.results import Finding
from ...laws import MUST, Trial
from ...rules.registry import Rule
from ...scenarios.model import Scenario
from ...scenarios.transforms import change
from ...subjects.restricted_subject import RestrictedSubject
from ...subjects.trajectory import Outcome, Subject, SubjectError
from ..candidates.candidate import NEARER, Candidate, Model, RewrittenSubject
from ..candidates.candidate_pool import candidate_from_rule
from ..candidates.cases import Deviation
from .contract_hypotheses import Hypothesis
from .features import in_float64
from .shared_value_hypotheses import enclose_parts


def is_broken_by(candidate: Candidate, rule: Rule, subject: Subject, finding: Finding) -> bool:
    """Return whether a candidate breaks the law of a finding in its case.

    If the rule breaks it too, nothing is explained, unless the candidate does exactly the same.
    """
    limited = RestrictedSubject(RewrittenSubject(candidate), subject.capabilities)
    if len(finding.scenario.groups) > 1 or finding.law.not_applicable(rule, limited):
        return False
    if not all(map(limited.capabilities.supports, finding.scenario.dtypes)):
        wider = _in_float64(rule, subject, finding)
        return wider is not None and is_broken_by(candidate, rule, subject, wider)
    evidence = _judge(rule, limited, finding)
    if evidence is None or not evidence.is_broken:
        return False
    own = RestrictedSubject(candidate_from_rule(rule).subject, subject.capabilities)
    itself = _judge(rule, own, finding)
    return evidence.message == finding.evidence.message or not (itself and itself.is_broken)


def _in_float64(rule: Rule, subject: Subject, finding: Finding) -> Finding | None:
    """Return the finding in float64, which optimcore has; None if the law holds there.

    None also for a subject without float64.
    """
    if not subject.capabilities.supports("float64"):
        return None
    scenario = in_float64(finding.scenario)
    evidence = finding.law.judge(Trial(rule, subject, scenario, finding.effective))
    broken = evidence is not None and evidence.is_broken
    return finding.move(scenario, evidence) if evidence and broken else None


def holds_for(rule: Rule, subject: Subject, finding: Finding) -> bool:
    """Return whether the law of a finding holds in its case if it is judged by another rule.

    A law that does not apply because of what is done around the rule holds too. Advice on what a
    rule loses in this case, such as its weight decay, holds by a rule that does not lose it.
    """
    if finding.law.not_applicable(rule, subject):
        return bool(rule.wrappings)
    evidence = _judge(rule, subject, finding)
    if evidence is None:
        return finding.law.requirement != MUST
    return not evidence.is_broken


def is_caused_by(hypothesis: Hypothesis, rule: Rule, subject: Subject, finding: Finding) -> bool:
    """Return whether a hypothesis describes all runs that the law of a finding compares.

    Some run must differ from the rule without the hypothesis; for a law about bits, it is enough
    that the hypothesis expects another value in some run. A value that is kept shows no defect
    where it is the tensor in the groups, because that is filled when the value is set.
    """
    trial = Trial(rule, subject, finding.scenario, finding.effective)
    finding.law.judge(trial)
    runs = [(s, trial.outcome(s)) for s in trial.scenarios]
    right = [is_enclosed(rule, s, run) for s, run in runs]
    if not all(
        describes(hypothesis, rule, s, run) or (is_right and _keeps_tensor(hypothesis, s))
        for (s, run), is_right in zip(runs, right, strict=True)
    ):
        return False
    if not all(right) or any(_says_more(hypothesis, rule, s) for s, _ in runs):
        return True
    is_about_bits = finding.evidence.compares_bits
    return is_about_bits and any(_expects_other(hypothesis, rule, s) for s, _ in runs)


def describes(hypothesis: Hypothesis, rule: Rule, scenario: Scenario, run: Outcome) -> bool:
    """Return whether a run is as a hypothesis says, for a rule with the formula of the subject."""
    place = hypothesis.raises_at(scenario)
    if place is not None:
        return isinstance(run, SubjectError) and run.event == place
    return is_enclosed(rule_with(rule, hypothesis), scenario, run)


def _says_more(hypothesis: Hypothesis, rule: Rule, scenario: Scenario) -> bool:
    """Return whether a hypothesis bounds numbers that the rule does not, such as after a NaN."""
    with_it, without = enclose(rule_with(rule, hypothesis), scenario), enclose(rule, scenario)
    return any(
        bool((np.isfinite(own) & ~np.isfinite(rad)).any())
        for frames in zip(with_it.rad, without.rad, strict=True)
        for own, rad in zip(*frames, strict=True)
    )


def _expects_other(hypothesis: Hypothesis, rule: Rule, scenario: Scenario) -> bool:
    """Return whether a hypothesis expects other values, however little they differ."""
    with_it, without = enclose(rule_with(rule, hypothesis), scenario), enclose(rule, scenario)
    return any(
        not np.array_equal(ours, theirs, equal_nan=True)
        for frames in zip(with_it.mid, without.mid, strict=True)
        for ours, theirs in zip(*frames, strict=True)
    )


def _keeps_tensor(hypothesis: Hypothesis, scenario: Scenario) -> bool:
    return hypothesis.holds_values and scenario.lr_as == "tensor"


def is_enclosed(rule: Rule, scenario: Scenario, run: Outcome) -> bool:
    """Return whether a run stays within the enclosure of a rule.

    An exception does if the enclosure is indefinite at its event, as after a division by zero, and
    so does another shape from the event on at which a parameter gets it.
    """
    if isinstance(run, SubjectError):
        return (
            run.event >= 0 and not run.is_unsupported and _is_indefinite(rule, scenario, run.event)
        )
    k = event_of_changed_shape(scenario, run)
    if k is not None:
        before = change(scenario, events=scenario.events[:k])
        earlier = replace(run, frames=run.frames[:k])
        return _is_indefinite(rule, scenario, k) and is_enclosed(rule, before, earlier)
    return not compare_with_enclosure(scenario, run, enclose(rule, scenario)).is_broken


def is_narrow(rule: Rule, deviation: Deviation) -> bool:
    """Return whether the enclosure is narrow where a subject deviates from another rule.

    A wide one contains every value there, and explains nothing.
    """
    radius = enclose(rule, deviation.scenario).rad[deviation.event][deviation.parameter]
    return bool(radius.ravel()[deviation.element] <= NEARER * deviation.size)


def is_definite(rule: Rule, deviation: Deviation) -> bool:
    """Return whether the enclosure has a bound where a subject deviates from another rule.

    It has none where an array of another shape may be broadcast.
    """
    radius = enclose(rule, deviation.scenario).rad[deviation.event][deviation.parameter]
    return bool(np.isfinite(radius.ravel()[deviation.element]))


def _is_indefinite(rule: Rule, scenario: Scenario, event: int) -> bool:
    radii = enclose(rule, scenario).rad[event]
    return any(not np.isfinite(radius).all() for radius in radii)


def _judge(rule: Rule, subject: Subject, finding: Finding) -> Evidence | None:
    return finding.law.judge(Trial(rule, subject, finding.scenario, finding.effective))


def rule_with(rule: Rule, hypothesis: Hypothesis) -> Rule:
    """Return the rule in which a hypothesis about the contract is true."""

    assumed = replace(rule, modes=hypothesis.modes, model=hypothesis.model)

    def enclosed(scenario: Scenario, model: Model | None) -> Enclosure:
        translated, kept = hypothesis.translate(scenario)
        if hypothesis.split:
            whole = enclose_parts(assumed, translated, hypothesis.split(translated))
        else:
            whole = enclose(assumed, translated)
        return Enclosure(tuple(whole.mid[k] for k in kept), tuple(whole.rad[k] for k in kept))

    return replace(rule, enclosed_by=enclosed)
