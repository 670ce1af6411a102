"""An array that is multiplied, bounded or normalized with a number in all that follows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operator import fitted_rewrite
from ..rule_source import RuleFunction, RuleSource
from ..unknown_number import NAME
from ..value_changes import functions_of_values
from .norms import FORMS as NORMALIZED

FORMS = (
    f"{NAME} * {{x}}", f"{{x}} + {NAME}", f"np.clip({{x}}, -{NAME}, {NAME})",
    f"np.maximum({{x}}, {NAME})", f"np.minimum({{x}}, {NAME})",
    f"{{x}} * ({NAME} / np.maximum(np.linalg.norm({{x}}), {NAME}))", *NORMALIZED,
)  # fmt: skip


@fitted_rewrite("number in a value")
def number_in_value(source: RuleSource, function: RuleFunction) -> Iterator[ast.FunctionDef]:
    """An array that is changed with a number where it is assigned."""
    yield from functions_of_values(source, function, FORMS)
