"""Laws that compare the subject with the rule it claims to follow."""

from __future__ import annotations

from itertools import permutations

from ..edges import at_edge, refused
from ..evidence import Evidence, alike, broken, held, within
from ..oracle import CLASSES, follows, torch_run
from ..rules import Rule
from ..scenario import HyperValue
from ..trajectory import Raised
from ..transforms import set_everywhere, without_hyper
from .base import MUST, SHOULD, Trial, law


@law("runs", MUST)
def runs(trial: Trial) -> Evidence | None:
    """A legitimate scenario runs to its end.

    MUST: a subject that works on plain input and raises here fails its user in mid-training.
    """
    if refused(trial.rule, trial.subject, trial.scenario, trial.outcome(trial.scenario)):
        return None
    trial.run(trial.scenario)
    return held()


@law("edges", SHOULD)
def edges(trial: Trial) -> Evidence | None:
    """It can have an lr, eps or beta of 0, or an lr outside of Rprop's step sizes.

    SHOULD: some libraries document that they refuse it, which is loud and harms nobody's numbers.
    """
    names = at_edge(trial.rule, trial.scenario)
    if not names:
        return None
    outcome = trial.outcome(trial.scenario)
    if refused(trial.rule, trial.subject, trial.scenario, outcome):
        return broken(f"{' and '.join(names)} at the edge: {outcome}")
    return None if isinstance(outcome, Raised) else held()


@law("agreement", MUST)
def agreement(trial: Trial) -> Evidence | None:
    """The run lies inside the enclosure of the rule.

    MUST: outside it, no order of operations explains the numbers.
    """
    scenario = trial.scenario
    return within(scenario, trial.run(scenario), trial.enclosure(scenario))


@law("torch-agreement", MUST, abilities=("torch",), rules=tuple(CLASSES), traits=("published",))
def torch_agreement(trial: Trial) -> Evidence | None:
    """The run is that of torch's optimizer of the same name, to within rounding.

    MUST: torch shares none of our source, so this guards against our having misread the rule.
    """
    scenario = trial.scenario
    if not follows(scenario):
        return None
    oracle = torch_run(scenario, dict(trial.rule.defaults))
    return alike(scenario, trial.run(scenario), oracle, trial.enclosure(scenario), "beside torch")


@law("default-betas", MUST, hyper=("betas",))
def default_betas(trial: Trial) -> Evidence | None:
    """Without betas given, it does not run with those of the rule in another order.

    MUST: a swapped pair still trains. Betas that are others altogether are a convention, as other
    defaults are.
    """
    if "betas" in trial.subject.abilities.required:
        return None
    scenario = without_hyper(trial.scenario, ("betas",))
    if len(scenario.events) != len(trial.scenario.events):
        return None
    run = trial.run(scenario)
    usual = within(scenario, run, trial.enclosure(scenario))
    if not usual.broken:
        return usual
    swapped = (set_everywhere(scenario, betas=betas) for betas in _swapped(trial.rule))
    explained = (not within(s, run, trial.enclosure(s)).broken for s in swapped)
    return usual if any(explained) else None


def _swapped(rule: Rule) -> list[HyperValue]:
    """The default betas in every other order."""
    betas = rule.defaults["betas"]
    assert isinstance(betas, tuple)
    return [order for order in permutations(betas) if order != betas]


@law("defaults", SHOULD)
def defaults(trial: Trial) -> Evidence | None:
    """Without any hyper-parameter given, it runs with the defaults of the rule.

    SHOULD: libraries document different defaults of lr, eps and weight_decay under one name.
    """
    optional = trial.subject.abilities.hyper - trial.subject.abilities.required
    scenario = without_hyper(trial.scenario, optional)
    if len(scenario.groups) > 1 or len(scenario.events) != len(trial.scenario.events):
        return None
    return within(scenario, trial.run(scenario), trial.enclosure(scenario))
