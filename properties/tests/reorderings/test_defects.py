"""Known bugs in reorderings: the first diagnosis is right.

A bug may be listed as a pitfall and as a dialect of a library. Either name is right, and so is any
name with the same change to the reference.
"""

from __future__ import annotations

import pytest

from properties.dialects import Dialect, dialects
from properties.engine.examiner import Examiner
from properties.laws import MUST
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.registry import rules
from properties.tests.diagnosis.support import diagnosed

from .defects import DEFECTS

CASES = [(rule, bug) for rule, of_rule in DEFECTS.items() for bug in of_rule.bugs]
KNOWN: dict[str, Pitfall | Dialect] = {**pitfalls(), **dialects()}


@pytest.mark.parametrize("rule", DEFECTS)
def test_without_a_bug_nothing_is_found(rule: str) -> None:
    subject = DEFECTS[rule].reordering(rule)
    seen = Examiner(rules()[rule], subject, examples=1, shrink=False).run()
    assert [f for f in seen.findings if f.law.requirement == MUST] == []
    assert seen.has_compared_with_rule


@pytest.mark.campaign
@pytest.mark.parametrize(("rule", "bug"), CASES, ids=[bug for _, bug in CASES])
def test_the_first_diagnosis_is_right(rule: str, bug: str) -> None:
    defects = DEFECTS[rule]
    found = diagnosed(rule, defects.reordering(rule, defects.bugs[bug]), examples=1)
    assert found.ranked, found.residual
    first = found.ranked[0]
    same = {known for known, what in KNOWN.items() if what.edits == KNOWN[bug].edits}
    assert first.candidate.id in same, f"{first.candidate.id}: {first.candidate.title}"
    assert first.cases == found.total_cases
