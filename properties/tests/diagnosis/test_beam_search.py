"""Optimizers with many changes at once: each is found, one after the other."""

from __future__ import annotations

from functools import reduce

import pytest

from properties.diagnosis.candidate import Candidate
from properties.diagnosis.candidate_pool import both, singles, transplants
from properties.diagnosis.hyper_candidates import ignoring
from properties.rules.patched_package import plant
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject
from properties.tests.diagnosis.support import diagnosed, ids


def pieces(rule: str) -> dict[str, Candidate]:
    claimed = rules()[rule]
    found = [*singles(claimed), *transplants(claimed), *ignoring(claimed)]
    return {one.id: one for one in found}


def together(rule: str, names: tuple[str, ...]) -> Candidate:
    def joined(one: Candidate, other: Candidate) -> Candidate:
        planted = both(one, other)
        assert planted
        return planted

    known = pieces(rule)
    return reduce(joined, [known[name] for name in names])


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("radam", ("radam-waits", "radam-global-t", "decay-unused", "gradient-negated")),
        ("yogi", ("yogi-corrected", "yogi-start-ignored", "gradient-negated")),
        ("nadam", ("nadam-constant-weight", "nadam-one-correction", "nadam-decoupled-decay")),
        ("adan", ("adan-zero-start", "adan-betas-complement", "gradient-negated")),
    ],
)
def test_three_and_four_changes_are_named(rule: str, names: tuple[str, ...]) -> None:
    planted = CoreSubject(rule, plant(together(rule, names).edits))
    found = diagnosed(rule, planted, examples=10)
    assert set(ids(found)[0].split("+")) == set(names)
    assert found.named[0].cases == found.of
    assert not found.residual


def test_what_is_there_already_is_not_added_again() -> None:
    known = pieces("radam")
    grown = together("radam", ("radam-waits", "radam-global-t"))
    assert both(grown, known["radam-waits"]) is None
    assert both(known["radam-global-t"], grown) is not None


def test_a_flag_without_effect_is_reported_together_with_an_edit() -> None:
    grown = together("radam", ("radam-waits", "maximize=False"))
    assert (grown.kind, grown.edits) == ("hyper", pieces("radam")["radam-waits"].edits)


def test_a_pitfall_beside_conventions_stays_one() -> None:
    assert together("radam", ("radam-waits", "gradient-negated")).kind == "pitfall"


@pytest.mark.parametrize("rule", rules())
def test_what_goes_wrong_in_other_rules_is_planted_in_this_ones_own_files(rule: str) -> None:
    found = transplants(rules()[rule])
    own = {one.id for one in singles(rules()[rule])}
    assert {"t-not-saved", "one-t-saved"} <= {one.id for one in found} | own
    assert not {one.id for one in found} & own
    assert all(one.name == rule and plant(one.edits) for one in found)


def test_a_shared_defect_is_named_in_a_rule_that_has_no_such_pitfall() -> None:
    edits = pieces("adagrad")["gradient-mutated"].edits
    found = diagnosed("adagrad", CoreSubject("adagrad", plant(edits)), examples=10)
    assert "gradient-mutated" in ids(found)
