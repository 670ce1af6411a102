"""The update of a user's own rule for enclosures."""

from __future__ import annotations

import ast
from collections.abc import Callable
from traceback import extract_tb
from typing import Any

from .own_rules import OwnRule


class RuleError(TypeError):
    """Raised where a user's own rule cannot be run; the message says all that the user needs."""


NO_BALLS = (
    "The new parameter is made of single elements, as by np.array([...]), which has no enclosure, "
    "so that it is not known which results are correct. Write operations on whole arrays instead."
)

# The exceptions that stand for a wrong rule, and not for an interrupt or an undecided comparison.
FAILURES = (ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError)


def ball_update_of(kind: type, own: OwnRule) -> Callable[..., Any]:
    """Return the update with allowances for terms that are subtracted from theta one by one.

    Each further rounding of the parameter is at most u|theta|. There is one more if the rule
    decays the parameter, unless the decay is switched off.
    """
    decays = decay_names(own.source)
    update = kind.update  # type: ignore[attr-defined]

    def ball_update(theta: Any, g: Any, s: Any, t: Any, h: Any, *more: Any) -> tuple[Any, Any]:
        try:
            new, kept = update(theta, g, s, t, h, *more)
        except FAILURES as error:
            raise RuleError(describe_error(own, error)) from error
        if not hasattr(new, "widened"):
            raise RuleError(NO_BALLS)
        active = any(getattr(h, name, 0) for name in decays)
        return new.widened(theta.rounding(2 if active else 1)), kept

    return ball_update


def ball_shared_of(kind: type, own: OwnRule) -> Callable[..., Any] | None:
    """Return the function of the values that all parameters share, or None if there is none."""
    shared: Callable[..., Any] | None = kind.shared  # type: ignore[attr-defined]
    if shared is None:
        return None
    compute = shared

    def ball_shared(*arguments: Any) -> Any:
        try:
            return dict(compute(*arguments))
        except FAILURES as error:
            raise RuleError(describe_error(own, error)) from error

    return ball_shared


def ball_shown_of(kind: type, own: OwnRule) -> Callable[..., Any] | None:
    """Return the function of the point of evaluation, or None if that is the parameter.

    It may be rounded once more at the size of the parameter.
    """
    shown: Callable[..., Any] | None = kind.shown  # type: ignore[attr-defined]
    if shown is None:
        return None
    compute = shown

    def ball_shown(theta: Any, *arguments: Any) -> Any:
        try:
            return compute(theta, *arguments).widened(theta.rounding(1))
        except FAILURES as error:
            raise RuleError(describe_error(own, error)) from error

    return ball_shown


def describe_error(own: OwnRule, error: Exception) -> str:
    """Return the message of an exception with the line of the user's file that raised it."""
    text = f"{type(error).__name__}: {error}" if not isinstance(error, RuleError) else str(error)
    lines = [frame for frame in extract_tb(error.__traceback__) if frame.filename == own.file]
    if not lines:
        return text
    number = lines[-1].lineno or 0
    line = (own.source.splitlines() or [""])[min(number, len(own.source.splitlines())) - 1].strip()
    return f"{own.file}, line {number}: {line}\n{text}"


def decay_names(source: str) -> frozenset[str]:
    """Return the hyper-parameters that are in a product with the parameter, such as a decay."""
    return frozenset(
        attribute.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _has_theta(node)
        for attribute in ast.walk(node)
        if isinstance(attribute, ast.Attribute) and _is_hyper(attribute) and attribute.attr != "lr"
    )


def _has_theta(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.Name) and side.id == "theta" for side in (node.left, node.right)
    )


def _is_hyper(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "h"
