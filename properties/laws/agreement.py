"""Laws that compare the subject with its claimed rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from ..comparison.boundary_values import (
    find_rejectable_values,
    find_rejected_nones,
    is_rejected_boundary,
)
from ..comparison.evidence import Evidence, broken_evidence, holding_evidence
from ..comparison.trajectories import compare_with_enclosure, compare_within_rounding
from ..rules.registry import Rule
from ..scenarios.model import HyperValue
from ..scenarios.transforms import set_everywhere, without_hyper
from ..subjects.trajectory import SubjectError
from .changed_runs import compare_changed_run
from .law import MUST, SHOULD, law
from .torch_oracle import has_torch_counterpart, run_torch
from .trial import Trial

REPORT_ORDER = 10


@law("runs", MUST, families="all", many_steps=True, judges_errors=True, frequency="every")
def runs(trial: Trial) -> Evidence | None:
    """The optimizer runs every valid scenario to its end without an exception.

    MUST: an exception on valid input stops a training run.

    Fix: Run the smallest case, whose script shows the traceback. Usual causes are a None
    gradient, an empty or 0-d parameter, and an operation that one dtype lacks.

    Source: the documentation of the subject: the scenarios contain only what it says that it
    accepts.
    """
    if is_rejected_boundary(
        trial.rule, trial.subject, trial.scenario, trial.outcome(trial.scenario)
    ):
        return None
    trial.run(trial.scenario)
    return holding_evidence()


@law("edges", SHOULD, many_steps=True, judges_errors=True, frequency="every")
def edges(trial: Trial) -> Evidence | None:
    """Boundary values are accepted, such as lr, eps or betas of 0, or a weight decay of 1.

    SHOULD: some libraries document that they reject such values, and a rejection is easy to see.

    Fix: Accept the boundary value, or document that it is rejected. If it would divide by zero,
    reject it at construction with a message.

    Source: torch.optim, whose constructors accept lr, eps and betas of 0.
    """
    names = find_rejectable_values(trial.rule, trial.scenario)
    if not names:
        return None
    outcome = trial.outcome(trial.scenario)
    nones = find_rejected_nones(trial.subject, trial.scenario, outcome)
    if nones:
        return broken_evidence(f"None in {' and '.join(nones)}: {outcome}")
    if is_rejected_boundary(trial.rule, trial.subject, trial.scenario, outcome):
        return broken_evidence(f"boundary value of {' and '.join(names)}: {outcome}")
    return None if isinstance(outcome, SubjectError) else holding_evidence()


@law("agreement", MUST, families="all", many_steps=True, compares_with_rule=True, frequency="every")
def agreement(trial: Trial) -> Evidence | None:
    """The parameters agree with the rule to within rounding after every event.

    MUST: a larger deviation cannot come from rounding or from another order of operations.

    Fix: Read the diagnosis first: it names the line of the formula that differs. Without one,
    compare the formula on the page of the rule with yours line by line, for the step at which
    the first deviation is reported. If the difference is intended, look for a dialect
    (conformance list dialects) and declare it.

    Source: the paper of the rule, named on the page of the rule.
    """
    scenario = trial.scenario
    return compare_with_enclosure(scenario, trial.run(scenario), trial.enclosure(scenario))


@law(
    "torch-agreement",
    MUST,
    capabilities=("torch",),
    traits=("torch oracle", "published"),
    many_steps=True,
    frequency="few",
)
def torch_agreement(trial: Trial) -> Evidence | None:
    """The parameters agree with torch's optimizer of the same name to within rounding.

    MUST: torch is an independent implementation, so this law also tests the reference
        implementation.

    Fix: As for agreement. If agreement passes and this law fails, the reference may be wrong:
    report it.

    Source: torch.optim, the class of the same name.
    """
    scenario = trial.scenario
    if not has_torch_counterpart(scenario):
        return None
    oracle = run_torch(scenario, dict(trial.rule.defaults))
    return compare_within_rounding(
        scenario, trial.run(scenario), oracle, trial.enclosure(scenario), "compared with torch"
    )


@law("default-betas", MUST, hyper=("betas",), omitted_hyper=("betas",), frequency="few")
def default_betas(trial: Trial) -> Evidence | None:
    """The default betas are not the rule's default betas in another order.

    MUST: an optimizer with swapped betas still trains, so the swap is easy to miss. Different
    default values are not a bug; the law ``defaults`` covers them.

    Fix: Put the default betas in the order of the paper.

    Source: the paper of the rule; torch.optim has the same order.
    """
    if "betas" in trial.subject.capabilities.required:
        return None
    scenario = without_hyper(trial.scenario, ("betas",))
    if len(scenario.events) != len(trial.scenario.events):
        return None
    run = trial.run(scenario)
    usual = compare_with_enclosure(scenario, run, trial.enclosure(scenario))
    if not usual.is_broken:
        return usual
    swapped = (set_everywhere(scenario, betas=betas) for betas in _reordered_betas(trial.rule))
    explained = (not compare_with_enclosure(s, run, trial.enclosure(s)).is_broken for s in swapped)
    return usual if any(explained) else None


def _reordered_betas(rule: Rule) -> list[HyperValue]:
    """Return the default betas in every other order."""
    betas = rule.defaults["betas"]
    assert isinstance(betas, tuple)
    return [order for order in permutations(betas) if order != betas]


@law("defaults", SHOULD, omitted_hyper="all")
def defaults(trial: Trial) -> Evidence | None:
    """Hyper-parameters that are not given have the rule's default values.

    SHOULD: libraries document different defaults of lr, eps and weight_decay for the same rule.

    Fix: Use the default values of the rule, or document yours where users of the other library
    look for them.

    Source: the paper of the rule, and torch.optim.
    """
    optional = trial.subject.capabilities.hyper - trial.subject.capabilities.required
    scenario = without_hyper(trial.scenario, optional)
    if len(scenario.groups) > 1 or len(scenario.events) != len(trial.scenario.events):
        return None
    found = compare_changed_run(trial, scenario)
    if not found.is_broken or not (declared := ", ".join(_other_defaults(trial))):
        return found
    return replace(found, message=f"by default {declared}: {found.message}")


def _other_defaults(trial: Trial) -> Iterator[str]:
    """Yield the defaults that the subject declares and the rule does not have."""
    for name, value in sorted(trial.subject.capabilities.defaults.items()):
        if value != (usual := trial.rule.defaults.get(name, value)):
            yield f"{name} is {value!r}, not {usual!r}"
