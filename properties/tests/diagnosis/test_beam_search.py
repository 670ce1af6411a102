"""Optimizers with several changes: beam search finds each of them."""

from __future__ import annotations

from functools import reduce

import pytest

from properties.diagnosis.candidates.candidate import Candidate
from properties.diagnosis.candidates.candidate_pool import (
    combine,
    cross_rule_mutants,
    single_changes,
    smallest_combinations,
)
from properties.diagnosis.candidates.cases import gather_cases, make_case
from properties.diagnosis.candidates.hyper_candidates import ignored_flags
from properties.diagnosis.search.beam_search import beam_search
from properties.dialects import dialects
from properties.generation.corpus import supported_scenarios
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.tests.diagnosis.support import diagnosed, ids


def pieces(rule: str) -> dict[str, Candidate]:
    claimed = rules()[rule]
    found = [*single_changes(claimed), *cross_rule_mutants(claimed), *ignored_flags(claimed)]
    return {one.id: one for one in found}


def together(rule: str, names: tuple[str, ...]) -> Candidate:
    def joined(candidate: Candidate, other: Candidate) -> Candidate:
        variant = combine(candidate, other)
        assert variant
        return variant

    known = pieces(rule)
    return reduce(joined, [known[name] for name in names])


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("yogi", ("yogi-corrected", "yogi-start-ignored", "gradient-negated")),
        ("radam", ("radam-waits", "radam-global-t", "decay-unused", "gradient-negated")),
        ("nadam", ("nadam-constant-weight", "nadam-one-correction", "nadam-decoupled-decay")),
        ("adan", ("adan-zero-start", "adan-betas-complement", "gradient-negated")),
    ],
)
def test_three_and_four_changes_are_named(rule: str, names: tuple[str, ...]) -> None:
    variant = CoreSubject(rule, build_variant(together(rule, names).edits))
    found = diagnosed(rule, variant, examples=10)
    assert set(ids(found)[0].split("+")) == set(names)
    assert found.ranked[0].cases == found.total_cases
    assert not found.residual


def test_a_change_is_replaced_by_one_with_equal_runs() -> None:
    # At beta1 = beta2 = 0 two of the dialects are one, and at 0 weight decay it does not matter
    # where it is applied.
    rule = rules()["adam"]
    known = pieces("adam")
    variant = together("adam", ("adam-eps-root", "adam-undivided-at-zero"))
    subject = CoreSubject("adam", build_variant(variant.edits))
    step = Step((encode_array([0.5]),))
    cases = [
        make_case(rule, subject, Scenario("adam", "float64", (Start(encode_array([1.0])),),
            ({"lr": encode_hyper(1.0), "betas": encode_hyper(betas), "eps": encode_hyper(0.25)},),
            (step, step)))
        for betas in ((0.0, 0.0), (0.5, 0.75))
    ]  # fmt: skip
    tried = [known[f"adam-{name}"] for name in ("eps-root", "sgd-at-zero", "undivided-at-zero")]
    found = [set(one.id.split("+")) for one in beam_search(tried, cases)]
    assert {"adam-eps-root", "adam-sgd-at-zero"} in found
    assert {"adam-eps-root", "adam-undivided-at-zero"} in found


def test_a_combination_with_a_part_that_is_not_needed_is_left_out() -> None:
    both = together("radam", ("radam-waits", "radam-global-t"))
    more = together("radam", ("radam-waits", "radam-global-t", "gradient-negated"))
    other = pieces("radam")["radam-eps-root"]
    assert smallest_combinations([more, both, other]) == [both, other]


def test_what_is_there_already_is_not_added_again() -> None:
    known = pieces("radam")
    grown = together("radam", ("radam-waits", "radam-global-t"))
    assert combine(grown, known["radam-waits"]) is None
    assert combine(known["radam-global-t"], grown) is not None


def test_a_flag_without_effect_is_reported_together_with_an_edit() -> None:
    grown = together("radam", ("radam-waits", "maximize=False"))
    assert (grown.kind, grown.edits) == ("hyper", pieces("radam")["radam-waits"].edits)


def test_a_pitfall_with_dialects_is_reported_as_a_pitfall() -> None:
    assert together("radam", ("radam-waits", "gradient-negated")).kind == "pitfall"


@pytest.mark.parametrize("rule", rules())
def test_cross_rule_mutants_edit_the_files_of_the_claimed_rule(rule: str) -> None:
    found = cross_rule_mutants(rules()[rule])
    own = {one.id for one in single_changes(rules()[rule])}
    assert {"t-not-saved", "one-t-saved"} <= {one.id for one in found} | own
    assert not {one.id for one in found} & own
    assert all(one.name == rule and build_variant(one.edits) for one in found)


def test_a_shared_defect_is_named_in_a_rule_that_has_no_such_pitfall() -> None:
    edits = pieces("adagrad")["gradient-mutated"].edits
    found = diagnosed("adagrad", CoreSubject("adagrad", build_variant(edits)), examples=10)
    assert "gradient-mutated" in ids(found)


def test_a_dialect_of_another_rule_is_named_as_a_change() -> None:
    edits = dialects()["adam-amsgrad-corrected-max"].edits
    subject = CoreSubject("adamw", build_variant(edits))
    rule = rules()["adamw"]
    cases = gather_cases(rule, subject, supported_scenarios(rule, subject.capabilities))
    found = [one for one in cross_rule_mutants(rule) if all(map(one.agrees_in, cases))]
    assert [(one.id, one.kind) for one in found] == [
        ("adamw-as-adam-amsgrad-corrected-max", "mutant")
    ]
