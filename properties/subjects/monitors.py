"""Monitors: steps of a driver, and the violations of its contract after them.

Each function takes the index of the current event, which the violations contain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from ..scenarios.model import Floats, Scenario, carrier_dtype
from .driver import Driver
from .trajectory import ContractViolation

# The loss that a closure returns.
LOSS = 0.75


# The kinds of violations about the calls of a closure.
CALLED_AGAIN = "closure called again"
NOT_CALLED = "closure not called"


def step_with_closure(
    event: int, driver: Driver, gradients: Sequence[Floats | None]
) -> list[ContractViolation]:
    """Take one step with a closure, which must be called once and whose loss must be returned."""
    calls = 0

    def closure() -> float:
        nonlocal calls
        calls += 1
        driver.set_gradients(gradients)
        return LOSS

    returned = driver.step_with(closure)
    if calls > 1:
        return [ContractViolation(CALLED_AGAIN, event, 0, f"it is called {calls} times")]
    if not calls:
        return [ContractViolation(NOT_CALLED, event, 0, "it is not called")]
    if returned != LOSS:
        detail = f"the closure returned {LOSS}, step returned {returned}"
        return [ContractViolation("loss not returned", event, 0, detail)]
    return []


def step_with_hooks(event: int, driver: Driver) -> list[ContractViolation]:
    """Take one step with two hooks, which must see the parameters before and after it."""
    seen: list[tuple[str, list[Floats]]] = []

    def see(when: str) -> Callable[[], None]:
        return lambda: seen.append((when, [v.copy() for v in driver.values()]))

    start = [v.copy() for v in driver.values()]
    remove = driver.hook(see("before"), see("after"))
    driver.step()
    remove()
    now = driver.values()
    if [when for when, _ in seen] != ["before", "after"]:
        order = ", ".join(when for when, _ in seen) or "none"
        return [ContractViolation("hooks out of order", event, 0, f"called: {order}")]
    return [
        ContractViolation(
            "hooks out of order", event, i, f"the hook {when} the step saw other values"
        )
        for (when, values), right in zip(seen, (start, now), strict=True)
        for i, (a, b) in enumerate(zip(values, right, strict=True))
        if not _same_bits(a, b)
    ]


def watch_gradients(
    event: int, driver: Driver, given: Sequence[Floats | None]
) -> Iterator[ContractViolation]:
    """Yield a violation for each gradient buffer that a step has changed."""
    for i, (before, after) in enumerate(zip(given, driver.gradients(), strict=True)):
        if before is None or (after is not None and _same_bits(before, after)):
            continue
        became = "None" if after is None else _sample(after)
        yield ContractViolation(
            "gradient written", event, i, f"was {_sample(before)}, became {became}"
        )


def watch_parameters(event: int, driver: Driver, scenario: Scenario) -> Iterator[ContractViolation]:
    """Yield violations for parameters that have another shape or dtype than in the scenario."""
    for i, (start, now) in enumerate(zip(scenario.parameters, driver.values(), strict=True)):
        if now.shape != start.value.shape:
            detail = f"was {start.value.shape}, became {now.shape}"
            yield ContractViolation("shape changed", event, i, detail)
        dtype = start.dtype or scenario.dtype
        if now.dtype != carrier_dtype(dtype):
            yield ContractViolation("dtype changed", event, i, f"was {dtype}, became {now.dtype}")


def watch_cleared(event: int, driver: Driver) -> Iterator[ContractViolation]:
    """Yield a violation for each gradient that is not zero after ``zero_grad``."""
    for i, gradient in enumerate(driver.gradients()):
        if gradient is not None and np.any(gradient != 0):
            yield ContractViolation("gradient not cleared", event, i, f"still {_sample(gradient)}")


def _same_bits(a: Floats, b: Floats) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def _sample(numbers: Floats) -> str:
    first = ", ".join(f"{v:.6g}" for v in numbers.ravel()[:3])
    return f"[{first}{', …' if numbers.size > 3 else ''}]"
