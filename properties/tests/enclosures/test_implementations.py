"""Rounding is not reported as a defect, and small defects are detected."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from optimcore import Parameter
from properties.comparison.evidence import THRESHOLD, combine_evidence
from properties.comparison.trajectories import compare_with_enclosure
from properties.enclosures.evaluate import Enclosure, enclose
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Array, Floats, Precision, Scenario, Start, Step
from properties.scenarios.transforms import set_everywhere, with_hyper
from properties.subjects.driver import Build
from properties.subjects.hyper_names import HyperNames
from properties.subjects.object_driver import ObjectDriver
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.runner import run_scenario
from properties.subjects.trajectory import Trajectory
from properties.tests.implementations import (
    LEAST,
    compare_build,
    each_precision,
    enclosed,
    off_by,
    scenarios,
    sharpened,
)

# optimcore itself


@pytest.mark.campaign
@each_precision
@pytest.mark.parametrize("rule", sorted(rules()))
def test_optimcore_is_never_further_from_the_midpoint_than_the_radius(
    rule: str, dtype: Precision
) -> None:
    evidence = []
    for scenario, enclosure in enclosed(rule, dtype):
        run = CoreSubject(rule).run(scenario)
        assert isinstance(run, Trajectory)
        evidence.append(compare_with_enclosure(scenario, run, enclosure))
    worst = combine_evidence(evidence)
    assert worst.ratio <= 1, worst.message
    assert worst.decided > 10 * LEAST
    assert worst.decided > worst.undecided


@pytest.mark.campaign
@each_precision
@pytest.mark.parametrize("family", ["long", "large"])
@pytest.mark.parametrize("rule", sorted(rules()))
def test_optimcore_stays_inside_over_long_runs_and_in_large_arrays(
    rule: str, family: str, dtype: Precision
) -> None:
    chosen = scenarios(rule, dtype, family)
    assert chosen
    for scenario in chosen:
        run = CoreSubject(rule).run(scenario)
        assert isinstance(run, Trajectory)
        evidence = compare_with_enclosure(scenario, run, enclose(rules()[rule], scenario))
        assert evidence.ratio <= 1, evidence.message


def assert_same_balls(one: Enclosure, other: Enclosure) -> None:
    for name in ("mid", "rad"):
        for a, b in zip(getattr(one, name), getattr(other, name), strict=True):
            first, second = (np.concatenate([x.ravel() for x in frame]) for frame in (a, b))
            assert np.array_equal(first, second, equal_nan=True)


@each_precision
@pytest.mark.parametrize("rule", sorted(name for name, r in rules().items() if r.elementwise))
def test_equal_elements_are_enclosed_once_with_the_same_balls(rule: str, dtype: Precision) -> None:
    start = [v.hex() for v in (0.1, 0.7, 0.1, 0.1, 0.7, 0.3, 0.1)]
    moves = [[v.hex() for v in (k + 1.0, 0.5, k + 1.0, 0.2, 0.5, 0.0, k + 1.0)] for k in range(3)]
    group = ({"lr": encode_hyper(0.1), "weight_decay": encode_hyper(0.3)},)
    together = Scenario(
        rule,
        dtype,
        (Start(Array((7,), tuple(start))),),
        group,
        tuple(Step((Array((7,), tuple(g)),), times=2) for g in moves),
    )
    apart = Scenario(
        rule,
        dtype,
        tuple(Start(Array((1,), (v,))) for v in start),
        group,
        tuple(Step(tuple(Array((1,), (v,)) for v in g), times=2) for g in moves),
    )
    assert_same_balls(enclose(rules()[rule], together), enclose(rules()[rule], apart))


# Adam, written in other ways


class Written:
    """Adam over objects with ``.data`` and ``.grad``; each subclass orders it in its own way."""

    def __init__(
        self,
        params: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        maximize: bool = False,
    ) -> None:
        self.params = list(params)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.amsgrad, self.maximize = amsgrad, maximize
        self.state = [self.fresh(p.data) for p in self.params]

    def fresh(self, data: Floats) -> dict[str, Any]:
        zero = np.zeros_like(data)
        return {"t": 0, "m": zero, "v": zero.copy(), "largest": zero.copy()}

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None

    def step(self) -> None:
        for p, s in zip(self.params, self.state, strict=True):
            if p.grad is not None:
                s["t"] += 1
                p.data -= self.move(self.direction(p.data, p.grad), s)

    def direction(self, theta: Any, g: Any) -> Any:
        g = -g if self.maximize else g
        return g + self.weight_decay * theta if self.weight_decay else g

    def average(self, s: dict[str, Any], g: Any) -> None:
        beta1, beta2 = self.betas
        s["m"] = beta1 * s["m"] + (1 - beta1) * g
        s["v"] = beta2 * s["v"] + (1 - beta2) * (g * g)

    def corrections(self, s: dict[str, Any]) -> tuple[Any, Any]:
        return 1 - self.betas[0] ** s["t"], 1 - self.betas[1] ** s["t"]

    def second(self, s: dict[str, Any]) -> Any:
        if not self.amsgrad:
            return s["v"]
        s["largest"] = np.maximum(s["largest"], s["v"])
        return s["largest"]

    def move(self, g: Any, s: dict[str, Any]) -> Any:
        self.average(s, g)
        first, second = self.corrections(s)
        return self.lr * (s["m"] / first) / (np.sqrt(self.second(s) / second) + self.eps)


class Folded(Written):
    """Both corrections in the step size, and eps corrected for that."""

    def move(self, g: Any, s: dict[str, Any]) -> Any:
        self.average(s, g)
        first, second = self.corrections(s)
        size = self.lr * math.sqrt(second) / first
        return size * s["m"] / (np.sqrt(self.second(s)) + self.eps * math.sqrt(second))


class TorchLike(Written):
    """Torch's order: the root is divided by the root of its correction, then eps."""

    def average(self, s: dict[str, Any], g: Any) -> None:
        beta1, beta2 = self.betas
        weight, apart = 1 - beta1, g - s["m"]
        s["m"] = s["m"] + weight * apart if weight < 0.5 else g - apart * (1 - weight)
        s["v"] = s["v"] * beta2 + g * g * (1 - beta2)

    def move(self, g: Any, s: dict[str, Any]) -> Any:
        self.average(s, g)
        first, second = self.corrections(s)
        root = np.sqrt(self.second(s)) / math.sqrt(second) + self.eps
        return (self.lr / first) * (s["m"] / root)


