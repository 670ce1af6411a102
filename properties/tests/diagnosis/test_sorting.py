"""Which of the candidates that explain all cases are reported, and in which order."""

from __future__ import annotations

from dataclasses import replace

from properties.diagnosis.candidates.candidate_pool import single_changes
from properties.diagnosis.candidates.sorting import with_own_titles
from properties.rules.registry import rules


def test_of_candidates_with_one_title_the_first_keeps_its_place() -> None:
    one, other, *_ = single_changes(rules()["nadam"])
    again = replace(one, id="again")
    assert [c.id for c in with_own_titles([one, other, again])] == [one.id, other.id]
