"""A hyper-parameter that is bounded, or that depends on the step count."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..function_changes import loads_of, parse_expression, replace_in_function
from ..operator import fitted_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..scope import COUNT, HYPER, scopes_of
from ..unknown_number import NAME

# How a value {x} is bounded, and how it depends on the step count: a warm-up, decays to a fraction,
# and a line to zero.
BOUNDS = ("min({x}, {n})", "max({x}, {n})")
SCHEDULES = (
    "{x} * min(1.0, {t} / {n})", "{x} * min(1.0, ({t} - 1) / {n})", "{x} / (1 + {n} * {t})",
    "{x} / (1 + {n} * ({t} - 1))", "{x} * {n} ** {t}", "{x} * {n} ** ({t} - 1)",
    "{x} / {t} ** {n}", "{x} * max(0.0, 1 - {t} / {n})", "{x} * max(0.0, 1 - ({t} - 1) / {n})",
    "{x} * (1 - {n} ** {t})",
)  # fmt: skip


@fitted_rewrite("schedule")
def scheduled(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """A hyper-parameter that is bounded or changes with the step count, at all its places."""
    own = [n for n in scopes_of(source, function)[-1][1].numbers if n.startswith(f"{HYPER}.")]
    has_count = COUNT in [argument.arg for argument in function.tree.args.args]
    for name in own:
        places = loads_of(function.tree, name)
        for form in (*BOUNDS, *(SCHEDULES if has_count else ())) if places else ():
            new = parse_expression(form.format(x=name, n=NAME, t=COUNT))
            yield replace_in_function(function.tree, {id(place): new for place in places})
