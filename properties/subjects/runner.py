"""Run a scenario on a live optimizer, and check its contract during the run."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

import numpy as np

from ..scenarios.encoding import read, read_all
from ..scenarios.model import (
    AddGroup,
    Event,
    Floats,
    OtherStep,
    Precision,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Start,
    Step,
    ZeroGrad,
    carrier,
)
from ..scenarios.model import HyperValue as Value
from .trajectory import Notice, Outcome, Raised, Trajectory

# The value that is written into gradient buffers to simulate their reuse.
LEFTOVER = 12_345.0

# The loss that a closure returns.
LOSS = 0.75

P = TypeVar("P")

COPIES: dict[str, Callable[[Any], Any]] = {
    "deepcopy": deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),  # noqa: S301 - made here
}


@dataclass(frozen=True)
class Plan:
    """What an instance is built from. Groups in ``late`` are added later."""

    arrays: list[Floats]
    starts: tuple[Start, ...]
    dtypes: tuple[Precision, ...]
    groups: list[dict[str, Value]]
    late: frozenset[int] = frozenset()
    params_as: Literal["list", "generator", "duplicated"] = "list"
    lr_as: Literal["float", "tensor"] = "float"

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        arrays: list[Floats],
        groups: list[dict[str, Value]],
        late: frozenset[int],
    ) -> Plan:
        """Return the plan of a scenario for the current values of the parameters."""
        return cls(
            arrays,
            scenario.parameters,
            scenario.dtypes,
            groups,
            late,
            scenario.params_as,
            scenario.lr_as,
        )

    @property
    def present(self) -> list[int]:
        """The parameters that the optimizer is given at construction."""
        return [i for i, start in enumerate(self.starts) if start.group not in self.late]

    def given(self, params: Sequence[P]) -> Iterable[P]:
        """Return the parameters as they are passed to the constructor with one group."""
        first = [params[i] for i in self.present]
        if self.params_as == "duplicated":
            return [*first, first[0]]
        return iter(first) if self.params_as == "generator" else first


class Instance(Protocol):
    """A live optimizer with its parameters."""

    def values(self) -> list[Floats]:
        """Return the current parameters (the live arrays, or views of them)."""

    def gradients(self) -> list[Floats | None]:
        """Return the current gradient buffers (live)."""

    def give(self, gradients: Sequence[Floats | None]) -> None:
        """Set the gradients."""

    def step(self) -> None:
        """Take one step."""

    def step_with(self, closure: Callable[[], float]) -> float | None:
        """Take one step with a closure that sets the gradients; return what the step returns."""

    def zero_grad(self) -> None:
        """Clear the gradients."""

    def set(self, name: str, value: Value, group: int) -> None:
        """Change a hyper-parameter."""

    def save(self) -> object:
        """Return the state of the optimizer, for ``load``."""

    def load(self, saved: object) -> None:
        """Load a state returned by ``save``."""

    def through_file(self, saved: object) -> object:
        """Return the saved state after writing it to a file and reading it with the library."""

    def give_sparse(self, gradients: Sequence[Floats | None]) -> None:
        """Set the gradients as sparse tensors."""

    def copied(self, by: Callable[[Any], Any]) -> Instance:
        """Return a copy of parameters and optimizer, made together by a function."""

    def add_group(self, group: int, hyper: dict[str, Value]) -> None:
        """Add a group with its parameters to the optimizer."""

    def schedule(self, factor: float) -> None:
        """Attach a scheduler that multiplies the learning rate by ``factor`` after each step."""

    def hook(self, before: Callable[[], None], after: Callable[[], None]) -> Callable[[], None]:
        """Register hooks around the step; return a function that removes them."""


Build = Callable[[Plan], Instance]


def drive(build: Build, scenario: Scenario) -> Outcome:
    """Run the scenario on an instance that ``build`` makes."""
    return _Run(build, scenario).outcome()


@dataclass
class _Run:
    build: Build
    scenario: Scenario
    event: int = -1
    notices: list[Notice] = field(default_factory=list)

    def outcome(self) -> Outcome:
        frames = []
        try:
            self.start()
            for k, event in enumerate(self.scenario.events):
                self.event = k
                self.happen(event)
                frames.append(tuple(v.copy() for v in self.instance.values()))
        except (Exception, SystemExit) as error:
            return Raised(self.event, type(error).__name__, str(error)[:400])
        return Trajectory(tuple(frames), tuple(self.notices))

    def start(self) -> None:
        self.hyper = [read_all(group) for group in self.scenario.groups]
        self.late = self.scenario.late
        self.instance = self.fresh(self.scenario.arrays())
        if any(isinstance(event, OtherStep) for event in self.scenario.events):
            self.other = self.fresh(self.scenario.arrays())

    def fresh(self, arrays: list[Floats], instead: Mapping[str, Value] | None = None) -> Instance:
        groups = [{**group, **(instead or {})} for group in self.hyper]
        return self.build(Plan.of(self.scenario, arrays, groups, self.late))

    def happen(self, event: Event) -> None:
        match event:
            case Step():
                for _ in range(event.times):
                    self.step(event)
            case SetHyper(name, value, group):
                self.hyper[group][name] = read(value)
                self.instance.set(name, self.hyper[group][name], group)
            case ZeroGrad():
                self.instance.zero_grad()
                self.watch_cleared()
            case OtherStep():
                self.other.give(self.scenario.gradients(event))
                self.other.step()
            case Resume(hyper, "state" | "file" as by):
                saved = self.instance.save()
                if by == "file":
                    saved = self.instance.through_file(saved)
                self.instance = self.fresh(self.instance.values(), read_all(hyper))
                self.instance.load(saved)
            case Resume(by=by):
                self.instance = self.instance.copied(COPIES[by])
            case Restart():
                self.instance = self.fresh(self.instance.values())
            case Save():
                # Like a checkpoint file, the copy shares no memory with the original.
                self.kept = (
                    [v.copy() for v in self.instance.values()],
                    deepcopy(self.instance.save()),
                    [dict(group) for group in self.hyper],
                    self.late,
                )
            case Rewind(shared):
                arrays, saved, hyper_then, self.late = self.kept
                self.hyper = [dict(group) for group in hyper_then]
                self.instance = self.fresh([a.copy() for a in arrays])
                self.instance.load(saved if shared else deepcopy(saved))
            case AddGroup(group):
                self.late = self.late - {group}
                self.instance.add_group(group, self.hyper[group])
            case Schedule(factor):
                self.instance.schedule(float.fromhex(factor))

    def step(self, event: Step) -> None:
        given = (
            [g if g is None else g.numpy(event.dtype) for g in event.gradients]
            if event.dtype
            else self.scenario.gradients(event)
        )
        copies = [g if g is None else g.copy() for g in given]
        if event.closure:
            self.step_with_closure(copies)
        else:
            self.instance.give_sparse(copies) if event.sparse else self.instance.give(copies)
            self.step_with_hooks() if event.hooks else self.instance.step()
        if not event.sparse:
            self.watch_gradients(given)
        self.watch_parameters()
        if event.recycle:
            for buffer in self.instance.gradients():
                if buffer is not None:
                    buffer[...] = LEFTOVER

    def step_with_closure(self, gradients: list[Floats | None]) -> None:
        calls = 0

        def closure() -> float:
            nonlocal calls
            calls += 1
            self.instance.give(gradients)
            return LOSS

        returned = self.instance.step_with(closure)
        if calls != 1:
            self.notice("closure not called once", 0, f"called {calls} times")
        elif returned != LOSS:
            self.notice(
                "loss not returned", 0, f"the closure returned {LOSS}, step returned {returned}"
            )

    def step_with_hooks(self) -> None:
        """Take one step with two hooks, which must see the parameters before and after it."""
        seen: list[tuple[str, list[Floats]]] = []

        def see(when: str) -> Callable[[], None]:
            return lambda: seen.append((when, [v.copy() for v in self.instance.values()]))

        start = [v.copy() for v in self.instance.values()]
        remove = self.instance.hook(see("before"), see("after"))
        self.instance.step()
        remove()
        now = self.instance.values()
        if [when for when, _ in seen] != ["before", "after"]:
            order = ", ".join(when for when, _ in seen) or "none"
            self.notice("hooks out of order", 0, f"called: {order}")
            return
        for (when, values), right in zip(seen, (start, now), strict=True):
            for i, (a, b) in enumerate(zip(values, right, strict=True)):
                if not _same_bits(a, b):
                    self.notice(
                        "hooks out of order", i, f"the hook {when} the step saw other values"
                    )

    def watch_gradients(self, given: list[Floats | None]) -> None:
        for i, (before, after) in enumerate(zip(given, self.instance.gradients(), strict=True)):
            if before is None or (after is not None and _same_bits(before, after)):
                continue
            became = "None" if after is None else _sample(after)
            self.notice("gradient written", i, f"was {_sample(before)}, became {became}")

    def watch_parameters(self) -> None:
        for i, (start, now) in enumerate(
            zip(self.scenario.parameters, self.instance.values(), strict=True)
        ):
            if now.shape != start.value.shape:
                self.notice("shape changed", i, f"was {start.value.shape}, became {now.shape}")
            dtype = start.dtype or self.scenario.dtype
            if now.dtype != carrier(dtype):
                self.notice("dtype changed", i, f"was {dtype}, became {now.dtype}")

    def watch_cleared(self) -> None:
        for i, gradient in enumerate(self.instance.gradients()):
            if gradient is not None and np.any(gradient != 0):
                self.notice("gradient not cleared", i, f"still {_sample(gradient)}")

    def notice(self, kind: str, parameter: int, detail: str) -> None:
        self.notices.append(Notice(kind, self.event, parameter, detail))


def _same_bits(a: Floats, b: Floats) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def _sample(numbers: Floats) -> str:
    first = ", ".join(f"{v:.6g}" for v in numbers.ravel()[:3])
    return f"[{first}{', …' if numbers.size > 3 else ''}]"
