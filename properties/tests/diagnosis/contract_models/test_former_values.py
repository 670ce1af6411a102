"""A number of the formula that has the value of another time is named, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, SetHyper
from properties.scenarios.transforms import change
from properties.subjects.torch_driver import TorchSubject

from .torch_adam import Adam, name_of, scenario, search, steps

BETAS = SetHyper("betas", encode_hyper((0.625, 0.6875)))


class CachedComplement(Adam):
    """1 - beta2 is computed at construction."""

    cached = (False, True)

    def __init__(self, params: Any, **hyper: Any) -> None:
        super().__init__(params, **hyper)
        self.rest = [1 - beta for beta in self.defaults["betas"]]

    def rest_of(self, group: Any, p: Any) -> list[float]:
        return [old if cached else 1 - beta
                for old, beta, cached in zip(self.rest, group["betas"], self.cached, strict=True)
                ]  # fmt: skip

    def update(self, p: Any, group: Any, t: int) -> None:
        s, (b1, b2) = self.state_of(p), group["betas"]
        first, second = self.rest_of(group, p)
        g = p.grad + group["weight_decay"] * p
        s["m"] = b1 * s["m"] + first * g
        s["v"] = b2 * s["v"] + second * g * g
        m, v = s["m"] / (1 - b1**t), s["v"] / (1 - b2**t)
        p.sub_(group["lr"] * m / (v.sqrt() + group["eps"]))


class CachedComplements(CachedComplement):
    """Both 1 - beta1 and 1 - beta2 are computed at construction."""

    cached = (True, True)


class ComplementOfFirstStep(CachedComplement):
    """1 - beta2 is kept with the state of a parameter."""

    def rest_of(self, group: Any, p: Any) -> list[float]:
        kept = self.state_of(p).setdefault("rest", 1 - group["betas"][1])
        return [1 - group["betas"][0], kept]


class ComplementOfGroup(CachedComplement):
    """1 - beta2 is computed where a group is added."""

    def add_param_group(self, param_group: Any) -> None:
        super().add_param_group(param_group)
        group = self.param_groups[-1]
        self.__dict__.setdefault("rests", []).append(1 - group["betas"][1])

    def rest_of(self, group: Any, p: Any) -> list[float]:
        place = next(k for k, one in enumerate(self.param_groups) if one is group)
        return [1 - group["betas"][0], self.rests[place]]


class OneCorrection(Adam):
    """The second correction has another step count than the first one."""

    def other_count(self, group: Any, p: Any) -> int:
        raise NotImplementedError

    def start(self) -> None:
        self.__dict__["steps"] = getattr(self, "steps", 0) + 1
        self.__dict__["counts"] = []

    def update(self, p: Any, group: Any, t: int) -> None:
        s, (b1, b2) = self.state_of(p), group["betas"]
        self.counts.append((group, t))
        g = p.grad + group["weight_decay"] * p
        s["m"] = b1 * s["m"] + (1 - b1) * g
        s["v"] = b2 * s["v"] + (1 - b2) * g * g
        m, v = s["m"] / (1 - b1**t), s["v"] / (1 - b2 ** self.other_count(group, p))
        p.sub_(group["lr"] * m / (v.sqrt() + group["eps"]))


class CountOfFirst(OneCorrection):
    def other_count(self, group: Any, p: Any) -> int:
        return int(next(t for g, t in self.counts if g is group))


class CountOfFirstGroup(OneCorrection):
    def other_count(self, group: Any, p: Any) -> int:
        return int(self.counts[0][1])


class CountOfAllSteps(OneCorrection):
    def other_count(self, group: Any, p: Any) -> int:
        return int(self.steps)


class GroupRates(Adam):
    """The step has the learning rate of a group, the decay that of its own group."""

    place = 0

    def update(self, p: Any, group: Any, t: int) -> None:
        s, (b1, b2) = self.state_of(p), group["betas"]
        g = p.grad + group["weight_decay"] * p
        s["m"] = b1 * s["m"] + (1 - b1) * g
        s["v"] = b2 * s["v"] + (1 - self.param_groups[self.place]["betas"][1]) * g * g
        m, v = s["m"] / (1 - b1**t), s["v"] / (1 - b2**t)
        p.sub_(group["lr"] * m / (v.sqrt() + group["eps"]))


class RatesOfLastGroup(GroupRates):
    place = -1


class RateOfCount(Adam):
    """The learning rate is kept for each step count."""

    def update(self, p: Any, group: Any, t: int) -> None:
        rates = self.__dict__.setdefault("rates", {})
        super().update(p, {**group, "lr": rates.setdefault(t, group["lr"])}, t)


CASES = [
    scenario(BETAS, *steps((), (), (), parameters=1), parameters=1),
    scenario(*steps((), (), parameters=1), BETAS, *steps((), (), parameters=1), parameters=1),
]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (CachedComplement, "former-betas-of-construction"),
        (CachedComplements, "former-betas-of-construction"),
        (ComplementOfFirstStep, "former-betas-of-first-step"),
    ],
)
def test_a_number_with_a_former_value_is_named(kind: type[Adam], name: str) -> None:
    assert name_of(kind, "set-hyper", *CASES) == name


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (CachedComplement, "1 - beta2 is that of the construction"),
        (CachedComplements, "1 - beta1 and 1 - beta2 are those of the construction"),
        (
            ComplementOfFirstStep,
            "1 - beta2 is that of the first step of the parameter",
        ),
    ],
)
def test_the_sentence_and_the_diff_have_the_place(kind: type[Adam], title: str) -> None:
    [found] = named(kind, *CASES)
    assert found.title == title
    assert '+    v = beta2 * s["v"] + (1 - h.betas_at_' in found.diff


def named(kind: type[Adam], *cases: Scenario) -> list[Any]:
    feature = find_feature("set-hyper")
    found = search(kind, *cases).name_findings(feature, kept_features(feature), ())
    return [] if found is None else [found.candidate]


LEFT_OUT = [scenario(*steps((1,), (), ())), scenario(*steps((0,), (), ()))]
NONE_FOR_BOTH = [*LEFT_OUT, scenario(*steps((0, 1), (), (1,)))]
BOTH_GROUPS = tuple({"betas": encode_hyper(b)} for b in ((0.5, 0.75), (0.625, 0.6875)))
GROUPS = [
    scenario(*steps((), (), ()), groups=groups) for groups in (BOTH_GROUPS, BOTH_GROUPS[::-1])
]
LATE_GROUP = [
    scenario(*steps(*missing), groups=({}, {})) for missing in (((1,), (), ()), ((0,), ()))
]
LATE_CHANGE = [
    scenario(*steps((1,)), SetHyper("lr", encode_hyper(0.5)), *steps((), ())),
    scenario(*steps((1,), (1,)), SetHyper("lr", encode_hyper(0.5)), *steps((), ())),
]


@pytest.mark.parametrize(
    ("kind", "feature", "cases", "more", "title"),
    [
        (CountOfFirst, "none", LEFT_OUT, "parameters",
         "t in “beta2 ** t” is that of the first parameter of the group"),
        (CountOfFirstGroup, "groups", LATE_GROUP, "none parameters",
         "t in “beta2 ** t” is that of the first parameter of all groups"),
        (CountOfAllSteps, "none", NONE_FOR_BOTH, "parameters",
         "t in “beta2 ** t” is that of the optimizer, which counts all steps; it is lost where a "
         "state is loaded and in a copy of the optimizer"),
        (GroupRates, "groups", GROUPS, "parameters", "1 - beta2 is that of the first group"),
        (RatesOfLastGroup, "groups", GROUPS, "parameters", "1 - beta2 is that of the last group"),
        (RateOfCount, "set-lr", LATE_CHANGE, "none parameters",
         "lr in “lr * m_hat” is that of the first update with the same step count"),
    ],
)  # fmt: skip
def test_a_number_of_another_parameter_or_group_is_named(
    kind: type[Adam], feature: str, cases: list[Scenario], more: str, title: str
) -> None:
    kept = kept_features(find_feature(feature)) | set(more.split())
    assert search(Adam, *cases).name_findings(find_feature(feature), kept, ()) is None
    found = search(kind, *cases).name_findings(find_feature(feature), kept, ())
    assert found is not None
    assert found.candidate.title == title


class LionWithOldDecay(Adam):
    """Lion in which weight decay has the learning rate of the construction."""

    def __init__(self, params: Any, **hyper: Any) -> None:
        super().__init__(params, **({"betas": (0.9, 0.99)} | hyper))

    def update(self, p: Any, group: Any, t: int) -> None:
        s, (b1, b2) = self.state_of(p), group["betas"]
        p.mul_(1 - self.defaults["lr"] * group["weight_decay"])
        p.sub_(group["lr"] * (b1 * s["m"] + (1 - b1) * p.grad).sign())
        s["m"] = b2 * s["m"] + (1 - b2) * p.grad


def test_a_number_is_found_in_another_form_of_the_rule() -> None:
    rule, feature = rules()["lion"], find_feature("set-lr")
    changed = SetHyper("lr", encode_hyper(0.5))
    hyper = {name: encode_hyper(value) for name, value in (("lr", 0.25), ("weight_decay", 0.5))}
    cases = [
        change(scenario(*before, changed, *after, parameters=1), rule="lion", groups=(hyper,))
        for before, after in (
            (steps((), parameters=1), steps((), (), parameters=1)),
            (steps((), (), parameters=1), steps((), (), parameters=1)),
        )
    ]
    subject = TorchSubject(LionWithOldDecay, ("lr", "betas", "weight_decay"))
    found = ContractSearch(rule, None, rule, subject, cases)
    name = found.name_findings(feature, kept_features(feature), ())
    assert name is not None
    assert name.candidate.title == "lr in “lr * weight_decay” is that of the construction"
    lines = [line for line in name.candidate.diff.splitlines()[3:] if line[0] in "+-"]
    assert len(lines) == 2


def test_a_number_of_the_group_when_it_was_added_is_named() -> None:
    groups: tuple[Any, ...] = ({}, {"betas": encode_hyper((0.5, 0.75))})
    both = scenario(BETAS, *steps((), (), ()), groups=groups)
    alone = scenario(*steps((), parameters=1), BETAS, *steps((), (), parameters=1), parameters=1)
    found = name_of(ComplementOfGroup, "set-hyper", both, alone, more="groups parameters")
    assert found == "former-betas-of-joining"
