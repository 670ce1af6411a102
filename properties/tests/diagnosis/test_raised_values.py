"""A value of 0 with which a step raises an exception is named, if nothing else explains it."""

from __future__ import annotations

from typing import Any

import pytest

from properties.diagnosis.candidates.cases import make_case
from properties.diagnosis.hypotheses.raised_values import name_raised_value
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import HyperValue
from properties.subjects.torch_driver import TorchSubject

pytest.importorskip("torch")

from .contract_models.torch_adam import HYPER, Adam, scenario, steps

RULE = rules()["adam"]


class NeedsBeta2(Adam):
    def new_state(self, p: Any) -> Any:
        state = super().new_state(p)
        if not self.param_groups[0]["betas"][1]:
            del state["v"]
        return state


def name(kind: type[Adam], *given: dict[str, HyperValue]) -> str:
    cases = [
        scenario(
            *steps((), (), parameters=1), parameters=1,
            groups=({n: encode_hyper(v) for n, v in hyper.items()},),
        )
        for hyper in given
    ]  # fmt: skip
    made = [make_case(RULE, TorchSubject(kind, HYPER), case) for case in cases]
    found = name_raised_value(RULE, made)
    return found.title if found else ""


ZERO: list[dict[str, HyperValue]] = [
    {"betas": (0.5, 0.0)},
    {"betas": (0.0, 0.0), "eps": 0.5},
]
OTHERS: list[dict[str, HyperValue]] = [{"betas": (0.5, 0.75)}, {"betas": (0.0, 0.5)}]


def test_the_value_is_named() -> None:
    assert name(NeedsBeta2, *ZERO, *OTHERS) == "a step with betas[1] = 0 raises a KeyError"


def test_nothing_is_named_where_another_value_may_be_the_cause() -> None:
    """Without a case in which only the first decay rate is 0, it can be either of both."""
    assert name(NeedsBeta2, {"betas": (0.0, 0.0)}, ZERO[1], OTHERS[0], {"eps": 0.5}) == ""


def test_nothing_is_named_for_a_correct_optimizer() -> None:
    assert name(Adam, *ZERO, *OTHERS) == ""