class NaiveLerp(Written):
    """Averages by difference."""

    def average(self, s: dict[str, Any], g: Any) -> None:
        s["m"] = s["m"] + (1 - self.betas[0]) * (g - s["m"])
        s["v"] = s["v"] + (1 - self.betas[1]) * (g * g - s["v"])


class Incremental(Written):
    """Powers of the betas by multiplication from step to step."""

    def fresh(self, data: Floats) -> dict[str, Any]:
        return {**super().fresh(data), "powers": (1.0, 1.0)}

    def corrections(self, s: dict[str, Any]) -> tuple[Any, Any]:
        one, two = s["powers"]
        s["powers"] = (one * self.betas[0], two * self.betas[1])
        return 1 - s["powers"][0], 1 - s["powers"][1]


class Expm1(Written):
    """1 - beta^t as -expm1(t log beta)."""

    def corrections(self, s: dict[str, Any]) -> tuple[Any, Any]:
        def correction(beta: float) -> float:
            return -math.expm1(s["t"] * math.log(beta)) if beta else 1.0

        return correction(self.betas[0]), correction(self.betas[1])


class DoubleInside(Written):
    """All arithmetic in float64, rounded once when the parameter is written."""

    def fresh(self, data: Floats) -> dict[str, Any]:
        return super().fresh(data.astype(np.float64))

    def step(self) -> None:
        for p, s in zip(self.params, self.state, strict=True):
            if p.grad is not None:
                s["t"] += 1
                theta = p.data.astype(np.float64)
                p.data[...] = theta - self.move(
                    self.direction(theta, p.grad.astype(theta.dtype)), s
                )


class PowerOfArrays(Written):
    """Every scalar in the parameter's own precision, powers by np.power."""

    def average(self, s: dict[str, Any], g: Any) -> None:
        one, two = (np.asarray(beta, g.dtype) for beta in self.betas)
        s["m"] = one * s["m"] + (1 - one) * g
        s["v"] = two * s["v"] + (1 - two) * np.square(g)

    def corrections(self, s: dict[str, Any]) -> tuple[Any, Any]:
        one, two = (np.power(np.asarray(b, s["m"].dtype), s["t"]) for b in self.betas)
        return np.asarray(1 - one, s["m"].dtype), np.asarray(1 - two, s["m"].dtype)


class FlatBuffer(Written):
    """One buffer for all parameters, with a step count for each of its elements."""

    def __init__(self, params: Iterable[Parameter], **hyper: Any) -> None:
        super().__init__(params, **hyper)
        whole = np.concatenate([p.data.ravel() for p in self.params])
        self.flat = {name: np.zeros_like(whole) for name in ("m", "v", "largest")}
        self.counts = np.zeros(whole.shape, np.int64)

    def step(self) -> None:
        sizes = [p.data.size for p in self.params]
        present = np.repeat([p.grad is not None for p in self.params], sizes)
        self.counts += present
        theta = np.concatenate([p.data.ravel() for p in self.params])
        g = np.concatenate(
            [(p.data * 0 if p.grad is None else p.grad).ravel() for p in self.params]
        )
        s = {name: buffer[present] for name, buffer in self.flat.items()}
        s["t"] = self.counts[present]
        moved = theta[present] - self.move(self.direction(theta[present], g[present]), s)
        theta[present] = moved
        for name, buffer in self.flat.items():
            buffer[present] = s[name]
        ends = np.cumsum(sizes)[:-1]
        for p, part in zip(self.params, np.split(theta, ends), strict=True):
            p.data[...] = part.reshape(p.data.shape)

    def corrections(self, s: dict[str, Any]) -> tuple[Any, Any]:
        one, two = super().corrections(s)
        return one.astype(s["m"].dtype), two.astype(s["m"].dtype)


