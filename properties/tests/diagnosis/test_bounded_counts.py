"""A step count that stops after more steps than most scenarios have is named with the number."""

from __future__ import annotations

from properties.diagnosis.candidates.bounded_counts import bounded_count_candidates
from properties.diagnosis.candidates.cases import make_case
from properties.diagnosis.search.diagnose import Search
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Subject

STEPS = "m_hat = m / (1 - beta1**t)\n    v_hat = v / (1 - beta2**t)\n"


def subject_with(count: str) -> Subject:
    edit = Edit("adam.py", STEPS, STEPS.replace("**t", f"**{count}"))
    return CoreSubject("adam", build_variant([edit], "adam"))


def cases_of(subject: Subject, *times: int) -> Search:
    start = Start(encode_array([1.0]))
    steps = [Step((encode_array([0.5]),), times=count) for count in times]
    scenarios = [Scenario("adam", "float64", (start,), ({},), (step,)) for step in steps]
    rule = rules()["adam"]
    return Search(rule, subject, (), [make_case(rule, subject, s) for s in scenarios])


def test_a_count_that_stops_is_named_by_one_long_case() -> None:
    found = cases_of(subject_with("min(t, 80)"), 20, 90).run()
    assert "min(t, 80)" in found.complete[0].candidate.title


def test_a_short_case_that_deviates_has_other_names() -> None:
    search = cases_of(subject_with("(t + 1)"), 2, 90)
    assert not list(bounded_count_candidates(search.rule, search.subject, search.broken))


def test_a_number_that_fits_one_case_by_chance_is_not_named() -> None:
    found = cases_of(subject_with("(t + (t > 80) * 0.37)"), 20, 90).run()
    assert not [one for one in found.complete if one.candidate.kind == "hyper"]
