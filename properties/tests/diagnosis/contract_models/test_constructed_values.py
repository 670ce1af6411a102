"""One name for an optimizer whose steps use values of its construction."""

from __future__ import annotations

from typing import Any

import pytest

from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.diagnosis.hypotheses.judging import is_caused_by
from properties.engine.results import Finding
from properties.laws import Trial, laws
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Resume, Scenario, SetHyper
from properties.subjects.torch_driver import TorchSubject

from .torch_adam import HYPER, Adam, name_of, scenario, search, steps

SMALL, LARGE = {"lr": encode_hyper(0.25)}, {"lr": encode_hyper(0.5)}


class OfConstruction(Adam):
    def __init__(self, params: Any, lr: float = 1e-3, **hyper: Any) -> None:
        super().__init__(params, lr, **hyper)
        self.lr = lr

    def values_of(self, group: Any, p: Any) -> Any:
        return {**group, "lr": self.lr}


class Resetting(OfConstruction):
    """An optimizer that writes its own learning rate into the groups before each step."""

    def start_group(self, group: Any) -> None:
        group["lr"] = self.lr

    def values_of(self, group: Any, p: Any) -> Any:
        return group


class OfGroups(Adam):
    """An optimizer with the learning rates that its groups were added with."""

    def add_param_group(self, group: Any) -> None:
        super().add_param_group(group)
        self.__dict__.setdefault("rates", []).append(self.param_groups[-1]["lr"])

    def values_of(self, group: Any, p: Any) -> Any:
        place = next(k for k, one in enumerate(self.param_groups) if one is group)
        return {**group, "lr": self.rates[place]}


def one(*events: Any) -> Scenario:
    return scenario(*events, parameters=1, groups=(SMALL,))


CHANGED = one(
    *steps((), (), parameters=1), SetHyper("lr", LARGE["lr"]), *steps((), (), parameters=1)
)
TWO = scenario(*steps((), (), ()), groups=(SMALL, LARGE))
ELSEWHERE = one(*steps((), (), parameters=1), Resume(LARGE), *steps((), (), parameters=1))


@pytest.mark.parametrize("kind", [OfConstruction, Resetting])
@pytest.mark.parametrize(
    ("feature", "case"),
    [("set-lr", CHANGED), ("groups", TWO), ("resume-elsewhere", ELSEWHERE)],
)
def test_every_event_that_shows_it_has_the_same_name(
    kind: type[Adam], feature: str, case: Scenario
) -> None:
    assert name_of(kind, feature, case) == "lr-of-construction"


def test_values_of_the_groups_are_not_those_of_the_construction() -> None:
    assert name_of(OfGroups, "set-lr", CHANGED) == "change-of-lr-ignored"


@pytest.mark.parametrize("kind", [OfConstruction, Resetting])
def test_a_tensor_that_is_kept_and_filled_is_explained(kind: type[Adam]) -> None:
    """A kept tensor is the one in the group, so that a change has an effect there alone."""
    rule, subject = rules()["adam"], TorchSubject(kind, HYPER)
    law = laws()["tensor-lr"]
    evidence = law.judge(Trial(rule, subject, CHANGED, frozenset()))
    assert evidence is not None
    assert evidence.is_broken
    finding = Finding(law, "corpus", CHANGED, evidence)
    feature = find_feature("set-lr")
    name = search(kind, CHANGED).name_findings(feature, kept_features(feature), ())
    assert name is not None
    assert name.hypothesis is not None
    assert is_caused_by(name.hypothesis, rule, subject, finding)


class InFloat32(OfConstruction):
    """A kept learning rate that is rounded where it is a tensor: a defect of its own."""

    def __init__(self, params: Any, lr: Any = 1e-3, **hyper: Any) -> None:
        super().__init__(params, lr, **hyper)
        self.lr = lr.float() * 1.5 if hasattr(lr, "float") else lr


def test_another_defect_of_tensors_is_not_explained() -> None:
    rule, subject = rules()["adam"], TorchSubject(InFloat32, HYPER)
    law = laws()["tensor-lr"]
    evidence = law.judge(Trial(rule, subject, CHANGED, frozenset()))
    assert evidence is not None
    finding = Finding(law, "corpus", CHANGED, evidence)
    feature = find_feature("set-lr")
    found = ContractSearch(rule, None, rule, subject, [CHANGED])
    name = found.name_findings(feature, kept_features(feature), ())
    assert name is not None
    assert name.hypothesis is not None
    assert not is_caused_by(name.hypothesis, rule, subject, finding)
