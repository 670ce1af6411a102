"""Hypotheses about events beyond plain steps explain an optimizer that has the defect."""

from __future__ import annotations

from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

DUE = "due = [(i, p) for i, p in enumerate(self.params) if p.grad is not None]"
CUT = (
    "due = [(i, p) for i, p in enumerate(self.params)\n"
    "               if all(q.grad is not None for q in self.params[: i + 1])]"
)


def scenario(*missing: int) -> Scenario:
    """Return two steps of three parameters, the first without the gradients of some."""
    whole = tuple(encode_array([float(2 + i)]) for i in range(3))
    first = tuple(None if i in missing else g for i, g in enumerate(whole))
    starts = tuple(Start(encode_array([1.0])) for _ in whole)
    return Scenario("adam", "float64", starts, ({},), (Step(first), Step(whole)))


def name_of(edit: Edit) -> str | None:
    rule, subject = rules()["adam"], CoreSubject("adam", build_variant([edit]))
    search = ContractSearch(rule, None, rule, subject, (scenario(0), scenario(1), scenario(2)))
    feature = find_feature("none")
    kept = kept_features(feature) | {"parameters"}
    found = search.name_findings(feature, kept, ())
    return None if found is None else found.candidate.id


def test_a_step_that_ends_at_a_missing_gradient_is_named() -> None:
    assert name_of(Edit("optimizer.py", DUE, CUT)) == "step-ends-at-none"


def test_a_step_that_skips_a_missing_gradient_is_not_called_so() -> None:
    assert name_of(Edit("optimizer.py", DUE, f"{DUE}  # the same")) is None
