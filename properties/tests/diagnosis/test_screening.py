"""Mutants are screened in floating point by how far they are from the subject."""

from __future__ import annotations

from properties.diagnosis.candidates.cases import gather_cases
from properties.diagnosis.candidates.one_edit import one_edit_candidates
from properties.generation.corpus import supported_scenarios
from properties.mutants import wider_changes
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.subjects.optimcore_subject import CoreSubject


def test_a_deviation_that_grows_is_compared_with_its_size_at_each_event() -> None:
    """Steps that exceed the first deviation by far have more rounding than it."""
    old = 'u = average(s["u"], delta * delta, h.rho)'
    new = 'u = h.rho * s["u"] + (g - g * h.rho) * delta'
    subject = CoreSubject("adadelta", build_variant((Edit("adadelta.py", old, new),)))
    rule = rules()["adadelta"]
    cases = gather_cases(rule, subject, supported_scenarios(rule, subject.capabilities))
    broken = [case for case in cases if case.is_broken]
    [found] = one_edit_candidates(rule, broken)
    assert found.title.startswith("The average squared update is average(u, g * delta, rho);")


def test_a_change_is_yielded_once_if_it_is_made_with_and_without_the_formula_of_a_helper() -> None:
    edit = Edit("adafactor.py", "min(h.lr, t**-0.5)", "(h.lr * t**-0.5)")
    subject = CoreSubject("adafactor", build_variant((edit,)))
    rule = rules()["adafactor"]
    cases = gather_cases(rule, subject, supported_scenarios(rule, subject.capabilities))
    broken = [case for case in cases if case.is_broken]
    [found] = one_edit_candidates(rule, broken, wider_changes)
    assert "max(eps2, rms(theta)) * (h.lr * t ** (-0.5))" in found.edits[-1].after
