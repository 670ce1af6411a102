"""What happens to the state or the step count at every step is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from properties.diagnosis.candidates.cases import gather_cases
from properties.diagnosis.search.whole_hypotheses import find_whole_hypothesis
from properties.rules.registry import rules
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.torch_driver import TorchSubject

from .torch_adam import HYPER, Adam, scenario, steps

PLAIN = [scenario(*steps((), (), (), parameters=1), parameters=1)]
SEVERAL = [
    scenario(*steps((), (), (), parameters=n), parameters=n, groups=({},) * groups)
    for n, groups in ((2, 1), (3, 1), (3, 2))
] + [scenario(*steps((0,), (), (1,)))]


class Anew(Adam):
    def start(self) -> None:
        self.state.clear()


class CountsPresent(Adam):
    def count_of(self, group: Any, p: Any) -> int:
        return sum(q.grad is not None for q in self.parameters)


class CountsGroup(Adam):
    def count_of(self, group: Any, p: Any) -> int:
        return len(group["params"])


class SkipsScalars(Adam):
    def update(self, p: Any, group: Any, t: int) -> None:
        if p.ndim:
            super().update(p, group, t)


class SkipsOneElement(Adam):
    def update(self, p: Any, group: Any, t: int) -> None:
        if p.numel() > 1:
            super().update(p, group, t)


class StuckCount(Adam):
    def count_of(self, group: Any, p: Any) -> int:
        return 1


def name_of(kind: type[Adam], several: list[Scenario]) -> str:
    rule, subject = rules()["adam"], TorchSubject(kind, HYPER)
    found = find_whole_hypothesis(rule, subject, gather_cases(rule, subject, PLAIN), several)
    return "" if found is None else found.id


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Anew, "step-resets-state"),
        (CountsPresent, "count-is-number-of-parameters-all-present"),
        (CountsGroup, "count-is-number-of-parameters-group"),
        (StuckCount, ""),
        (Adam, ""),
    ],
)
def test_what_happens_at_every_step_is_named(kind: type[Adam], name: str) -> None:
    assert name_of(kind, SEVERAL) == name


def test_one_parameter_does_not_show_what_a_count_counts() -> None:
    assert name_of(CountsPresent, PLAIN) == ""


def with_shapes(*shapes: tuple[int, ...]) -> Scenario:
    """Return a scenario of parameters of these shapes."""
    arrays = [encode_array(np.ones(shape)) for shape in shapes]
    events = tuple(Step(tuple(arrays)) for _ in range(2))
    return Scenario("adam", "float64", tuple(map(Start, arrays)), ({},), events)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(SkipsScalars, "shapes-skipped-no-axes"), (SkipsOneElement, "shapes-skipped-one-element"),
     (Adam, "")],
)  # fmt: skip
def test_shapes_that_are_not_updated_are_named(kind: type[Adam], name: str) -> None:
    rule, subject = rules()["adam"], TorchSubject(kind, HYPER)
    plain = [with_shapes(shape) for shape in ((), (1,), (2,), (2, 2))]
    several = [with_shapes((), (2,)), with_shapes((1,), (3,)), with_shapes((2, 1), (1, 1))]
    cases = gather_cases(rule, subject, plain)
    found = find_whole_hypothesis(rule, subject, cases, several)
    assert ("" if found is None else found.id) == name
