"""A defect of the formula and one of the contract are both named, and neither hides the other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from properties.diagnosis import LayeredDiagnosis, diagnose_layers
from properties.diagnosis.candidates.candidate import RewrittenSubject
from properties.diagnosis.candidates.candidate_pool import combine, other_rules, single_changes
from properties.diagnosis.contract import ContractSearch
from properties.diagnosis.hypotheses.features import find_feature, kept_features
from properties.diagnosis.hypotheses.formula import rule_as_found
from properties.diagnosis.hypotheses.judging import is_broken_by
from properties.dialects import dialects
from properties.engine.examiner import Examiner
from properties.engine.results import Finding
from properties.laws import INFO, MUST, Trial, laws
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import EncodedHyper, Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

# The second moment adds g squared where it should add (1 - beta2) g squared: in no catalogue.
MUTANT = Edit("adam.py", 'v = average(s["v"], g * g, beta2)', 'v = beta2 * s["v"] + g * g')

CONTRACT = ("t-not-saved", "none-as-zero", "state-by-position")


def explain(edits: Sequence[Edit], examples: int = 6) -> LayeredDiagnosis:
    rule, subject = rules()["adam"], CoreSubject("adam", build_variant(edits))
    return diagnose_layers(rule, subject, Examiner(rule, subject, examples=examples).run())


def named(found: LayeredDiagnosis) -> dict[str, str]:
    return {e.candidate.id: e.layer for e in found.explanations if not e.equivalent_to}


@pytest.mark.parametrize("contract", CONTRACT)
def test_a_dialect_and_a_defect_of_the_contract_are_both_named(contract: str) -> None:
    found = explain((*dialects()["adam-eps-root"].edits, *pitfalls()[contract].edits))
    assert named(found) == {"adam-eps-root": "formula", contract: "contract"}


SHARED_COUNTS = ("adam-global-t", "adam-global-averages")


@pytest.mark.parametrize("contract", SHARED_COUNTS)
def test_changes_that_explain_the_same_cases_are_distinguished_by_more(contract: str) -> None:
    """A missing gradient before all others shows a common count, and not how averages decay."""
    rule, known = rules()["adam"], {c.id: c for c in single_changes(rules()["adam"])}
    formula = known["adam-eps-hat"]
    both = [(known[name], combine(formula, known[name])) for name in SHARED_COUNTS]
    fitting = [(alone, applied) for alone, applied in both if applied]
    subject = CoreSubject("adam", build_variant([*formula.edits, *dialects()[contract].edits]))
    search = ContractSearch(rule, formula, rule_as_found(rule, formula), subject, ())
    chosen, _ = search.best_change(fitting, kept_features(find_feature("none")))
    assert chosen.id == contract
    assert search.best_change(fitting[::-1], frozenset())[0].id == "adam-global-t"


@pytest.mark.campaign
@pytest.mark.parametrize("contract", SHARED_COUNTS)
def test_a_common_count_is_named_beside_a_dialect(contract: str) -> None:
    found = explain((*dialects()["adam-eps-hat"].edits, *dialects()[contract].edits))
    assert named(found) == {"adam-eps-hat": "formula", contract: "contract"}


@pytest.mark.parametrize("contract", CONTRACT[:2])
def test_a_mutant_and_a_defect_of_the_contract_are_both_named(contract: str) -> None:
    found = explain((MUTANT, *pitfalls()[contract].edits))
    formula, *others = found.explanations
    assert (formula.layer, formula.candidate.kind) == ("formula", "mutant")
    assert "beta2 * v + g * g" in formula.candidate.title
    assert [e.candidate.id for e in others if not e.equivalent_to] == [contract]


def test_two_defects_of_the_contract_are_both_named() -> None:
    found = explain([*pitfalls()["none-as-zero"].edits, *pitfalls()["t-not-saved"].edits])
    assert named(found) == {"none-as-zero": "contract", "t-not-saved": "contract"}


def test_every_finding_is_explained_by_the_defect_that_causes_it() -> None:
    found = explain((*dialects()["adam-eps-root"].edits, *pitfalls()["t-not-saved"].edits))
    by = {(a.finding.law.id, a.explained_by) for a in found.findings}
    assert ("agreement", "adam-eps-root") in by
    assert ("resume", "t-not-saved") in by
    assert all(a.explained_by for a in found.findings if a.finding.law.requirement == MUST)


def test_a_single_defect_is_one_explanation_of_its_layer() -> None:
    assert named(explain(pitfalls()["t-not-saved"].edits)) == {"t-not-saved": "contract"}
    assert named(explain(dialects()["adam-eps-root"].edits)) == {"adam-eps-root": "formula"}


def test_a_state_that_is_not_saved_is_named() -> None:
    saved = '"state": [_copied(self.state[id(p)]) for p in self.params],'
    lost = '"state": [{**_copied(self.state[id(p)]), "m": p.data * 0} for p in self.params],'
    assert named(explain([Edit("optimizer.py", saved, lost)])) == {"m-not-saved": "contract"}


def test_a_note_alone_is_kept_and_not_diagnosed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("properties.diagnosis.layers.Layers.run", pytest.fail)
    rounded = "np.where(g < 0, g / 3 * 3, g)"
    average = 'average(s["m"], g, beta1)'
    found = explain([Edit("adam.py", average, average.replace("g,", f"{rounded},"))])
    assert {f.finding.law.requirement for f in found.findings} == {INFO}
    assert not found.explanations
    assert not found.residual


def test_a_correct_optimizer_has_no_explanation() -> None:
    assert explain(()) == LayeredDiagnosis()


def test_what_another_rule_breaks_is_explained_by_it_with_the_claimed_arguments() -> None:
    """SGD takes no eps, which the law scales; as an Adagrad it accepts and ignores it."""
    rule = rules()["adagrad"]
    sgd = next(one for one in other_rules(rule) if one.name == "sgd")
    subject = RewrittenSubject(sgd)
    group: dict[str, EncodedHyper] = {"lr": encode_hyper(1.0), "eps": encode_hyper(1e-10)}
    scenario = Scenario(
        "adagrad", "float64", (Start(encode_array([0.0])),), (group,),
        (Step((encode_array([1.0]),)),),
    )  # fmt: skip
    law = laws()["scaling"]
    evidence = law.judge(Trial(rule, subject, scenario))
    assert evidence is not None
    assert evidence.is_broken
    assert is_broken_by(sgd, rule, subject, Finding(law, "corpus", scenario, evidence))
