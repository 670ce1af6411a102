"""Whether a subject keeps its state in a lower precision than its parameters.

Each step is computed in the precision of the parameters, so that the results have no simple form,
and code that updates a state in place rounds every operation: no candidate has the same numbers.
It is proved by two runs. In one, every number of the state has few bits, and the subject follows
the rule. In the other, one rounding of the state has an effect, and the subject has it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from ...comparison.trajectories import compare_with_enclosure
from ...enclosures.evaluate import Enclosure
from ...generation.corpus import adapt_supported
from ...mutants.rule_source import read_rule
from ...mutants.source_change import edit_of_change
from ...mutants.state_definitions import kept_arrays, with_kept_as
from ...rules.registry import Rule
from ...rules.source_edits import Edit, apply_edits, can_apply_edits, diff_edits
from ...scenarios.model import Precision, Scenario
from ...subjects.trajectory import Subject, Trajectory
from .candidate import Candidate
from .cases import Case, broken_in_float64, make_case
from .few_bits import few_bit_hyper
from .telling_steps import telling_steps

# The formats of states, and the bits of a number of which the square, but not the sum with a much
# larger one, has so few bits that the format represents it.
FORMATS: dict[Precision, int] = {"float32": 11, "bfloat16": 3, "float16": 4}

# The sizes of gradients whose sums have few bits, and of those whose sums have many.
NEAR = (1.0, 0.5, 1.0)
FAR = {
    "float32": (1.0, 2.0**14, 1.0), "bfloat16": (1.0, 2.0**14, 1.0), "float16": (1.0, 2.0**6, 1.0),
}  # fmt: skip

IMPORT = "from __future__ import annotations\n"
FUNCTIONS = f"{IMPORT}\nfrom properties.enclosures.narrow_state import keep, keep_rounded, read\n"

ADVICE = (
    "Each step rounds the state, which adds up over the steps. Allocate it with the dtype of the "
    "parameter, as torch.zeros_like does without a dtype."
)


@dataclass(frozen=True)
class NarrowStateCandidate(Candidate):
    """A candidate with a state of lower precision; it explains what its enclosure contains.

    Attributes:
        shown: the change as it is reported.
    """

    shown: tuple[Edit, ...] = ()

    @property
    def diff(self) -> str:
        """The change as it is reported."""
        return diff_edits(self.shown, self.claimed.edits)

    def explains(self, case: Case) -> bool:
        """Return whether the enclosure contains the run of the subject."""
        return self.agrees_in(case)

    def agrees_in(self, case: Case) -> bool:
        """Return whether the enclosure contains the run of the subject."""
        if not isinstance(case.run, Trajectory):
            return False
        found = self._own_enclosure(self.translate_scenario(case.scenario))
        return (
            found is not None
            and not compare_with_enclosure(case.scenario, case.run, found).is_broken
        )

    def _own_enclosure(self, scenario: Scenario) -> Enclosure | None:
        try:
            return self.enclosure(scenario)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None


def narrow_state_candidate(rule: Rule, subject: Subject, plain: Sequence[Case]) -> Candidate | None:
    """Return the candidate that keeps the fewest entries in a lower precision, if it is proved.

    Args:
        rule: the claimed rule.
        subject: the subject.
        plain: the cases of plain steps.
    """
    broken = broken_in_float64(plain)
    if not broken:
        return None
    entries = kept_arrays(read_rule(rule))
    for dtype in FORMATS:
        # The enclosure with all entries contains those with some of them.
        if entries and _explains_all(rule, entries, dtype, [broken[0], *plain]):
            return next(_proved(rule, subject, entries, dtype, plain), None)
    return None


def _explains_all(
    rule: Rule, entries: tuple[str, ...], dtype: Precision, cases: Sequence[Case]
) -> bool:
    found = _candidate(rule, entries, dtype, exact=False, late=False)
    return found is not None and all(map(found.agrees_in, cases))


def _proved(
    rule: Rule,
    subject: Subject,
    entries: tuple[str, ...],
    dtype: Precision,
    plain: Sequence[Case],
) -> Iterator[Candidate]:
    """Yield the candidates that two runs prove: with the rounding before or after the use."""
    for near, far in _proofs(rule, subject, dtype):
        if near.is_broken or not isinstance(near.run, Trajectory) or not far.is_broken:
            continue
        for some in _subsets(entries):
            for late in (False, True):
                exact = _candidate(rule, some, dtype, exact=True, late=late)
                wide = _candidate(rule, some, dtype, exact=False, late=False)
                if exact and wide and exact.agrees_in(far) and all(map(wide.agrees_in, plain)):
                    yield replace(wide, shown=exact.shown)


def _subsets(entries: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the choices of some entries, the smallest first."""
    for count in range(1, len(entries) + 1):
        yield from combinations(entries, count)


def _proofs(rule: Rule, subject: Subject, dtype: Precision) -> Iterator[tuple[Case, Case]]:
    """Yield cases in which no number of the state has many bits, and in which some have."""
    taken = subject.capabilities
    bits = 1 + 2.0 ** -FORMATS[dtype]
    for momentum in (0.5, 0.0):
        hyper = few_bit_hyper(rule, taken, momentum)
        pair = []
        for sizes in (NEAR, tuple(bits * size for size in FAR[dtype])):
            steps = adapt_supported(rule, telling_steps(rule, taken, hyper, sizes), taken)
            if steps:
                pair.append(make_case(rule, subject, steps))
        if len(pair) == 2:
            yield pair[0], pair[1]


@lru_cache(maxsize=64)
def _candidate(
    rule: Rule, entries: tuple[str, ...], dtype: Precision, exact: bool, late: bool
) -> NarrowStateCandidate | None:
    shown = "np.float32({x})" if dtype == "float32" else f"{dtype}({{x}})"
    keep = "keep_rounded" if exact else "keep"
    to_run = _edits(
        rule, entries, f'{keep}({{x}}, {{like}}, "{dtype}")',
        "" if exact else f'read({{x}}, {{like}}, "{dtype}")', late,
    )  # fmt: skip
    to_show = _edits(rule, entries, shown, "", late)
    if not to_run or not to_show:
        return None
    changed = dict.fromkeys(e.where for e in to_run[len(rule.edits) :])
    edits = (*to_run, *(Edit(where, IMPORT, FUNCTIONS) for where in changed))
    if not can_apply_edits(edits):
        return None
    names = " and ".join(entries) if len(entries) < 3 else "all entries"
    return NarrowStateCandidate(
        f"state-in-{dtype}-{'-'.join(entries)}", "mutant",
        f"the state is kept in {dtype} although parameters are float64 ({names})", ADVICE,
        rule, rule.name, edits, shown=to_show,
    )  # fmt: skip


def _edits(
    rule: Rule, entries: tuple[str, ...], keep: str, read: str, late: bool
) -> tuple[Edit, ...]:
    edits = rule.edits
    for function, changed in with_kept_as(read_rule(rule), entries, keep, read, late):
        edits = (*edits, edit_of_change(function, changed))
    valid = edits != rule.edits and can_apply_edits(edits)
    return edits if valid and all(map(ast.parse, apply_edits(edits).values())) else ()
