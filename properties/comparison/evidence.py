"""Evidence: the distance between two results, in units of the rounding bound.

The ratio |subject - midpoint| / radius is compared with a threshold, as in the tests of LAPACK.

THRESHOLD is 2. A correct implementation with the order of operations of optimcore has a ratio of at
most 1 by construction; other orders round as often, but at other places.
``properties.tests.reorderings`` has hundreds of them: folded corrections, averages by difference,
fused multiply-add, wider intermediate formats, incremental powers, one flat buffer, decay as a
factor, summands added one by one. In millions of comparisons on random scenarios nearly all ratios
are below 1, most of the others below 1.2, and the largest was 1.56: SGD with Nesterov momentum in
float32, with gradient and velocity subtracted one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

THRESHOLD = 2.0


@dataclass(frozen=True)
class Evidence:
    """The result of one law on one scenario.

    Attributes:
        decided: number of comparisons with an enclosure narrow enough for a decision.
        undecided: number of the other comparisons.
        ratio: largest deviation in units of the radius; infinite where rounding does not matter.
        message: description of the largest deviation.
        about: the hyper-parameter that the message is about, in a law about an effect.
        effective: the hyper-parameters that showed an effect, in such a law.
        expects_rule: whether the expected values are those of the rule, and not those of another
            run of the subject.
        compares_bits: whether the law is about bits, so that a deviation within rounding breaks it.
    """

    decided: int
    undecided: int
    ratio: float
    message: str = ""
    about: str = ""
    effective: frozenset[str] = frozenset()
    expects_rule: bool = False
    compares_bits: bool = False

    @property
    def is_broken(self) -> bool:
        """Whether the law is broken."""
        return self.ratio > THRESHOLD


def holding_evidence(decided: int = 1) -> Evidence:
    """Return evidence that the law holds."""
    return Evidence(decided, 0, 0.0)


def broken_evidence(message: str) -> Evidence:
    """Return evidence that the law is broken, independently of rounding."""
    return Evidence(1, 0, float("inf"), message)


def effect_shown(name: str) -> Evidence:
    """Return evidence that a hyper-parameter has an effect."""
    return Evidence(1, 0, 0.0, effective=frozenset({name}))


def no_effect(name: str, message: str) -> Evidence:
    """Return evidence that a hyper-parameter has no effect in a case where it should have one."""
    return Evidence(1, 0, float("inf"), message, name)


def combine_evidence(parts: Iterable[Evidence]) -> Evidence:
    """Combine evidence; the ratio and the message are those of the largest ratio."""
    found = list(parts) or [holding_evidence(0)]
    worst = max(found, key=lambda e: e.ratio)
    return Evidence(
        sum(e.decided for e in found),
        sum(e.undecided for e in found),
        worst.ratio,
        worst.message,
        worst.about,
        frozenset().union(*(e.effective for e in found)),
        worst.expects_rule,
    )
