"""Candidates that compute the bias corrections in too low a precision.

It happens where the decay rate and the step count are arrays of the library, and so have the
precision of the parameters or that of the library's default: in bfloat16, a decay rate of 0.999 is
1, and the correction is 0.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ...enclosures.evaluate import Enclosure
from ...mutants.function_changes import parse_expression, replace_in_function
from ...mutants.rule_source import RuleFunction, read_rule
from ...mutants.scope import COUNT
from ...mutants.source_change import edit_of_change
from ...rules.registry import Rule
from ...rules.source_edits import Edit, apply_edits, can_apply_edits, diff_edits
from ...scenarios.model import Precision, Scenario
from ...subjects.trajectory import Outcome
from .candidate import Candidate, Model
from .cases import Case

LOW: tuple[Precision, ...] = ("float32", "float16", "bfloat16")

# The conversion as it is shown: NumPy has no bfloat16.
SHOWN: Mapping[str, str] = {
    "float32": "np.float32({})",
    "float16": "np.float16({})",
    "bfloat16": "bfloat16({})",
    "": "theta.dtype.type({})",
}

IMPORT = "import numpy as np\n"
NARROW = f"{IMPORT}\nfrom properties.enclosures.narrow_numbers import narrow, narrow_power\n"

# How powers are computed: rounded once, or the third as two products.
ONCE, CUBES = ", cube=False", ", cube=True"


@dataclass(frozen=True)
class Rounding:
    """What is rounded in a bias correction."""

    id: str
    title: str
    base: bool = False
    power: bool = False


# A correction that is rounded as a whole has an error of one rounding, and is right if the
# precision is that of the parameter.
WHOLE = Rounding("correction", "the bias corrections are rounded to {}")
IN_PARTS = (
    Rounding("rate", "the bias corrections are computed in {}", base=True, power=True),
    Rounding("power", "the powers in the bias corrections are rounded to {}", power=True),
)

ADVICE = (
    "The corrections should be computed in float64, or in float32 if the parameters have a lower "
    "precision: in bfloat16 a decay rate of 0.999 is 1, so that 1 - beta ** t is 0."
)


@dataclass(frozen=True)
class PrecisionCandidate(Candidate):
    """A candidate that rounds the bias corrections.

    Attributes:
        shown: the change as it is reported, with the conversions of NumPy.
        variants: for precisions of a scenario, the candidate that is run in it.
        alternative: the same with third powers as products.
    """

    shown: tuple[Edit, ...] = ()
    variants: Mapping[str, Candidate] = field(default_factory=dict, compare=False)
    alternative: Candidate | None = field(default=None, compare=False)

    @property
    def diff(self) -> str:
        """The change as it is reported."""
        return diff_edits(self.shown, self.claimed.edits)

    def explains(self, case: Case) -> bool:
        """Return whether this candidate or its alternative explains the subject in a case."""
        variant = self.variants.get(case.scenario.dtype)
        if variant:
            return variant.explains(case)
        return super().explains(case) or bool(self.alternative and self.alternative.explains(case))

    def run(self, scenario: Scenario) -> Outcome:
        """Run the variant for the precision of the scenario."""
        variant = self.variants.get(scenario.dtype)
        return variant.run(scenario) if variant else super().run(scenario)

    def run_values(self, scenario: Scenario) -> Outcome:
        """Run the variant without watching for violations of the contract."""
        variant = self.variants.get(scenario.dtype)
        return variant.run_values(scenario) if variant else super().run_values(scenario)

    def enclosure(self, scenario: Scenario, model: Model | None = None) -> Enclosure:
        """Return the enclosure of the variant."""
        variant = self.variants.get(scenario.dtype)
        if variant:
            return variant.enclosure(scenario, model)
        return super().enclosure(scenario, model)


def correction_candidates(rule: Rule) -> Iterator[Candidate]:
    """Yield the rule with its bias corrections in each precision; nothing if it has none."""
    yield from parameter_precision_candidates(rule)
    for rounding in (*IN_PARTS, WHOLE):
        for dtype in LOW:
            found = _fixed_candidate(rule, rounding, dtype)
            if found:
                yield found


def parameter_precision_candidates(
    rule: Rule, formula: Candidate | None = None
) -> Iterator[Candidate]:
    """Yield the rule, or its formula as found, with corrections in the parameter's precision."""
    if formula and (formula.name != rule.name or formula.wrappings):
        return
    declared = replace(rule, edits=formula.edits) if formula else rule
    for rounding in IN_PARTS:
        shown = _edits(declared, rounding, "")
        variants = {dtype: _fixed_candidate(declared, rounding, dtype) for dtype in LOW}
        if shown and all(variants.values()):
            yield PrecisionCandidate(
                f"{rounding.id}-in-parameter-precision", "mutant",
                rounding.title.format("the precision of the parameter"), ADVICE, rule, rule.name,
                shown, shown=shown,
                variants={dtype: one for dtype, one in variants.items() if one},
            )  # fmt: skip


