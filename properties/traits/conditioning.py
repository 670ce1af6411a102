"""The operation of a rule that loses most digits: where its enclosure becomes wide.

The source of the update is instrumented: each sum, difference, product and quotient reports by how
much the relative radius of its result exceeds those of its operands.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..enclosures.ball_arrays import Balls
from ..enclosures.evaluate import enclose
from ..rules.own_balls import ball_shared_of, ball_shown_of, ball_update_of
from ..rules.own_rules import OwnRule
from ..rules.patched_package import build_variant
from ..rules.registry import Rule, optimizers
from ..scenarios.model import Scenario

# The name of the function that operations report to, in the instrumented source.
OBSERVE = "_observe_operation"


@dataclass
class WorstOperation:
    """The operation with the largest growth of the relative radius.

    Attributes:
        growth: the factor.
        line: the line of the file.
        text: the operation.
    """

    growth: float = 1.0
    line: int = 0
    text: str = ""


class _Instrument(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        text, line = ast.unparse(node), node.lineno
        self.generic_visit(node)
        left, right = ast.arg("left"), ast.arg("right")
        operation = ast.Lambda(
            ast.arguments([], [left, right], None, [], [], None, []),
            ast.BinOp(ast.Name("left", ast.Load()), node.op, ast.Name("right", ast.Load())),
        )
        call = ast.Call(
            ast.Name(OBSERVE, ast.Load()),
            [ast.Constant(line), ast.Constant(text), operation, node.left, node.right],
            [],
        )
        return ast.copy_location(call, node)


def find_worst_operation(own: OwnRule, rule: Rule, scenarios: Sequence[Scenario]) -> WorstOperation:
    """Return the operation that widens the enclosure of a rule most in these scenarios."""
    worst = WorstOperation()

    def observe(
        line: int, text: str, operation: Callable[[Any, Any], Any], left: Any, right: Any
    ) -> Any:
        found = operation(left, right)
        growth = _growth(found, left, right)
        if growth > worst.growth:
            worst.growth, worst.line, worst.text = growth, line, text
        return found

    package = build_variant((), own.name, lambda tree: _Instrument().visit(tree))
    kind = optimizers(package)[own.name]
    kind.update.__globals__[OBSERVE] = observe
    observed = replace(
        rule,
        ball_update=ball_update_of(kind, own),
        ball_shared=ball_shared_of(kind, own),
        ball_shown=ball_shown_of(kind, own),
    )
    for scenario in scenarios:
        enclose(observed, scenario)
    return worst


def _growth(found: Any, left: Any, right: Any) -> float:
    if not isinstance(found, Balls):
        return 1.0
    given = [_relative(x) for x in (left, right) if isinstance(x, Balls)]
    before: float = max([found.form.unit, *given])
    return _relative(found) / before


def _relative(x: Balls) -> float:
    """Return the largest relative radius of the balls that do not contain zero."""
    mid, rad = x.to_arrays()
    size = np.abs(mid)
    with np.errstate(all="ignore"):
        known = np.isfinite(rad) & (rad < size)
        shares = np.where(known, rad / size, 0.0)
    return float(shares.max(initial=0.0))
