"""Comparison of trajectories with enclosures and with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..enclosures.evaluate import Enclosure
from ..scenarios.model import Floats, Precision, Scenario
from ..subjects.trajectory import SubjectError, Trajectory
from .evidence import THRESHOLD, Evidence, broken_evidence, combine_evidence, holding_evidence

Frames: TypeAlias = Sequence[Sequence[Floats]]

# A comparison is undecided if the radius exceeds this fraction of the enclosed value.
NARROW = 2.0**-8

# Exceptions of Python floats where NumPy arrays give infinity or NaN.
NO_NUMBER_ERRORS = {"ZeroDivisionError", "OverflowError", "FloatingPointError"}


def compare_with_enclosure(scenario: Scenario, run: Trajectory, enclosure: Enclosure) -> Evidence:
    """Compare a run with an enclosure."""
    found = _compare_frames(scenario, run, enclosure.mid, enclosure.rad)
    return found if describe_changed_shape(scenario, run) else replace(found, expects_rule=True)


def compare_within_rounding(
    scenario: Scenario,
    run: Trajectory,
    other: Trajectory,
    enclosure: Enclosure,
    what: str,
    against: str = "where the other run has",
) -> Evidence:
    """Compare two runs that must be equal, with twice the radius of the enclosure.

    From the event on after which both runs are outside the enclosure, the subject does not follow
    the rule, and the radius says nothing about its rounding. Then a difference breaks the law only
    if it is large compared with the runs themselves, and a smaller one is undecided.

    Args:
        scenario: what is run.
        run: a run of the subject.
        other: the other run, or the values of a formula.
        enclosure: the enclosure of the rule.
        what: what the message begins with.
        against: the words before a value of the other run.
    """
    if describe_changed_shape(scenario, run):
        doubled = [[2 * rad for rad in frame] for frame in enclosure.rad]
    else:
        doubled = _allowed_differences(scenario, run, other, enclosure)
    return _compare_frames(scenario, run, other.frames, doubled, f"{what}: ", against)


def _allowed_differences(
    scenario: Scenario, run: Trajectory, other: Trajectory, enclosure: Enclosure
) -> list[list[Floats]]:
    """Return twice the radius, or more where both runs are outside the enclosure.

    NaN, which is indefinite, where a difference may be the rounding of an unknown rule.
    """
    starts = [np.abs(start.astype(np.float64)) for start in scenario.arrays()]
    largest, left = starts, [False] * len(starts)
    allowed: list[list[Floats]] = []
    for k, frame in enumerate(run.frames):
        row: list[Floats] = []
        for i, pair in enumerate(zip(frame, other.frames[k], strict=True)):
            a, b = (values.astype(np.float64) for values in pair)
            mid, rad = enclosure.mid[k][i], enclosure.rad[k][i]
            with np.errstate(all="ignore"):
                sizes = np.maximum(np.abs(a), np.abs(b))
                largest[i] = np.maximum(largest[i], np.where(np.isfinite(sizes), sizes, 0.0))
                outside = _is_outside(a, mid, rad) & _is_outside(b, mid, rad)
                left[i] = left[i] or bool(outside.any())
                own = _surely_different(scenario.dtypes[i]) * largest[i]
                small = (np.abs(a - b) > 2 * rad) & (np.abs(a - b) <= own)
            unknown = np.where(small, np.nan, np.maximum(2 * rad, own))
            row.append(unknown if left[i] else 2 * rad)
        allowed.append(row)
    return allowed


def _is_outside(values: Floats, mid: Floats, rad: Floats) -> NDArray[np.bool_]:
    return deviation_ratios(values, mid, rad) > THRESHOLD


def _surely_different(dtype: Precision) -> float:
    """Return the relative difference that rounding does not explain in a rule that is unknown.

    The root of the machine epsilon: an error of rounding is amplified by at most as much, unless
    half of the digits of an intermediate result cancel.
    """
    epsilon = 2.0**-7 if dtype == "bfloat16" else float(np.finfo(dtype).eps)
    return float(np.sqrt(epsilon))


def describe_changed_shape(scenario: Scenario, run: Trajectory) -> str:
    """Describe the first parameter that changed its shape; empty if there is none."""
    for k, frame in enumerate(run.frames):
        for i, (now, start) in enumerate(zip(frame, scenario.parameters, strict=True)):
            if now.shape != (shape := start.value.shape):
                return f"after event {k}, parameter {i}: shape {now.shape} instead of {shape}"
    return ""


def event_of_changed_shape(scenario: Scenario, run: Trajectory) -> int | None:
    """Return the first event after which a parameter has another shape than at the start."""
    shapes = [start.value.shape for start in scenario.parameters]
    return next((k for k, f in enumerate(run.frames) if [a.shape for a in f] != shapes), None)


def bit_identical(run: Trajectory, other: Trajectory) -> bool:
    """Return whether two runs are identical in every bit, including the sign of zero."""
    frames = zip(run.frames, other.frames, strict=True)
    return all(a.tobytes() == b.tobytes() for f, h in frames for a, b in zip(f, h, strict=True))


def compare_bits(run: Trajectory, other: Trajectory, what: str) -> Evidence:
    """Compare two runs bit by bit; NaN equals NaN, and the sign of zero is ignored."""
    pairs = [
        (k, i, a, b)
        for k, (frame, frame2) in enumerate(zip(run.frames, other.frames, strict=True))
        for i, (a, b) in enumerate(zip(frame, frame2, strict=True))
    ]
    for k, i, a, b in pairs:
        if a.shape != b.shape:
            found = broken_evidence(
                f"{what}: after event {k}, parameter {i}: shapes {a.shape} and {b.shape}"
            )
            return replace(found, compares_bits=True)
        if not np.array_equal(a, b, equal_nan=True):
            where = np.flatnonzero(~((a == b) | ((a != a) & (b != b))).ravel())[0]
            found = broken_evidence(
                f"{what}: after event {k}, parameter {i}, element {where}: "
                f"{_with_dtype(a, b, where)} and {_with_dtype(b, a, where)} are not the same bits"
            )
            return replace(found, compares_bits=True)
    return holding_evidence(sum(a.size for _, _, a, _ in pairs))


def _with_dtype(values: NDArray[Any], others: NDArray[Any], place: int) -> str:
    """Render a value, with its dtype if another one has another dtype."""
    text = str(values.ravel()[place])
    return text if values.dtype == others.dtype else f"{text} ({values.dtype})"


def _compare_frames(
    scenario: Scenario,
    run: Trajectory,
    mid: Frames,
    rad: Frames,
    what: str = "",
    reference: str = "expected",
) -> Evidence:
    """Compare all events and parameters; of equal ratios, the first is reported.

    Args:
        what: how the message begins.
        reference: what it calls the midpoints.
    """
    starts = scenario.arrays()
    if wrong := describe_changed_shape(scenario, run):
        return broken_evidence(what + wrong)
    if not run.frames:
        return holding_evidence(0)
    parts = [
        _compare(
            i, start, _over_events(run.frames, i), _over_events(mid, i), _over_events(rad, i),
            reference,
        )
        for i, start in enumerate(starts)
        if start.size
    ]  # fmt: skip
    first = sorted(parts, key=lambda part: part[0])
    return combine_evidence(
        Evidence(e.decided, e.undecided, e.ratio, what + e.message) for _, e in first
    )


def _over_events(frames: Frames, i: int) -> Floats:
    """Return one parameter after each event, as rows."""
    rows: Floats = np.stack([np.atleast_1d(frame[i]) for frame in frames]).astype(np.float64)
    return rows


def _compare(
    i: int, start: Floats, got: Floats, mid: Floats, rad: Floats, reference: str
) -> tuple[int, Evidence]:
    """Compare parameter ``i`` after all events; return the event with the largest ratio first."""
    with np.errstate(all="ignore"):
        scale = np.maximum(np.abs(mid), np.abs(mid - start.astype(np.float64)))
        decided = int((_is_finite(mid, rad) & (rad <= NARROW * scale)).sum())
    ratio = deviation_ratios(got, mid, rad)
    worst = np.unravel_index(np.argmax(ratio), ratio.shape)
    event, *element = map(int, worst)
    place = f", element {tuple(element)}" if start.ndim else ""
    message = (
        f"after event {event}, parameter {i}{place}: got {got[worst]:.17g}, "
        f"{reference} {mid[worst]:.17g} ± {rad[worst]:.2g}"
    )
    return event, Evidence(decided, got.size - decided, float(ratio[worst]), message)


def deviation_ratios(got: Floats, mid: Floats, rad: Floats) -> Floats:
    """Return the deviations in float64 in units of the radius, 0 where the enclosure is indefinite.

    A deviation from an exact value, and one that is not a number, is infinite.
    """
    with np.errstate(all="ignore"):
        distance = np.abs(got - mid)
        ratio = np.where(distance == 0, 0.0, distance / rad)
        ratio = np.where(np.isnan(ratio), np.inf, ratio)
        return np.where(_is_finite(mid, rad), ratio, 0.0)


def _is_finite(mid: Floats, rad: Floats) -> NDArray[np.bool_]:
    return np.isfinite(rad) & np.isfinite(mid)


def may_have_overflowed(raised: SubjectError, enclosure: Enclosure) -> bool:
    """Return whether the subject raised where a correct one may have overflowed, at an event."""
    return not all(np.isfinite(radius).all() for radius in enclosure.rad[raised.event])


def has_no_number(raised: SubjectError, run: Trajectory) -> bool:
    """Return whether the subject raised where the candidate has values that are not finite."""
    return (
        raised.kind in NO_NUMBER_ERRORS
        and raised.event >= 0
        and not all(np.isfinite(values).all() for values in run.frames[raised.event])
    )


def equivalent_within_rounding(
    run: Trajectory, other: Trajectory, enclosure: Enclosure, claimed: Enclosure | None = None
) -> bool:
    """Return whether two runs differ by no more than rounding.

    Elements that are not finite, or have no finite enclosure, must be finite in both runs or in
    neither. Where the claimed rule is NaN (0 / 0), and so is the other run or its enclosure, any
    value is accepted.
    """
    for k, frame in enumerate(run.frames):
        for i, (a, b, rad) in enumerate(zip(frame, other.frames[k], enclosure.rad[k], strict=True)):
            if a.shape != b.shape:
                return False
            with np.errstate(all="ignore"):
                near = (a == b) | (np.abs(a.astype(np.float64) - b) <= 2 * THRESHOLD * rad)
                lost = np.isfinite(a) == np.isfinite(b)
            if claimed is not None:
                undefined = np.isnan(b) | np.isnan(enclosure.mid[k][i])
                lost = lost | np.isnan(claimed.mid[k][i]) & undefined
            if not np.all(np.where(np.isfinite(rad) & np.isfinite(b), near, lost)):
                return False
    return True


def count_agreeing_frames(
    run: Trajectory, other: Trajectory, enclosure: Enclosure, factor: float
) -> int:
    """Return the number of frames before two runs differ by more than ``factor`` thresholds.

    An element of the other run that is not finite, or has no finite enclosure, must be finite in
    both runs or in neither.
    """
    for k, frame in enumerate(run.frames):
        for a, b, rad in zip(frame, other.frames[k], enclosure.rad[k], strict=True):
            if a.shape != b.shape:
                return k
            with np.errstate(all="ignore"):
                off = np.abs(a.astype(np.float64) - b) > factor * THRESHOLD * rad
                lost = np.isfinite(a) != np.isfinite(b)
            if np.any(np.where(np.isfinite(rad) & np.isfinite(b), off, lost)):
                return k
    return len(run.frames)