def _fixed_candidate(rule: Rule, rounding: Rounding, dtype: Precision) -> Candidate | None:
    """Return the candidate with one precision for parameters of all precisions."""
    edits, cubes, shown = (_edits(rule, rounding, dtype, kind) for kind in (ONCE, CUBES, ""))
    if not edits or not shown:
        return None
    found = PrecisionCandidate(
        f"{rounding.id}-in-{dtype}", "mutant", rounding.title.format(dtype), ADVICE, rule,
        rule.name, edits, shown=shown,
    )  # fmt: skip
    return replace(found, alternative=replace(found, edits=cubes)) if rounding.base else found


@lru_cache(maxsize=256)
def _edits(rule: Rule, rounding: Rounding, dtype: str, to_run: str = "") -> tuple[Edit, ...]:
    """Return the edits of all corrections of a rule; empty if there are none.

    Args:
        rule: the rule.
        rounding: what is rounded.
        dtype: the precision; empty for that of the parameter.
        to_run: how powers are computed where it is run, also with balls; empty for what is shown.
    """
    edits = rule.edits
    for function in read_rule(rule).functions:
        places = {
            id(old): parse_expression(new)
            for old, new in _corrections(function, rounding, dtype, to_run)
        }
        if places:
            changed = replace_in_function(function.tree, places)
            edits = (*edits, edit_of_change(function, changed))
    if edits == rule.edits or not can_apply_edits(edits):
        return ()
    if to_run:
        changed_files = dict.fromkeys(e.where for e in edits[len(rule.edits) :])
        edits = (*edits, *(Edit(where, IMPORT, NARROW) for where in changed_files))
    return edits if can_apply_edits(edits) and _is_source(edits) else ()


def _is_source(edits: tuple[Edit, ...]) -> bool:
    return all(map(ast.parse, apply_edits(edits).values()))


def _corrections(
    function: RuleFunction, rounding: Rounding, dtype: str, to_run: str
) -> Iterator[tuple[ast.expr, str]]:
    """Yield the corrections of a function, and powers outside of one, with their replacements."""

    def cast(text: str) -> str:
        return f'narrow({text}, "{dtype}")' if to_run else SHOWN[dtype].format(text)

    def power_text(power: ast.BinOp) -> str:
        base, exponent = ast.unparse(power.left), ast.unparse(power.right)
        if to_run and rounding.base:
            return f'narrow_power({base}, {exponent}, "{dtype}"{to_run})'
        exponent = f"({exponent})" if isinstance(power.right, ast.BinOp) else exponent
        text = f"{cast(base) if rounding.base else base} ** {exponent}"
        # A power of a number of NumPy has its precision already.
        return cast(text) if rounding.power and (to_run or not rounding.base) else text

    inside: set[int] = set()
    for node in ast.walk(function.tree):
        if id(node) in inside or not isinstance(node, ast.expr):
            continue
        match node:
            case ast.BinOp(
                left=ast.Constant(value=1 | 1.0), op=ast.Sub(), right=ast.BinOp() as power
            ) if _is_power(power):
                text = f"1 - {power_text(power)}"
                yield node, cast(text) if to_run or not rounding.power else f"({text})"
                inside.add(id(power))
            case ast.BinOp() if _is_power(node) and rounding.power:
                yield node, f"({power_text(node)})"


def _is_power(node: ast.AST) -> bool:
    """Return whether a node is the power of a decay rate with the step count as exponent."""
    match node:
        case ast.BinOp(left=ast.Name() | ast.Attribute() | ast.Subscript(), op=ast.Pow()):
            return any(isinstance(n, ast.Name) and n.id == COUNT for n in ast.walk(node.right))
    return False
