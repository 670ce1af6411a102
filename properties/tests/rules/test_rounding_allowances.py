"""Allowances widen the balls and change no number."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import optimcore
from properties.enclosures.arb_functions import working_precision
from properties.enclosures.ball_arrays import FORMATS, Balls
from properties.rules.patched_package import build_variant
from properties.rules.profiles import profiles
from properties.rules.registry import optimizers, rules
from properties.rules.rounding_allowances import SELF_DECAY, SHARED, Allowance
from properties.scenarios.model import Precision

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere

HYPERS: dict[str, Any] = {
    "lr": 0.1, "betas": (0.5, 0.75), "eps": 1e-3, "weight_decay": 0.1, "amsgrad": True,
    "maximize": False,
}  # fmt: skip
WIDENED = [
    *(("averages by difference", rule) for rule in ("adam", "adamw")),
    *((SELF_DECAY, rule) for rule in ("sgd", "asgd", "lars", "lion", "lamb")),
]


def allowance(formulation: str, rule: str) -> Allowance:
    own = profiles()[rule].allowances
    return next(a for a in (*SHARED, *own) if a.rounding_variant == formulation)


def ball_run(kind: type[optimcore.Optimizer], dtype: Precision, start: float = 1.0) -> Balls:
    """The parameter after ten steps, as balls."""
    form = FORMATS[dtype]
    h = SimpleNamespace(**{**rules()[kind.__name__.lower()].defaults, **HYPERS})
    rng = np.random.default_rng(2)
    with working_precision():
        theta = Balls.exact(start * rng.standard_normal(50), form)
        state: Any = {name: Balls.exact(np.zeros(50), form) for name in kind.moments}
        for t in range(1, 11):
            g = Balls.exact(rng.standard_normal(50), form)
            theta, state = kind.update(theta, g, state, t, h)
    return theta


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("formulation", "rule"), WIDENED)
def test_an_allowance_widens_the_balls_and_moves_none(
    formulation: str, rule: str, dtype: Precision
) -> None:
    plain = ball_run(optimizers()[rule], dtype)
    widened = ball_run(optimizers(build_variant(allowance(formulation, rule).edits))[rule], dtype)
    assert all(w.contains(p) for w, p in zip(widened.arbs, plain.arbs, strict=True))
    assert all(w.rad() > p.rad() for w, p in zip(widened.arbs, plain.arbs, strict=True))
    assert all(
        abs(w.mid() - p.mid()) <= p.rad() for w, p in zip(widened.arbs, plain.arbs, strict=True)
    )


@pytest.mark.parametrize("rule", ["sgd", "asgd", "lars", "lion", "lamb"])
def test_without_decay_nothing_is_allowed_for_it(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(HYPERS, "weight_decay", 0.0)
    plain = ball_run(optimizers()[rule], "float64")
    same = ball_run(optimizers(build_variant(allowance(SELF_DECAY, rule).edits))[rule], "float64")
    assert all(s.rad() == p.rad() for s, p in zip(same.arbs, plain.arbs, strict=True))


def test_a_product_out_of_range_in_another_order_decides_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = optimizers(build_variant(allowance("both decays added to the gradient", "asgd").edits))[
        "asgd"
    ]
    monkeypatch.setitem(HYPERS, "lambd", 1e20)
    monkeypatch.setitem(HYPERS, "lr", 1e-21)
    assert ball_run(kind, "float32", 1e10).has_finite()
    assert not ball_run(kind, "float32", 1e25).has_finite()
    assert ball_run(optimizers()["asgd"], "float32", 1e25).has_finite()
