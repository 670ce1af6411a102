"""The traits of a rule, found by trying it on random arrays."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..scenarios.model import Floats, HyperValue
from .ball_traits import depends_on_others
from .trial_runs import FAILURES, TrialRuns, are_same, is_same, random_arrays

# Powers of the gradient that the units of a hyper-parameter may have, the likely ones first.
POWERS = (0, 1, 2, -1, -2)

# The factor by which gradients are scaled: a power of two, so that most rules round alike.
FACTOR = 64.0

# Gradients of several sizes, for rules with a threshold.
LEVELS = (1.0, 2.0**-10, 2.0**10)

# The largest number of hyper-parameters with other units than 0.
MOST_UNITS = 3

# Steps along the sign of something have few sizes.
FEW_SIZES = 8
SIGNS = ("sign", "copysign", "signbit")
MANY_ELEMENTS = 64


@dataclass(frozen=True)
class Traits:
    """The traits of a rule.

    Attributes:
        gradient_powers, elementwise, shapeless, dimensions, sign_based: as in ``optimcore``.
        is_odd: whether negated parameters and gradients give negated steps.
    """

    gradient_powers: dict[str, int] | None
    elementwise: bool
    shapeless: bool
    dimensions: int | None
    sign_based: bool
    is_odd: bool

    def declared(self) -> dict[str, Any]:
        """Return the traits that are attributes of the class."""
        return {name: value for name, value in asdict(self).items() if name != "is_odd"}


def find_traits(runs: TrialRuns, source: str, attribute: str) -> Traits:
    """Return the traits of a rule.

    Floats show what it does on some numbers, and balls whether that holds for all numbers.

    Args:
        runs: runs the rule.
        source: the text of its file.
        attribute: the name of the rule in the file. A rule with a sign counts as sign-based,
            because libraries disagree on the sign of NaN.

    Raises:
        ValueError: the rule cannot be run on an array of any shape.
    """
    dimensions = find_dimensions(runs)
    shape = working_shape(dimensions)
    settings = [s for s in runs.settings() if runs.works(shape, s)]
    elementwise = (
        dimensions is None
        and runs.kind.shared is None
        and all(is_elementwise(runs, s) and not depends_on_others(runs.kind, s) for s in settings)
    )
    return Traits(
        find_powers(runs, shape, settings),
        elementwise,
        dimensions is None and all(is_shapeless(runs, s) for s in settings),
        dimensions,
        uses_sign(source, attribute)
        or (dimensions is None and all(has_few_sizes(runs, s) for s in settings)),
        all(is_odd(runs, shape, s) for s in settings),
    )


def working_shape(dimensions: int | None) -> tuple[int, ...]:
    """Return a shape of six elements or more."""
    return (6,) if dimensions is None else (3, 2, *[2] * 8)[:dimensions]


def find_dimensions(runs: TrialRuns) -> int | None:
    """Return the number of axes that a rule needs; None if it takes any number.

    Raises:
        ValueError: the rule cannot be run on an array of any shape.
    """
    usual = next(runs.settings())
    works = {len(s): runs.works(s, usual) for s in ((), (6,), (3, 2), (2, 2, 2), (2, 2, 2, 2))}
    if all(works.values()):
        return None
    if works[2]:
        return 2
    found = next((axes for axes, does in works.items() if does), None)
    if found is None:
        raise _failure(runs, usual)
    return found


def _failure(runs: TrialRuns, usual: Mapping[str, HyperValue]) -> ValueError:
    try:
        frames = runs.run(*random_arrays((6,)), usual)
    except FAILURES as error:
        failure = ValueError(f"update raises {type(error).__name__}: {error}")
        failure.__cause__ = error
        return failure
    shape = frames[0].shape
    return ValueError(
        f"update returns an array of shape {shape} for a parameter of shape (6,), or numbers that "
        "are not finite"
    )


def is_elementwise(runs: TrialRuns, hyper: Mapping[str, HyperValue]) -> bool:
    """Return whether each element has the steps that it has alone, whatever the others are."""
    for size in LEVELS:
        theta, gradients = random_arrays((6,))
        gradients = [size * g for g in gradients]
        whole = runs.run(theta, gradients, hyper)
        for k in (0, 5):
            try:
                alone = runs.run(theta[k : k + 1], [g[k : k + 1] for g in gradients], hyper)
            except FAILURES:
                return False
            if not are_same([frame[k : k + 1] for frame in whole], alone):
                return False
    return True


def is_shapeless(runs: TrialRuns, hyper: Mapping[str, HyperValue]) -> bool:
    """Return whether the steps do not depend on the shape."""
    theta, gradients = random_arrays((6,))
    flat = runs.run(theta, gradients, hyper)
    for shape in ((2, 3), (3, 2), (1, 6), (3, 1, 2)):
        try:
            shaped = runs.run(theta.reshape(shape), [g.reshape(shape) for g in gradients], hyper)
        except FAILURES:
            return False
        if not are_same([frame.ravel() for frame in shaped], flat):
            return False
    return True


def depends_on_order(
    runs: TrialRuns, shape: tuple[int, ...], hyper: Mapping[str, HyperValue]
) -> bool:
    """Return whether the order of the parameters matters, where they share values."""
    drawn = [random_arrays(shape, seed) for seed in range(3)]
    thetas = [theta for theta, _ in drawn]
    steps = [list(gs) for gs in zip(*(gradients for _, gradients in drawn), strict=True)]
    plain = runs.run_together(thetas, steps, hyper)
    backward = runs.run_together(thetas[::-1], [gs[::-1] for gs in steps], hyper)
    return not all(are_same(one, other[::-1]) for one, other in zip(plain, backward, strict=True))


def is_odd(runs: TrialRuns, shape: tuple[int, ...], hyper: Mapping[str, HyperValue]) -> bool:
    """Return whether negated parameters and gradients give negated steps."""
    theta, gradients = random_arrays(shape)
    plain = runs.run(theta, gradients, hyper)
    return are_same([-a for a in runs.run(-theta, [-g for g in gradients], hyper)], plain)


def has_few_sizes(runs: TrialRuns, hyper: Mapping[str, HyperValue]) -> bool:
    """Return whether the first step from zero has one of few sizes in every element."""
    theta, gradients = random_arrays((MANY_ELEMENTS,))
    steps = [theta * 0, *runs.run(theta * 0, gradients, hyper)]
    first = next((b - a for a, b in itertools.pairwise(steps) if (b != a).any()), steps[0])
    return len({f"{size:.9e}" for size in np.abs(first)}) <= FEW_SIZES


def uses_sign(source: str, attribute: str) -> bool:
    """Return whether a rule takes the sign of something, in its class or a function it calls."""
    parts = {
        n.name: n for n in ast.parse(source).body if isinstance(n, ast.ClassDef | ast.FunctionDef)
    }
    reached: set[str] = set()
    more = {attribute}
    while more:
        reached |= more
        used = (n for name in more for n in ast.walk(parts[name]) if isinstance(n, ast.Name))
        more = ({n.id for n in used} & parts.keys()) - reached
    nodes = (n for name in reached for n in ast.walk(parts[name]))
    return any(isinstance(n, ast.Attribute) and n.attr in SIGNS for n in nodes)


def find_powers(
    runs: TrialRuns, shape: tuple[int, ...], settings: Sequence[Mapping[str, HyperValue]]
) -> dict[str, int] | None:
    """Return the powers of the scale of the gradients that leave the steps unchanged, or None."""
    names = [n for n, v in runs.defaults.items() if isinstance(v, float)]
    return find_powers_among(runs, shape, settings, _likely_powers(names))


def find_powers_among(
    runs: TrialRuns,
    shape: tuple[int, ...],
    settings: Sequence[Mapping[str, HyperValue]],
    candidates: Iterable[Mapping[str, int]],
) -> dict[str, int] | None:
    """Return the first of these powers that leave the steps unchanged, or None."""
    theta, gradients = random_arrays(shape)
    trials = []
    for size in LEVELS:
        given = [size * g for g in gradients]
        larger = [FACTOR * g for g in given]
        trials += [(larger, s, runs.run(theta, given, s)) for s in settings]
    for powers in candidates:
        if all(_is_unchanged(runs, theta, g, s, powers, plain) for g, s, plain in trials):
            return dict(powers)
    return None


def _is_unchanged(
    runs: TrialRuns,
    theta: Floats,
    scaled: Sequence[Floats],
    hyper: Mapping[str, HyperValue],
    powers: Mapping[str, int],
    plain: Sequence[Floats],
) -> bool:
    changed: dict[str, Any] = {n: v for n, v in hyper.items() if n in powers}
    changed = {n: v * FACTOR ** powers[n] for n, v in changed.items()}
    try:
        found = runs.run(theta, scaled[:1], {**hyper, **changed})
        if not is_same(found[0], plain[0]):
            return False
        return are_same(runs.run(theta, scaled, {**hyper, **changed}), plain)
    except FAILURES:
        return False


def _likely_powers(names: Sequence[str]) -> Iterator[dict[str, int]]:
    """Yield powers, those with few hyper-parameters first."""
    for count in range(min(MOST_UNITS, len(names)) + 1):
        for chosen in itertools.combinations(names, count):
            for powers in itertools.product(POWERS[1:], repeat=count):
                yield dict(zip(chosen, powers, strict=True))
