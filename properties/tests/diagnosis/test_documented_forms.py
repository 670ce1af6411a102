"""A slip in code that follows the convention of a library is a change of that convention."""

from __future__ import annotations

import pytest

from properties.diagnosis.candidates.candidate import Candidate
from properties.diagnosis.candidates.candidate_pool import single_changes
from properties.diagnosis.candidates.cases import gather_cases
from properties.diagnosis.candidates.equal_results import distinct_candidates
from properties.diagnosis.candidates.sorting import with_own_titles
from properties.diagnosis.hypotheses.formula import plain_scenarios
from properties.diagnosis.search.diagnose import Search
from properties.diagnosis.search.documented_forms import (
    changed_forms,
    documented_forms,
    further_changed_forms,
)
from properties.dialects import dialects
from properties.generation.corpus import supported_scenarios
from properties.mutants import mutants, wider_changes
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.subjects.optimcore_subject import CoreSubject


def search_for(rule: str, names: tuple[str, ...], slip: tuple[Edit, ...]) -> Search:
    """Return the search in plain cases of dialects of a rule with a slip."""
    claimed = rules()[rule]
    edits = [edit for name in names for edit in dialects()[name].edits]
    subject = CoreSubject(rule, build_variant([*edits, *slip]))
    taken = subject.capabilities
    plain = plain_scenarios(supported_scenarios(claimed, taken), taken)
    return Search(claimed, subject, (), gather_cases(claimed, subject, plain))


def found_by(search: Search) -> list[Candidate]:
    made = changed_forms(search.rule, search.broken, mutants)
    return [one for one in made if search.matches_all_cases(one)]


FORMS = ("yogi-corrected-global-t",)
CORRECTED = "v / (1 - beta2**t)"


def test_the_change_is_shown_in_the_dialects_of_a_library() -> None:
    search = search_for("yogi", FORMS, (Edit("yogi.py", CORRECTED, "v / (1 - beta1**t)"),))
    kept = with_own_titles(distinct_candidates(found_by(search), search.cases))
    # These dialects are equal in plain cases, so that both are kept.
    assert {one.dialects for one in kept} == {FORMS, ("yogi-corrected",)}
    for one in kept:
        assert "v / (1 - beta1 ** t)" in one.title
        assert one.kind == "mutant"
        assert set(one.libraries) == set(dialects()[one.dialects[0]].libraries)
        changed = [line for line in one.diff.splitlines() if line[:2] in ("- ", "+ ")]
        assert ["beta2**t" in line for line in changed] == [True, False]


def test_dialects_without_a_slip_are_no_change() -> None:
    kept = found_by(search_for("yogi", FORMS, ()))
    assert {one.id for one in kept if not one.dialects} == {"yogi-corrected", *FORMS}


def test_a_form_that_explains_some_cases_has_wider_changes_too() -> None:
    decay = Edit(
        "adamw.py", "1 - h.lr * h.weight_decay", "1 - h.lr / (1 - h.betas[0] ** t) * h.weight_decay"
    )
    search = search_for("adamw", ("adamw-eps-hat",), (decay,))
    made = list(further_changed_forms(search.rule, search.broken, wider_changes))
    found = [one for one in made if search.matches_all_cases(one)]
    assert found
    assert all("adamw-eps-hat" in one.dialects for one in found)
    assert any("1 - lr / (1 - betas[0] ** t) * weight_decay" in one.title for one in found)


@pytest.mark.parametrize("name", sorted(rules()))
def test_forms_are_different_combinations_of_dialects_of_one_library(name: str) -> None:
    forms = documented_forms(rules()[name])
    known = {one.id: one for one in single_changes(rules()[name])}
    assert len({frozenset(form.id.split("+")) for form in forms}) == len(forms)
    for form in forms:
        parts = [known[part] for part in form.id.split("+")]
        assert form.libraries
        for library in (name.split(" ")[0] for name in form.libraries):
            assert all(any(n.startswith(library) for n in part.libraries) for part in parts)
        assert all(len(set(form.edits) - set(part.edits)) > 0 for part in parts[1:])
