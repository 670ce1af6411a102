"""The traits of rules that laws require, each with the reason to give where it is missing."""

from __future__ import annotations

from collections.abc import Callable

from ..rules.registry import Rule
from .torch_oracle import CLASSES

TRAITS: dict[str, tuple[Callable[[Rule], bool], str]] = {
    "elementwise": (
        lambda rule: rule.elementwise,
        "the step of an element depends on the other elements of its parameter",
    ),
    "shapeless": (lambda rule: rule.shapeless, "the step depends on the shape of the parameter"),
    "matrices": (lambda rule: rule.dimensions == 2, "the rule has no fixed number of axes"),
    "scalable": (
        lambda rule: rule.gradient_powers is not None,
        "no change of the hyper-parameters compensates for scaled gradients",
    ),
    "smooth": (
        lambda rule: not rule.sign_based,
        "the step uses only the sign of the gradient, and NaN has no sign",
    ),
    "odd": (lambda rule: rule.odd, "the state does not start at zero, so the rule is not odd"),
    "own count": (
        lambda rule: not rule.one_count,
        "a declared dialect has one step count for all parameters",
    ),
    "own values": (
        lambda rule: not rule.shares_values,
        "the rule has values that all parameters share, so that each depends on the others",
    ),
    "evaluation mode": (
        lambda rule: rule.has_evaluation_mode,
        "the parameters are evaluated as they are trained",
    ),
    "one point": (
        lambda rule: not rule.has_evaluation_mode,
        "correct optimizers differ in what else they change where one of the rule's two points is "
        "written",
    ),
    "any order": (
        lambda rule: not rule.profile.depends_on_order,
        "the values that all parameters share depend on the order of the parameters",
    ),
    "no rows": (
        lambda rule: not rule.lazy,
        "which elements are left alone depends on the rows, as the declared dialect says",
    ),
    "own gradients": (
        lambda rule: not any(wrapping.changes_gradients for wrapping in rule.wrappings),
        "a declared dialect changes the gradients, which may be done in place",
    ),
    "twin without decay": (
        lambda rule: bool(rule.profile.without_decay),
        "no other rule has the same steps at weight_decay=0",
    ),
    "torch oracle": (
        lambda rule: rule.name in CLASSES,
        "torch has no optimizer of this name that can be compared",
    ),
    "published": (
        lambda rule: not rule.dialects,
        "the law holds for the published rule, and a dialect is declared",
    ),
}
