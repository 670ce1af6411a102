"""Selection of the smallest cases: ``python -m properties.tools.select_cases [RULE ...]``.

Rewrites the files of ``properties.examples.cases``. A case is the smallest one that the corpus, or
random scenarios where that shows nothing, and shrinking find.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ..dialects import Dialect, dialects
from ..engine.examiner import Examiner
from ..engine.results import Finding
from ..examples import cases
from ..examples.cases import Case, encode_cases
from ..laws import MUST
from ..pitfalls import Pitfall, pitfalls
from ..rules.registry import rules

# Random scenarios of the main family where the corpus shows nothing.
EXAMPLES = 10

FOLDER = Path(str(cases.__file__)).parent


def select_cases(rule: str) -> dict[str, Case]:
    """Return the smallest case of each pitfall and dialect of a rule that breaks a law."""
    variants: list[Pitfall | Dialect] = [*pitfalls().values(), *dialects().values()]
    found = {v.id: select_case(v) for v in variants if v.rule == rule}
    return {name: case for name, case in sorted(found.items()) if case}


def select_case(variant: Pitfall | Dialect) -> Case | None:
    """Return the smallest case of a pitfall or an undeclared dialect, or None if none is found."""
    for examples in (0, EXAMPLES):
        examiner = Examiner(
            rules()[variant.rule], variant.subject(), examples=examples, shrink=False
        )
        if findings := examiner.run().findings:
            small = examiner.shrink_finding(min(findings, key=_size))
            return Case(small.law.id, small.scenario)
    return None


def _size(finding: Finding) -> tuple[bool, int]:
    """Order findings: MUST laws come before SHOULD laws, and small scenarios before large ones."""
    return finding.law.requirement != MUST, finding.scenario.steps * finding.scenario.size


if __name__ == "__main__":
    for name in sys.argv[1:] or rules():
        (FOLDER / f"{name}.json").write_bytes(encode_cases(select_cases(name)))
        print(name, flush=True)
