"""optimcore compared with torch on a quadratic, as in a tutorial, with a smaller tolerance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimcore import SGD, Adam, AdamW, Optimizer, Parameter, Tensor, train

Floats: TypeAlias = npt.NDArray[np.floating[Any]]

STEPS = 100
TOLERANCE = 1e-12
RNG = np.random.default_rng(0)
START, TARGET = RNG.standard_normal(5), RNG.standard_normal(5)
# So far that no run arrives: around a minimum, Adam's normalisation amplifies any last bit.
FAR = 5 * np.sign(TARGET)


class Point:
    """A model that is one parameter."""

    def __init__(self) -> None:
        self.p = Parameter(START)

    def build(self) -> None:
        """All parameters are there already."""

    def convert(self) -> None:
        """They are in their final form, too."""

    def parameters(self) -> Iterable[Parameter]:
        return [self.p]


def trained(
    make: Callable[[Iterable[Parameter]], Optimizer], goal: Floats = TARGET
) -> tuple[Floats, list[float]]:
    """The final parameter of optimcore's training loop, and the losses."""
    model = Point()

    def loss() -> Tensor:
        return ((model.p - Tensor(goal)) ** 2).sum()

    losses = list(train(model, make, [loss] * STEPS))
    return model.p.data, losses


def torch_trained(kind: str, goal: Floats = TARGET, **hyper: Any) -> tuple[Floats, list[float]]:
    """The same with torch's own optimizer and differentiation."""
    torch = pytest.importorskip("torch")
    p = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    target = torch.tensor(goal, dtype=torch.float64)
    optimizer = getattr(torch.optim, kind)([p], **hyper)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = ((p - target) ** 2).sum()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return np.asarray(p.detach().numpy()), losses


def assert_same(ours: tuple[Floats, list[float]], theirs: tuple[Floats, list[float]]) -> None:
    np.testing.assert_allclose(ours[0], theirs[0], rtol=TOLERANCE, atol=TOLERANCE)
    np.testing.assert_allclose(ours[1], theirs[1], rtol=TOLERANCE, atol=TOLERANCE)


def test_the_cross_check_of_the_tutorial_passes_at_a_ten_millionth_of_its_tolerance() -> None:
    ours = trained(lambda params: Adam(params, lr=1e-2))
    assert len(ours[1]) == STEPS
    assert ours[1][-1] < ours[1][0]
    assert_same(ours, torch_trained("Adam", lr=1e-2))


@pytest.mark.parametrize("kind", [SGD, Adam, AdamW])
def test_the_defaults_are_those_of_torch(kind: Callable[..., Optimizer]) -> None:
    assert_same(trained(kind), torch_trained(kind.__name__))


@st.composite
def sgd_hypers(draw: st.DrawFn) -> dict[str, Any]:
    momentum = draw(st.sampled_from((0.0, 0.5, 0.9)))
    nesterov = momentum > 0 and draw(st.booleans())
    return {
        "lr": draw(st.floats(1e-4, 0.1)),
        "momentum": momentum,
        "dampening": 0.0 if nesterov else draw(st.sampled_from((0.0, 0.25, 1.0))),
        "weight_decay": draw(st.sampled_from((0.0, 0.1, 0.7))),
        "nesterov": nesterov,
        "maximize": draw(st.booleans()),
    }


ADAM_HYPERS = st.fixed_dictionaries(
    {
        "lr": st.floats(1e-4, 0.02),
        "betas": st.sampled_from(((0.9, 0.999), (0.0, 0.5), (0.5, 0.9), (0.99, 0.9999))),
        "eps": st.sampled_from((1e-8, 1e-3, 0.5)),
        "weight_decay": st.sampled_from((0.0, 0.1, 0.7)),
        "amsgrad": st.booleans(),
        "maximize": st.booleans(),
    }
)
many = settings(max_examples=20, deadline=None, derandomize=True, database=None)


@many
@given(sgd_hypers())
def test_sgd_is_torchs_with_every_option(hyper: dict[str, Any]) -> None:
    ours = trained(lambda params: SGD(params, **hyper), FAR)
    assert_same(ours, torch_trained("SGD", FAR, **hyper))


@many
@given(ADAM_HYPERS)
def test_adam_is_torchs_with_every_option(hyper: dict[str, Any]) -> None:
    ours = trained(lambda params: Adam(params, **hyper), FAR)
    assert_same(ours, torch_trained("Adam", FAR, **hyper))


@many
@given(ADAM_HYPERS)
def test_adamw_is_torchs_with_every_option(hyper: dict[str, Any]) -> None:
    ours = trained(lambda params: AdamW(params, **hyper), FAR)
    assert_same(ours, torch_trained("AdamW", FAR, **hyper))


# The tutorial's step count


class PageAdam:
    """A tutorial's Adam, with its one step count for all parameters."""

    def __init__(self, params: Iterable[Parameter], lr: float) -> None:
        self.params, self.lr, self.t = list(params), lr, 0
        self.m = [np.zeros_like(p.data) for p in self.params]
        self.v = [np.zeros_like(p.data) for p in self.params]

    def step(self) -> None:
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad
            self.m[i] = 0.9 * self.m[i] + (1 - 0.9) * g
            self.v[i] = 0.999 * self.v[i] + (1 - 0.999) * g * g
            m_hat = self.m[i] / (1 - 0.9**self.t)
            v_hat = self.v[i] / (1 - 0.999**self.t)
            p.data -= self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)


def late_move(make: Callable[[list[Parameter]], Any], absent: int) -> float:
    """How far the first update moves a parameter that had no gradient on the steps before."""
    early, late = Parameter(np.zeros(1)), Parameter(np.zeros(1))
    optimizer = make([early, late])
    for step in range(absent + 1):
        early.grad, late.grad = np.ones(1), np.ones(1) if step == absent else None
        optimizer.step()
    return float(-late.data[0])


def test_the_global_count_is_the_same_while_every_gradient_is_there() -> None:
    assert late_move(lambda ps: PageAdam(ps, 1.0), 0) == late_move(lambda ps: Adam(ps, 1.0), 0)


@pytest.mark.parametrize(("absent", "short"), [(1, 0.2559), (2, 0.3611), (10, 0.5179)])
def test_the_global_count_shortens_the_first_update_after_absence(
    absent: int, short: float
) -> None:
    ours = late_move(lambda ps: Adam(ps, 1.0), absent)
    page = late_move(lambda ps: PageAdam(ps, 1.0), absent)
    assert ours == pytest.approx(1.0, abs=1e-7)
    assert 1 - page == pytest.approx(short, abs=5e-4)


@pytest.mark.parametrize("absent", [1, 2, 10])
def test_torch_counts_each_parameters_own_steps_as_optimcore_does(absent: int) -> None:
    torch = pytest.importorskip("torch")
    early = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    late = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([early, late], lr=1.0)
    for step in range(absent + 1):
        early.grad = torch.ones_like(early)
        late.grad = torch.ones_like(late) if step == absent else None
        optimizer.step()
    ours = late_move(lambda ps: Adam(ps, 1.0), absent)
    assert -float(late.detach()) == pytest.approx(ours, abs=TOLERANCE)