ADAMS: tuple[type[Written], ...] = (
    Written, Folded, TorchLike, NaiveLerp, Incremental, Expm1, DoubleInside, PowerOfArrays,
    FlatBuffer,
)  # fmt: skip


def objects(make: Callable[..., Any], rule: str = "adam") -> Build:
    names = HyperNames.identity(rules()[rule].defaults)
    return lambda spec: ObjectDriver(make, Parameter, names, spec)


@each_precision
@pytest.mark.parametrize("kind", ADAMS)
def test_correct_adams_are_inside_the_enclosure(kind: type[Written], dtype: Precision) -> None:
    evidence = compare_build(objects(kind), "adam", dtype)
    assert evidence.ratio <= THRESHOLD, evidence.message
    assert evidence.decided > 10 * LEAST


@each_precision
def test_the_reorderings_of_adam_round_differently(dtype: Precision) -> None:
    chosen = [s for s in scenarios("adam", dtype) if s.steps > 2][:20]
    runs = set()
    for kind in ADAMS:
        with np.errstate(all="ignore"):
            outcomes = [run_scenario(objects(kind), s) for s in chosen]
        frames = [o.frames[-1] for o in outcomes if isinstance(o, Trajectory)]
        assert len(frames) == len(chosen)
        runs.add(b"".join(p.tobytes() for frame in frames for p in frame))
    assert len(runs) >= 6


# torch's fused SGD itself raises on momentum buffers that begin at different steps: left out.
PATHS = [
    ("adam", "Adam", "loop"), ("adam", "Adam", "foreach"), ("adam", "Adam", "fused"),
    ("adamw", "AdamW", "loop"), ("adamw", "AdamW", "foreach"), ("adamw", "AdamW", "fused"),
    ("sgd", "SGD", "loop"), ("sgd", "SGD", "foreach"),
]  # fmt: skip


@each_precision
@pytest.mark.parametrize(("rule", "name", "path"), PATHS)
def test_torch_is_inside_the_enclosure(rule: str, name: str, path: str, dtype: Precision) -> None:
    torch = pytest.importorskip("torch")
    from properties.subjects.torch_driver import TorchDriver

    fixed = {"foreach": path == "foreach", "fused": path == "fused"}
    names = HyperNames({hyper: (hyper,) for hyper in rules()[rule].defaults}, fixed)
    kind = getattr(torch.optim, name)
    evidence = compare_build(lambda spec: TorchDriver(kind, names, spec), rule, dtype)
    assert evidence.ratio <= THRESHOLD, evidence.message
    assert evidence.decided > 10 * LEAST


# What must be seen


@each_precision
@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("adam", "lr"), ("adam", "eps"), ("adam", "weight_decay"),
        ("adamw", "lr"), ("adamw", "eps"), ("adamw", "weight_decay"),
        ("sgd", "lr"), ("sgd", "weight_decay"), ("sgd", "momentum"),
    ],
)  # fmt: skip
def test_an_error_of_64_epsilons_is_detected(rule: str, name: str, dtype: Precision) -> None:
    factor = 1 + 64 * float(np.finfo(dtype).eps)
    worst = 0.0
    for scenario, enclosure in sharpened(rule, dtype):
        run = CoreSubject(rule).run(with_hyper(scenario, off_by(name, factor)))
        assert isinstance(run, Trajectory)
        worst = max(worst, compare_with_enclosure(scenario, run, enclosure).ratio)
    assert worst > THRESHOLD


@each_precision
@pytest.mark.parametrize("name", ["lr", "eps"])
def test_an_error_within_the_rounding_of_a_hyper_parameter_is_not(
    name: str, dtype: Precision
) -> None:
    factor = 1 + float(np.finfo(dtype).eps) / 2
    for scenario, enclosure in enclosed("adam", dtype):
        run = CoreSubject("adam").run(with_hyper(scenario, off_by(name, factor)))
        assert isinstance(run, Trajectory)
        evidence = compare_with_enclosure(scenario, run, enclosure)
        assert evidence.ratio <= THRESHOLD, evidence.message


def test_an_indefinite_ball_decides_nothing() -> None:
    scenario = set_everywhere(
        Scenario(
            "adam",
            "float64",
            (Start(Array((1,), ((0.0).hex(),))),),
            ({},),
            (Step((Array((1,), ((0.0).hex(),)),)),),
        ),
        eps=0.0,
    )
    run = CoreSubject("adam").run(scenario)
    assert isinstance(run, Trajectory)
    evidence = compare_with_enclosure(scenario, run, enclose(rules()["adam"], scenario))
    assert (evidence.decided, evidence.undecided, evidence.is_broken) == (0, 1, False)
