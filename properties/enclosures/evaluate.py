"""Enclosures: a rule is run on a scenario with balls that contain all correct results.

Every hyper-parameter h is a ball of radius u·|h| (u is the unit roundoff of the subject's format),
and every operation adds its rounding bound. A correct implementation may use another order of
operations; ``rounding_allowances.py`` declares the bounds that this needs in addition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from cachetools import LRUCache, cached

from ..rules.registry import Rule
from ..scenarios.encoding import decode_group, decode_hyper, to_json
from ..scenarios.model import (
    AddGroup,
    Event,
    Floats,
    HyperValue,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Step,
    Write,
)
from ..scenarios.transforms import flatten_kernels, has_kernels
from ..scenarios.translated import START, Errors
from .arb_functions import working_precision
from .ball_arrays import Balls, Format
from .parameter_enclosure import ParameterEnclosure, present_elements
from .shared_enclosure import DueParameter, SharedEnclosure

# Size of the cache of enclosures in bytes, because many subjects run the same scenarios, and the
# overhead per array, including its part of the scenario.
KEPT = 2**26
OVERHEAD = 2**9

Hyper = dict[str, HyperValue]


@dataclass(frozen=True)
class Enclosure:
    """``mid[k][i]`` and ``rad[k][i]``: parameter i after event k; a NaN radius is indefinite."""

    mid: tuple[tuple[Floats, ...], ...]
    rad: tuple[tuple[Floats, ...], ...]

    @property
    def bytes(self) -> int:
        """The approximate size in memory."""
        arrays = [a for frames in (self.mid, self.rad) for frame in frames for a in frame]
        return sum(a.nbytes + OVERHEAD for a in arrays)

    def without_frame(self, k: int) -> Enclosure:
        """Return the enclosure without the frame of event k."""
        return Enclosure(self.mid[:k] + self.mid[k + 1 :], self.rad[:k] + self.rad[k + 1 :])

    def with_frames(self, kept: Sequence[int]) -> Enclosure:
        """Return the enclosure with the frames of these events."""
        return Enclosure(tuple(self.mid[k] for k in kept), tuple(self.rad[k] for k in kept))

    def reshaped(self, scenario: Scenario) -> Enclosure:
        """Return the enclosure with the shapes of the parameters of a scenario."""
        shapes = [start.value.shape for start in scenario.parameters]

        def shaped(frames: tuple[tuple[Floats, ...], ...]) -> tuple[tuple[Floats, ...], ...]:
            return tuple(
                tuple(a.reshape(shape) for a, shape in zip(frame, shapes, strict=True))
                for frame in frames
            )

        return Enclosure(shaped(self.mid), shaped(self.rad))

    def is_disjoint(self, other: Enclosure) -> bool:
        """Return whether the enclosures are disjoint somewhere, with a safety factor of 4."""
        return any(
            bool((abs(m - n) > 4 * (r + s)).any())
            for ms, rs, ns, ss in zip(self.mid, self.rad, other.mid, other.rad, strict=True)
            for m, r, n, s in zip(ms, rs, ns, ss, strict=True)
        )


def _cache_key(rule: Rule, scenario: Scenario) -> tuple[int, bytes]:
    return rule.number, to_json(scenario)


@cached(LRUCache(KEPT, getsizeof=lambda enclosure: enclosure.bytes), key=_cache_key)
def enclose(rule: Rule, scenario: Scenario) -> Enclosure:
    """Return bounds on the results of all correct implementations of a rule on a scenario."""
    if rule.enclosed_by is not None:
        found: Enclosure = rule.enclosed_by(scenario)
        return found
    if rule.dimensions == 2 and has_kernels(scenario):
        return enclose(rule, flatten_kernels(scenario)).reshaped(scenario)
    if rule.wrappings:
        translated = rule.translate(scenario)
        whole = _enclose_steps(rule.unwrapped, translated.scenario, translated.errors)
        return whole.with_frames(translated.kept)
    return _enclose_steps(rule, scenario, {})


def _enclose_steps(rule: Rule, scenario: Scenario, errors: Mapping[int, Errors]) -> Enclosure:
    """Return the bounds where gradients of some events have rounding errors."""
    with working_precision():
        frames = list(_Model(rule, scenario, errors).frames())
    for array in (array for frame in frames for pair in frame for array in pair):
        array.flags.writeable = False
    return Enclosure(
        tuple(tuple(mid for mid, _ in frame) for frame in frames),
        tuple(tuple(rad for _, rad in frame) for frame in frames),
    )


class _Model:
    """The optimizer of a scenario, computed with balls.

    A rebuilt optimizer has no scheduler, whatever state is loaded.
    """

    def __init__(self, rule: Rule, scenario: Scenario, errors: Mapping[int, Errors]) -> None:
        self.rule = rule
        self.scenario = scenario
        self.errors = errors
        self.gradients = {
            k: scenario.gradients(event)
            for k, event in enumerate(scenario.events)
            if isinstance(event, Step)
        }
        self.present = {
            k: tuple(None if g is None else present_elements(g) for g in given)
            for k, given in self.gradients.items()
            if rule.lazy
        }
        self.written = {
            k: [a.numpy(dtype) for a, dtype in zip(event.values, scenario.dtypes, strict=True)]
            for k, event in enumerate(scenario.events)
            if isinstance(event, Write)
        }
        arrays: list[Sequence[Floats | None]] = [
            *self.gradients.values(),
            *self.written.values(),
            *errors.values(),
            *self.present.values(),
        ]
        self.parameters = [
            ParameterEnclosure(
                rule,
                dtype,
                start,
                [a for a in (given[i] for given in arrays) if a is not None],
                errors[START][i] if START in errors else None,
            )
            for i, (dtype, start) in enumerate(zip(scenario.dtypes, scenario.arrays(), strict=True))
        ]
        self.shared = SharedEnclosure(rule.ball_shared) if rule.ball_shared else None
        # The hyper-parameters as given, and as changed by the scheduler.
        self.given: list[Hyper] = [dict(rule.defaults) | decode_group(g) for g in scenario.groups]
        self.hyper = _copies(self.given)
        self.joined = [k not in scenario.late for k in range(len(scenario.groups))]
        self.factor: float | None = None
        self.kept: Any = None

    def frames(self) -> Iterator[list[tuple[Floats, Floats]]]:
        for k, event in enumerate(self.scenario.events):
            self.run_event(k, event)
            yield [cell.bounds() for cell in self.parameters]

    def run_event(self, k: int, event: Event) -> None:
        match event:
            case Step(overflow=True):
                pass  # the whole step is skipped, and nothing is counted
            case Step(times=times):
                for _ in range(times):
                    self.step(k)
            case SetHyper(name, value, group):
                self.given[group][name] = self.hyper[group][name] = decode_hyper(value)
            case Resume():
                self.factor = None
            case Restart():
                for cell in self.parameters:
                    cell.restart()
                if self.shared:
                    self.shared.restart()
                self.hyper, self.factor = _copies(self.given), None
            case Save():
                self.kept = (
                    [cell.save() for cell in self.parameters],
                    (_copies(self.given), _copies(self.hyper)),
                    list(self.joined),
                    self.shared.save() if self.shared else None,
                )
            case Rewind():
                cells, hyper_then, joined, shared = self.kept
                if self.shared:
                    self.shared.restore(shared)
                for cell, kept in zip(self.parameters, cells, strict=True):
                    cell.restore(kept)
                self.given, self.hyper = map(_copies, hyper_then)
                self.joined, self.factor = list(joined), None
            case AddGroup(group):
                self.joined[group] = True
            case Write():
                for cell, values, error in zip(
                    self.parameters, self.written[k], self.errors_of(k), strict=True
                ):
                    cell.write(values, error)
            case Schedule(factor):
                self.factor = float.fromhex(factor)

    def errors_of(self, k: int) -> Errors:
        return self.errors.get(k) or (None,) * len(self.parameters)

    def step(self, k: int) -> None:
        due = list(self._due_parameters(k))
        if self.rule.skips_empty:
            due = [(one, present) for one, present in due if one.cell.theta.size]
        shared = self.shared.step([one for one, _ in due]) if self.shared else None
        for one, present in due:
            if self.shared and shared is None:
                one.cell.make_indefinite()
            else:
                one.cell.step(one.gradient, one.hyper, present, shared)
        if self.factor is not None:
            for hyper, joined in zip(self.hyper, self.joined, strict=True):
                if joined:
                    hyper["lr"] = hyper["lr"] * self.factor  # type: ignore[operator]

    def _due_parameters(self, k: int) -> Iterator[tuple[DueParameter, Floats | None]]:
        """Count a step, and yield the parameters that have a gradient, with what is present."""
        balls: dict[tuple[int, Format], SimpleNamespace] = {}
        nothing: Errors = (None,) * len(self.parameters)
        for cell, start, g, error, present in zip(
            self.parameters,
            self.scenario.parameters,
            self.gradients[k],
            self.errors_of(k),
            self.present.get(k, nothing),
            strict=True,
        ):
            joined = self.joined[start.group]
            due = g is not None and joined
            cell.t += due or (self.rule.one_count and joined)
            if g is None or not due:
                continue
            key = start.group, cell.scalars
            if key not in balls:
                balls[key] = _as_balls(self.hyper[start.group], cell.scalars)
            yield DueParameter(cell, cell.gradient_of(g, error), balls[key]), present


def _copies(hyper: list[Hyper]) -> list[Hyper]:
    return [dict(group) for group in hyper]


def _as_balls(hyper: Hyper, form: Format) -> SimpleNamespace:
    def ball(value: HyperValue) -> Any:
        if isinstance(value, tuple):
            return tuple(map(ball, value))
        return Balls.rounded(value, form) if isinstance(value, float) else value

    return SimpleNamespace(**{name: ball(value) for name, value in hyper.items()})
