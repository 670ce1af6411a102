"""An array that is divided by its norm and a small number, or decays by such a one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import (
    loads_of,
    parse_expression,
    parse_statements,
    place_of_start,
    with_body,
)
from ..operator import fitted_operator, fitted_rewrite
from ..rewrites.decay import DECAY, RATE, without_decay
from ..rule_source import RuleFunction, RuleSource
from ..scope import Scope
from ..unknown_number import NAME

FORMS = (
    f"{{x}} / (np.linalg.norm({{x}}) + {NAME})",
    f"{{x}} / np.maximum(np.linalg.norm({{x}}), {NAME})",
    f"{{x}} / (np.sqrt(np.mean({{x}} * {{x}})) + {NAME})",
    f"{{x}} / (np.max(np.abs({{x}})) + {NAME})", f"{{x}} / (np.abs({{x}}) + {NAME})",
)  # fmt: skip


@fitted_operator("normalization")
def normalized(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """An array divided by a norm, or by its size, with a small number against division by 0."""
    match node:
        case ast.Name(name) if scope.is_array(node):
            yield from (parse_expression(form.format(x=name)) for form in FORMS)
        case ast.Call(args=[inside]) if ast.unparse(node.func) == "np.sign":
            text = f"({ast.unparse(inside)})"
            yield from (parse_expression(form.format(x=text)) for form in FORMS)


@fitted_rewrite("normalized decay")
def normalized_decay(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """Weight decay by the parameter divided by its norm."""
    without = without_decay(function.tree) if loads_of(function.tree, DECAY) else None
    if without is None or loads_of(without, DECAY):
        return
    start = place_of_start(without)
    for form in FORMS:
        decay = form.format(x="theta")
        for text in (f"theta = theta - {RATE} * {DECAY} * {decay}", f"g = g + {DECAY} * {decay}"):
            new = parse_statements(text)
            yield with_body(without, [*without.body[:start], *new, *without.body[start:]])
