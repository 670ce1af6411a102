"""Changes of a formula that show with different hyper-parameters are found one after the other."""

from __future__ import annotations

import pytest

from properties.diagnosis.candidates.candidate_pool import single_changes
from properties.diagnosis.search.one_by_one import one_by_one_candidates, scenarios_one_by_one
from properties.dialects import dialects
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import decode_group
from properties.subjects.optimcore_subject import CoreSubject

RHO = Edit("radam.py", "gap = 2 * t * beta2**t", "gap = 2 * (t - 1) * beta2**t")
RADAM = ("radam-eps-root", "radam-gate-at-4", "radam-decay-after-step")
LAMB = ("lamb-uncorrected", "lamb-ratio-eps")
DEBIASED = Edit("lamb.py", "h.lr * trust * u", "h.lr / (1 - beta1**t) * trust * u")


def parts_of(rule: str, subject: CoreSubject) -> list[set[str]]:
    found = one_by_one_candidates(rules()[rule], subject)
    return [set(candidate.id.split("+")) for candidate in found]


def test_an_edit_and_three_dialects_are_named() -> None:
    edits = [e for name in RADAM for e in dialects()[name].edits]
    [parts] = parts_of("radam", CoreSubject("radam", build_variant([*edits, RHO])))
    assert parts > set(RADAM)
    [edit] = parts - set(RADAM)
    assert edit.startswith("step-count-gap")


@pytest.mark.campaign
def test_two_dialects_that_show_at_once_are_named_with_an_edit() -> None:
    edits = [e for name in LAMB for e in dialects()[name].edits]
    found = parts_of("lamb", CoreSubject("lamb", build_variant([*edits, DEBIASED])))
    assert found
    assert all(parts > set(LAMB) for parts in found)


def test_nothing_is_named_for_the_rule_itself() -> None:
    assert not parts_of("radam", CoreSubject("radam"))


def test_one_value_is_switched_on_at_a_time() -> None:
    groups = [
        decode_group(s.groups[0])
        for s in scenarios_one_by_one(rules()["adam"], CoreSubject("adam").capabilities)
    ]
    assert (groups[0]["eps"], groups[0]["weight_decay"]) == (0.0, 0.0)
    for group in groups[2:-1]:
        assert sum(group[name] != groups[0][name] for name in group) == 1


def test_a_dialect_of_one_value_is_enough() -> None:
    subject = CoreSubject("adam", build_variant(dialects()["adam-eps-root"].edits))
    found = list(one_by_one_candidates(rules()["adam"], subject))
    [own] = [one for one in single_changes(rules()["adam"]) if one.id == "adam-eps-root"]
    assert [one.edits for one in found] == [own.edits]
