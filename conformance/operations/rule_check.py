"""``rule check``: judge a user's own rule before anything is judged by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import enclose
from properties.engine.progress import Progress, ignore_progress
from properties.generation.corpus import corpus
from properties.generation.families import small_scenarios
from properties.generation.sampling import sample_scenarios
from properties.mutants.classification import classification
from properties.rules.own_balls import RuleError
from properties.rules.own_rules import OwnRule, own_rules
from properties.rules.registry import Rule, optimizers, rules
from properties.scenarios.model import Scenario
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import SubjectError
from properties.traits.conditioning import find_worst_operation
from properties.traits.dead_hyper import find_dead
from properties.traits.purity import find_impurities
from properties.traits.trial_runs import TrialRuns
from properties.traits.trial_shapes import find_failures, trial_shapes

from ..errors import WrongUse
from ..records.rule_check import RuleCheck
from ..targets.own_rule import RuleGiven, record_rule_source
from ..targets.rule_name import resolve_rule_name
from .own_rule import prepare_rule

# Random scenarios on which the rule is run in floats and balls.
SAMPLED = 80
LONGEST = 60


def check_rule(rule: RuleGiven, progress: Progress = ignore_progress) -> RuleCheck:
    """Judge a rule: purity, enclosures, hyper-parameters, traits, and mutants.

    Args:
        rule: ``path/file.py:MyRule``, ``package.module:MyRule``, an entry point, or the class.
        progress: Called with the current activity and the fraction that is done.

    Raises:
        WrongUse: There is no such rule, or it cannot be run, or is one of optimcore.
    """
    name = resolve_rule_name(rule)
    own = own_rules().get(name)
    if own is None:
        raise WrongUse(
            f"{name} is a rule of optimcore, which its own tests check. Give a rule of your own, "
            "as path/file.py:MyRule."
        )
    kind, claimed = optimizers()[name], rules()[name]
    runs = TrialRuns(kind, claimed.defaults)
    shapes = trial_shapes(claimed.dimensions, claimed.shapeless)
    progress("calling update twice", 0.0)
    source = record_rule_source(name)
    assert source is not None
    impure = find_impurities(own, kind, runs, shapes)
    if impure:
        # Whatever else is tried would be an effect of this.
        return RuleCheck(rule=name, source=source, problems=impure)
    problems = [
        f"The hyper-parameter {dead!r} does nothing: no value that was tried changes a step. Use "
        "it, or leave it out."
        for dead in find_dead(runs, shapes, claimed.profile.values)
    ]
    found: dict[str, Any] = {
        "rule": name, "source": source, "traits": _describe_traits(claimed, find_failures(runs)),
        "hyper": {n: repr(v) for n, v in claimed.defaults.items()},
    }  # fmt: skip
    measured: dict[str, Any] = {}
    try:
        progress("computing enclosures", 0.05)
        scenarios = _draw_scenarios(claimed)
        measured = _measure(own, claimed, scenarios)
        problems += measured.pop("problems")
    except RuleError as error:
        problems.append(f"It cannot be run on balls, which give the rounding bounds: {error}")
    if problems:
        return RuleCheck(**found, **measured, problems=problems)
    prepare_rule(rule, lambda what, part: progress(what, 0.2 + 0.8 * part))
    return RuleCheck(**found, **measured, **_count_mutants(name))


def _draw_scenarios(rule: Rule) -> list[Scenario]:
    can = CoreSubject(rule.name).capabilities
    drawn = sample_scenarios(small_scenarios(rule, can), SAMPLED, seed=3)
    return [s for s in (*corpus(rule.name), *drawn) if s.steps <= LONGEST]


def _measure(own: OwnRule, rule: Rule, scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Compare the rule in floats with its own enclosures."""
    decided = undecided = 0
    problems: list[str] = []
    for scenario in scenarios:
        run = CoreSubject(rule.name).run(scenario)
        if isinstance(run, SubjectError):
            problems.append(f"update raises {run.kind} in {scenario.dtype}: {run.message}")
            continue
        evidence = compare_with_enclosure(scenario, run, enclose(rule, scenario))
        decided, undecided = decided + evidence.decided, undecided + evidence.undecided
        if evidence.is_broken:
            problems.append(
                f"The rule in {scenario.dtype} is outside its own rounding bound: "
                f"{evidence.message}. Its operations on balls are not those on floats."
            )
    worst = find_worst_operation(own, rule, scenarios)
    total = decided + undecided
    return {
        "problems": list(dict.fromkeys(problems))[:3],
        "scenarios": len(scenarios),
        "undecided": undecided / total if total else None,
        "growth": float(np.round(worst.growth, 1)),
        "operation": f"{own.file}, line {worst.line}: {worst.text}" if worst.line else "",
    }


def _count_mutants(name: str) -> dict[str, Any]:
    known = classification(name)
    if known is None:
        return {}
    return {
        "mutants": known.mutants,
        "caught": sum(map(len, known.distinguished.values())),
        "repeated": len(known.repeated),
        "equivalent": dict(known.equivalent),
    }


def _describe_traits(rule: Rule, failures: Mapping[int, Exception]) -> dict[str, str]:
    return dict(_traits(rule, failures))


def _traits(rule: Rule, failures: Mapping[int, Exception]) -> Iterator[tuple[str, str]]:
    if rule.elementwise:
        yield "elementwise", "yes"
    else:
        yield "elementwise", "no: an element depends on others, or on the shape"
    if rule.shares_values:
        yield "parameters", "share values: each depends on the others"
    if rule.has_evaluation_mode:
        yield "evaluation", "at another point than the stored parameter"
    yield "shapeless", "yes" if rule.shapeless else "no: the steps depend on the shape"
    if rule.dimensions is None:
        yield "axes", "any number"
    else:
        also = "".join(
            f"; with {axes}, update raises {type(error).__name__}: {error}"
            for axes, error in list(failures.items())[:1]
        )
        yield "axes", f"{rule.dimensions}; parameters with others are not tried{also}"
    if rule.skips_empty:
        yield "no elements", "parameters without elements are left out: update fails for them"
    powers = rule.gradient_powers
    if powers is None:
        yield (
            "scalable",
            "no: no scaling of the hyper-parameters by whole powers was found that compensates for "
            "larger gradients",
        )
    else:
        each = ", ".join(f"{name} with the power {k}" for name, k in powers.items() if k)
        yield "scalable", f"yes: {each or 'no hyper-parameter has units of the gradient'}"
    yield "odd", "yes" if rule.odd else "no: negated gradients do not negate the steps"
    yield "sign-based", "yes: it takes a sign" if rule.sign_based else "no"
