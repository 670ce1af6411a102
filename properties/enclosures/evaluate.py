"""Enclosures: a rule is run on a scenario with balls that contain all correct results.

Every hyper-parameter h is a ball of radius u·|h| (u is the unit roundoff of the subject's format),
and every operation adds its rounding bound. A correct implementation may use another order of
operations; ``rounding_allowances.py`` declares the bounds that this needs in addition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cachetools import LRUCache, cached

from ..rules.registry import Rule
from ..scenarios.encoding import to_json
from ..scenarios.model import Floats, Scenario
from ..scenarios.transforms import flatten_kernels, has_kernels
from ..scenarios.translated import Errors
from .arb_functions import working_precision
from .optimizer_model import OptimizerModel

# Size of the cache of enclosures in bytes, because many subjects run the same scenarios, and the
# overhead per array, including its part of the scenario.
KEPT = 2**26
OVERHEAD = 2**9


@dataclass(frozen=True)
class Enclosure:
    """``mid[k][i]`` and ``rad[k][i]``: parameter i after event k, or as it is evaluated if that is
    a look; a NaN radius is indefinite."""

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
        found: Enclosure = rule.enclosed_by(scenario, rule.model)
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
    model: Callable[..., OptimizerModel] = rule.model or OptimizerModel
    with working_precision():
        frames = list(model(rule, scenario, errors).frames())
    for array in (array for frame in frames for pair in frame for array in pair):
        array.flags.writeable = False
    return Enclosure(
        tuple(tuple(mid for mid, _ in frame) for frame in frames),
        tuple(tuple(rad for _, rad in frame) for frame in frames),
    )
