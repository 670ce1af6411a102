"""Two changes of one function are found by the cases in which one of them has no effect."""

from __future__ import annotations

import numpy as np
import pytest

from properties.diagnosis.candidates.candidate import Candidate
from properties.diagnosis.candidates.candidate_pool import candidate_from_rule
from properties.diagnosis.candidates.cases import gather_cases, make_case
from properties.diagnosis.search.diagnose import Search
from properties.generation.corpus import supported_scenarios
from properties.generation.families import small_scenarios
from properties.generation.sampling import sample_scenarios
from properties.mutants import MutantSubject, further_mutants, mutants
from properties.rules.patched_package import build_variant
from properties.rules.reductions import adds_reductions
from properties.rules.registry import rules
from properties.rules.source_edits import Edit, can_apply_edits
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Subject, Trajectory


def complete(rule_name: str, subject: Subject) -> list[Candidate]:
    rule = rules()[rule_name]
    drawn = sample_scenarios(small_scenarios(rule, subject.capabilities), 24, seed=3)
    corpus = [s for s in supported_scenarios(rule, subject.capabilities) if s.steps <= 8]
    cases = gather_cases(rule, subject, [*corpus, *drawn])
    return [c.candidate for c in Search(rule, subject, (), cases).run(long_searches=True).complete]


def test_two_corrections_put_into_yogi_are_named() -> None:
    moved = Edit(
        "yogi.py", "h.lr * m / (np.sqrt(v) + h.eps)",
        "h.lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + h.eps)",
    )  # fmt: skip
    [both] = complete("yogi", CoreSubject("yogi", build_variant([moved])))
    assert "m / (1 - beta1 ** t)" in both.title
    assert "sqrt(v / (1 - beta2 ** t))" in both.title


def test_a_mutant_of_a_mutant_has_both_changes() -> None:
    rule = rules()["yogi"]
    first = next(m for m in mutants(rule) if m.operator == "sign")
    both = list(further_mutants(first))
    assert len({m.id for m in both}) > 100
    assert all(can_apply_edits(m.edits) for m in both[:20])
    start = Start(encode_array([1.0]))
    step = Step((encode_array([0.5]),))
    scenario = Scenario("yogi", "float64", (start,), ({},), (step, step))
    runs = [MutantSubject(rule, m).run(scenario) for m in (first, *both[:40])]
    values = {r.frames[-1][0].tobytes() for r in runs if isinstance(r, Trajectory)}
    assert len(values) > 10


@pytest.mark.parametrize(
    ("before", "after", "adds"),
    [
        ("g * g", "np.mean(g * g)", True),
        ("np.linalg.norm(u)", "np.sum(np.abs(u))", False),
        ("g * g", "g * g * g", False),
        ("v", "v.mean()", True),
    ],
)
def test_reductions_that_an_edit_adds(before: str, after: str, adds: bool) -> None:
    assert adds_reductions([Edit("adam.py", before, after)]) is adds


def test_a_mean_of_all_gradients_is_named_also_for_large_parameters() -> None:
    mean = Edit("adam.py", "g * g, beta2)", "np.mean(g * g), beta2)")
    whole = (Edit("optimizer.py", "BLOCK = 32_768", "BLOCK = 10**9"),
             Edit("optimizer.py", "KERNEL = 4_096", "KERNEL = 10**9"))  # fmt: skip
    subject = CoreSubject("adam", build_variant([mean, *whole]))
    first, *_ = complete("adam", subject)
    assert first.title == (
        "The second moment is average(v, mean(g * g), beta2); it should be average(v, g * g, beta2)"
    )
    gradients = np.linspace(-1, 1, 70_001)
    large = Scenario(
        "adam", "float64", (Start(encode_array(np.ones(70_001))),), ({},),
        (Step((encode_array(gradients),)),),
    )  # fmt: skip
    assert first.agrees_in(make_case(rules()["adam"], subject, large))
    published = candidate_from_rule(rules()["adam"])
    assert not published.agrees_in(make_case(rules()["adam"], subject, large))
