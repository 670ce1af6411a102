"""Laws that compare the subject with the rule it claims to follow."""

from __future__ import annotations

from ..evidence import Evidence, alike, held, within
from ..oracle import CLASSES, follows, torch_run
from ..transforms import without_hyper
from .base import MUST, SHOULD, Trial, law


@law("runs", MUST)
def runs(trial: Trial) -> Evidence | None:
    """A legitimate scenario runs to its end.

    MUST: a subject that works on plain input and raises here fails its user in mid-training.
    """
    trial.run(trial.scenario)
    return held()


@law("agreement", MUST)
def agreement(trial: Trial) -> Evidence | None:
    """The run lies inside the enclosure of the rule.

    MUST: outside it, no order of operations explains the numbers.
    """
    scenario = trial.scenario
    return within(scenario, trial.run(scenario), trial.enclosure(scenario))


@law("torch-agreement", MUST, abilities=("torch",), rules=tuple(CLASSES))
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
    """Without betas given, it runs with those of the rule.

    MUST: every library agrees on these defaults, and a swapped pair still trains.
    """
    if "betas" in trial.subject.abilities.required:
        return None
    scenario = without_hyper(trial.scenario, ("betas",))
    if len(scenario.events) != len(trial.scenario.events):
        return None
    return within(scenario, trial.run(scenario), trial.enclosure(scenario))


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
