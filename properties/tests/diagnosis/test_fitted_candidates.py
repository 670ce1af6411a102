"""A change with a number that is in no list is named with this number."""

from __future__ import annotations

import pytest

from properties.diagnosis.candidates.candidate import Candidate
from properties.diagnosis.candidates.cases import gather_cases
from properties.diagnosis.candidates.fitted_candidates import fitted_candidates
from properties.diagnosis.search.diagnose import Search
from properties.generation.corpus import supported_scenarios
from properties.generation.families import small_scenarios
from properties.generation.sampling import sample_scenarios
from properties.mutants import MutantSubject, changes_with_unknown
from properties.mutants.unknown_number import NAME, with_value
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.subjects.optimcore_subject import CoreSubject


def search(edit: Edit) -> Search:
    rule = rules()[edit.where.removesuffix(".py")]
    subject = CoreSubject(rule.name, build_variant([edit]))
    drawn = sample_scenarios(small_scenarios(rule, subject.capabilities), 24, seed=3)
    corpus = [s for s in supported_scenarios(rule, subject.capabilities) if s.steps <= 12]
    return Search(rule, subject, (), gather_cases(rule, subject, [*corpus, *drawn]))


def named(edit: Edit) -> list[Candidate]:
    found = search(edit)
    fitted = fitted_candidates(found.rule, found.broken)
    return [one for one in fitted if found.matches_all_cases(one)]


# An edit of a rule, and what stands in the sentence that names it.
EDITS = {
    "constant": (Edit("nadam.py", "0.96 ** (k", "0.93 ** (k"), "0.93 **"),
    "exponent": (Edit("adam.py", "np.sqrt(v_hat)", "v_hat ** 0.45"), "v_hat ** 0.45"),
    "factor": (Edit("lion.py", "h.lr * u", "h.lr * 0.37 * u"), "0.37"),
    "term": (
        Edit("adam.py", "(np.sqrt(v_hat) + h.eps)", "(np.sqrt(v_hat) + h.eps + 3e-5)"), "3e-05",
    ),
    "bound": (
        Edit("adam.py", "m_hat / (np.sqrt(v_hat) + h.eps)",
             "np.clip(m_hat, -0.003, 0.003) / (np.sqrt(v_hat) + h.eps)"),
        "clip(m_hat, -0.003, 0.003)",
    ),
    "norm": (
        Edit("lion.py", "np.sign(average(s[\"m\"], g, beta1))",
             "average(s[\"m\"], g, beta1) / (np.linalg.norm(average(s[\"m\"], g, beta1)) + 1e-4)"),
        "+ 0.0001)",
    ),
    "normalized gradient": (
        Edit("adam.py", "average(s[\"m\"], g, beta1)",
             "average(s[\"m\"], g / (np.linalg.norm(g) + 3e-9), beta1)"),
        "linalg.norm(g) + 3e-09",
    ),
    "count": (Edit("adamax.py", "1 - beta1**t", "1 - beta1 ** min(t, 2)"), "min(t, 2)"),
    "warm-up": (Edit("adam.py", "h.lr * m_hat", "h.lr * min(1.0, t / 7) * m_hat"), "t / 7"),
    "decay of the rate": (Edit("lion.py", "h.lr * u", "h.lr / (1 + 0.3 * t) * u"), "0.3 * t"),
    "decay by the norm": (
        Edit("adamw.py", "theta = theta * (1 - h.lr * h.weight_decay)",
             "theta = theta - h.lr * h.weight_decay * theta / (np.linalg.norm(theta) + 2e-7)"),
        "linalg.norm(theta) + 2e-07",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", EDITS)
def test_a_change_is_named_with_its_number(kind: str) -> None:
    edit, told = EDITS[kind]
    found = named(edit)
    assert any(told in one.title for one in found), [one.title for one in found]


def test_the_rule_itself_needs_no_number() -> None:
    found = search(Edit("lion.py", "h.lr * u", "h.lr * 1.0 * u"))
    assert not found.broken
    assert not list(fitted_candidates(found.rule, found.broken))


def test_a_change_of_two_numbers_has_no_name() -> None:
    both = Edit("lion.py", "h.lr * u", "h.lr * (0.37 + 0.21 * t) * u")
    assert not named(both)


def test_a_value_stands_in_place_of_the_unknown_number() -> None:
    rule = rules()["lion"]
    for change in changes_with_unknown(rule):
        assert any(NAME in text for text in change.texts)
        known = with_value(change, 0.5)
        assert not any(NAME in text for text in known.texts)
        assert issubclass(MutantSubject(rule, known).kind, object)
    whole = with_value(changes_with_unknown(rule)[0], 4.0)
    assert not any("4.0" in text for text in whole.texts)
