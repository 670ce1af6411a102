"""An exception at a kind of event is named, if it is raised there alone and everywhere there."""

from __future__ import annotations

from typing import Any

import pytest

from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import AddGroup, Resume, Scenario, SetHyper, ZeroGrad

pytest.importorskip("torch")

from .contract_models.torch_adam import Adam, name_of, scenario, search, steps


class LoadRaises(Adam):
    def load_state_dict(self, saved: Any) -> None:
        raise KeyError("memory")


class KeptOutside(Adam):
    """An optimizer that looks up what was never saved."""

    def new_state(self, p: Any) -> Any:
        self.__dict__.setdefault("kept", {})[id(p)] = 1
        return super().new_state(p)

    def count_of(self, group: Any, p: Any) -> int:
        return super().count_of(group, p) * int(self.kept[id(p)])


class ZeroGradRaises(Adam):
    def zero_grad(self, set_to_none: bool = True) -> None:
        raise RuntimeError("not implemented")


class NoneRaises(Adam):
    def start(self) -> None:
        for p in self.parameters:
            p.grad.abs()


class LateRaises(Adam):
    """An optimizer that makes the state at construction."""

    def count_of(self, group: Any, p: Any) -> int:
        known = self.__dict__.setdefault("known", {id(p) for p in self.parameters})
        known.remove(id(p))
        known.add(id(p))
        return super().count_of(group, p)


class SetRaises(Adam):
    def start_group(self, group: Any) -> None:
        if self.__dict__.setdefault("eps", group["eps"]) != group["eps"]:
            raise ValueError("eps is fixed")


FIRST, LAST = steps((), (), parameters=1), steps((), (), parameters=1)


def between(*events: Any) -> Scenario:
    return scenario(*FIRST, *events, *LAST, parameters=1)


@pytest.mark.parametrize(
    ("kind", "feature", "case", "name"),
    [
        (LoadRaises, "resume", between(Resume()), "load-raises"),
        (KeptOutside, "resume", between(Resume()), "step-after-load-raises"),
        (ZeroGradRaises, "zero-grad", between(ZeroGrad()), "zero-grad-raises"),
        (SetRaises, "set-hyper", between(SetHyper("eps", encode_hyper(0.5))),
         "step-after-set-raises"),
        (LateRaises, "add-group",
         scenario(*steps((1,), (1,)), AddGroup(1), *steps((), ()), groups=({}, {})),
         "step-after-add-group-raises"),
    ],
)  # fmt: skip
def test_where_an_exception_is_raised_is_named(
    kind: type[Adam], feature: str, case: Scenario, name: str
) -> None:
    assert name_of(kind, feature, case) == name


def test_the_title_has_the_class_of_the_exception() -> None:
    found = search(LoadRaises, between(Resume()))
    from properties.diagnosis.hypotheses.features import find_feature, kept_features

    feature = find_feature("resume")
    name = found.name_findings(feature, kept_features(feature), ())
    assert name is not None
    assert name.candidate.title == "loading a saved state raises a KeyError"


class SometimesRaises(KeptOutside):
    """An exception that depends on the gradient too."""

    def count_of(self, group: Any, p: Any) -> int:
        if float(p.grad.sum()) < 0:
            return Adam.count_of(self, group, p)
        return super().count_of(group, p)


def test_an_exception_that_is_not_always_raised_has_no_name() -> None:
    cases = [
        scenario(*FIRST, Resume(), *rest, parameters=1)
        for rest in (LAST, LAST[1:], [*LAST[1:], *LAST])
    ]
    assert name_of(SometimesRaises, "resume", *cases) == ""


class DecayOfCopyRaises(Adam):
    """An optimizer that looks up what a copy has not, where the weights decay."""

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.decayed: list[Any] = []

    def update(self, p: Any, group: Any, t: int) -> None:
        if group["weight_decay"]:
            self.decayed.append(p)
        super().update(p, group, t)

    def __getstate__(self) -> Any:
        return {k: v for k, v in super().__getstate__().items() if k != "decayed"}


def test_an_exception_with_a_hyper_parameter_that_is_not_0_is_named() -> None:
    copied = (*steps((), parameters=1), Resume(by="deepcopy"), *steps((), (), parameters=1))
    decay = {"weight_decay": encode_hyper(0.5)}
    late = (Resume(by="deepcopy"), SetHyper("weight_decay", encode_hyper(0.5)))
    cases = [
        scenario(*copied, parameters=1),
        scenario(*copied, parameters=1, groups=(decay,)),
        scenario(*steps((), parameters=1), *late, *steps((), parameters=1), parameters=1),
    ]
    assert (
        name_of(DecayOfCopyRaises, "copy", *cases, more="set-hyper")
        == "step-after-copy-raises-with-weight_decay"
    )
