"""The diagnosis names gradients that go to other parameters where some are None."""

from __future__ import annotations

from typing import Any

from properties.scenarios.model import Scenario, Start, Step, encode_array

from .torch_adam import Adam, name_of, scenario, steps, torch


class Shifted(Adam):
    """The gradients of a group without None are paired with its parameters in order."""

    def step(self, closure: Any = None) -> Any:
        with torch.no_grad():
            for group in self.param_groups:
                given = [p.grad for p in group["params"] if p.grad is not None]
                for p, gradient in zip(group["params"], given, strict=False):
                    self.gradient = gradient
                    self.update(p, group, self.count_of(group, p))

    def update(self, p: Any, group: Any, t: int) -> None:
        shown = p.detach().clone()
        shown.grad = self.gradient
        self.state[shown] = self.state_of(p)
        super().update(shown, group, t)
        self.state.update({p: self.state.pop(shown)})
        p.copy_(shown)


def _of_other_shapes() -> Scenario:
    """Return a case in which a gradient has another shape than the parameter that it goes to."""
    other = encode_array([0.5, 0.25])
    start = scenario(*steps((0,)))
    starts = (start.parameters[0], Start(other))
    event = Step((None, other))
    return Scenario("adam", "float64", starts, start.groups, (event,))


ONE_BEHIND = scenario(*steps((), (0,), (), parameters=3), parameters=3)
TWO = scenario(*steps((0,), (), ()))


def test_shifted_gradients_are_named() -> None:
    one_by_one = scenario(*steps((), (0,), (1,), (), parameters=3), parameters=3)
    cases = ONE_BEHIND, TWO, one_by_one
    assert name_of(Shifted, "none", *cases, more="parameters") == "gradients-shifted"


def test_they_are_named_where_a_step_raises_too() -> None:
    cases = ONE_BEHIND, TWO, _of_other_shapes()
    assert name_of(Shifted, "none", *cases, more="parameters") == "gradients-shifted"
