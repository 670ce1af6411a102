"""A number of the formula that has the value of another time is named, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, SetHyper

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
