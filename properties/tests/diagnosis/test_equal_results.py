"""Of changes with the same results one is reported."""

from __future__ import annotations

import pytest

from properties.diagnosis.candidates.cases import gather_cases
from properties.diagnosis.candidates.equal_results import distinct_candidates, is_simpler
from properties.diagnosis.candidates.one_edit import candidate_from_mutant, one_edit_candidates
from properties.diagnosis.hypotheses.formula import plain_scenarios
from properties.diagnosis.search.diagnose import Search
from properties.diagnosis.search.ranking import Ranking
from properties.generation.corpus import supported_scenarios
from properties.generation.families import small_scenarios
from properties.generation.sampling import sample_scenarios
from properties.mutants import mutants, wider_changes
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.subjects.optimcore_subject import CoreSubject


def test_the_change_of_the_step_is_reported() -> None:
    edit = Edit("adam.py", "h.lr * m_hat", "h.lr / t**0.5 * m_hat")
    rule, subject = rules()["adam"], CoreSubject("adam", build_variant([edit]))
    drawn = sample_scenarios(small_scenarios(rule, subject.capabilities), 24, seed=3)
    search = Search(rule, subject, (), gather_cases(rule, subject, drawn))
    near = one_edit_candidates(rule, search.broken, wider_changes)
    found = [one for one in near if search.matches_all_cases(one)]
    assert len(found) > 1
    [one] = distinct_candidates(found, search.cases)
    assert one.title.startswith("The parameter becomes theta - lr / t ** 0.5 * m_hat")


def _search(rule: str, edit: Edit) -> Search:
    """Return the search in plain cases of a rule with an edit."""
    claimed, subject = rules()[rule], CoreSubject(rule, build_variant([edit]))
    plain = plain_scenarios(
        supported_scenarios(claimed, subject.capabilities), subject.capabilities
    )
    return Search(claimed, subject, (), gather_cases(claimed, subject, plain))


def test_a_change_that_moves_a_factor_is_reported_rather_than_one_that_puts_it_in() -> None:
    inside = 'np.maximum(beta2 * s["u"], np.abs(g) + h.eps)'
    search = _search(
        "adamax", Edit("adamax.py", inside, f"beta2 * {inside.replace('beta2 * ', '')}")
    )
    found = [one for one in search.one_edits() if search.matches_all_cases(one)]
    titles = [one.title for one in distinct_candidates(found, search.cases)]
    assert titles[0].startswith("The norm of the gradients is beta2 * maximum(u, ")
    assert any("beta2 * u)" in one.title for one in found)


def test_the_change_that_explains_a_changed_learning_rate_is_reported() -> None:
    search = _search("lars", Edit("lars.py", """h.lr * local * (g + h.weight_decay * theta)
        return theta - v,""", """(g + h.weight_decay * theta)
        return theta - h.lr * local * v,"""))  # fmt: skip
    made = [m for m in wider_changes(search.rule) if m.operator == "factor at use"]
    found = [
        c for m in made if search.matches_all_cases(c := candidate_from_mutant(search.rule, m))
    ]
    assert len(found) == 2
    ranking = Ranking(search.rule, search.subject, search.cases)
    [one] = distinct_candidates(found, search.cases, lambda: ranking.changed_rate)
    assert "theta - lr * local * v" in one.title
    [other] = distinct_candidates(found, search.cases)
    assert other is not one


def test_changes_with_other_results_are_kept() -> None:
    rule, subject = rules()["adam"], CoreSubject("adam")
    drawn = sample_scenarios(small_scenarios(rule, subject.capabilities), 8, seed=3)
    places = [mutant for mutant in mutants(rule) if mutant.operator == "place of eps"]
    few = [candidate_from_mutant(rule, mutant) for mutant in places[:3]]
    kept = distinct_candidates([*few, few[0]], gather_cases(rule, subject, drawn))
    assert len(few) == 3
    assert sorted(one.id for one in kept) == sorted(one.id for one in few)


def test_changes_that_give_no_number_in_the_same_places_are_one() -> None:
    rule, subject = rules()["adam"], CoreSubject("adam")
    drawn = sample_scenarios(small_scenarios(rule, subject.capabilities), 8, seed=3)
    cases = gather_cases(rule, subject, drawn)
    # The second moment of each is negative, and its root is NaN.
    negative = [mutant for mutant in mutants(rule) if mutant.operator == "sign"][-3:]
    few = [candidate_from_mutant(rule, mutant) for mutant in negative]
    assert len(few) == 3
    assert len(distinct_candidates(few, cases)) == 1


@pytest.mark.parametrize(
    ("rule", "absurd", "simple"),
    [
        ("adamax", "state becomes -u", '{"m": m}'),
        ("adamax", "maximum(beta2 * -u, abs(g) + eps)", "abs(g) + eps"),
        ("adamax", "state becomes -u", "abs(g) + eps"),
        ("rprop", "state becomes -size", "state becomes old_size"),
        ("rprop", "where(turn > 0, -size * faster, where(turn < 0, size * slower, size))",
         "where(turn > 0, size * 0.0, where(turn < 0, size * slower, size))"),
    ],
)  # fmt: skip
def test_a_negation_whose_sign_has_no_effect_comes_last(
    rule: str, absurd: str, simple: str
) -> None:
    made = [candidate_from_mutant(rules()[rule], m) for m in mutants(rules()[rule])]
    made += [candidate_from_mutant(rules()[rule], m) for m in wider_changes(rules()[rule])]
    first = next(one for one in made if f" {simple}; it should be " in one.title)
    last = next(one for one in made if f" {absurd}; it should be " in one.title)
    assert is_simpler(first, last)


def test_a_negated_number_is_no_such_negation() -> None:
    made = [candidate_from_mutant(rules()["adamax"], m) for m in mutants(rules()["adamax"])]
    given = next(one for one in made if " theta - lr / -beta1 ** t " in one.title)
    other = next(one for one in made if " theta - lr / (0 - beta1 ** t) " in one.title)
    assert is_simpler(given, other)
