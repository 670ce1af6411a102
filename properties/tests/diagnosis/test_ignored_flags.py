"""An ignored flag of the rule itself comes before a variant of another rule."""

from __future__ import annotations

from dataclasses import replace

from properties.diagnosis.candidates.candidate_pool import (
    candidate_from_pitfall,
    laws_broken_by,
    other_rules,
)
from properties.diagnosis.candidates.hyper_candidates import (
    changed_hyper,
    describe_without_argument,
    with_flag,
)
from properties.diagnosis.candidates.shortest_number import has_few_digits
from properties.diagnosis.hypotheses.formula import is_foreign
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.restricted_subject import RestrictedSubject

from .support import diagnosed, ids

IGNORED = Edit("sgd.py", "u = g + h.momentum * v if h.nesterov else v", "u = v")


def test_an_ignored_flag_is_not_called_a_variant_of_another_rule() -> None:
    """Without weight decay, a variant of LARS has the same steps."""
    whole = CoreSubject("sgd", build_variant([IGNORED]))
    taken = replace(
        whole.capabilities,
        hyper=frozenset({"lr", "momentum", "nesterov"}),
        settable=frozenset({"lr", "momentum", "nesterov"}),
    )
    assert ids(diagnosed("sgd", RestrictedSubject(whole, taken), examples=4)) == ["nesterov=False"]


def test_a_flag_that_the_optimizer_does_not_take_is_not_called_a_given_value() -> None:
    one = with_flag(rules()["sgd"], "nesterov", True)
    assert changed_hyper(one) == "nesterov"
    assert describe_without_argument(one, frozenset({"nesterov"})) is one
    told = describe_without_argument(one, frozenset({"lr"}))
    assert told.title == "nesterov acts as True, although the optimizer has no such argument"


def test_another_rule_runs_with_the_defaults_of_the_claimed_one() -> None:
    [lars] = [c for c in other_rules(rules()["sgd"]) if c.id == "lars"]
    start, step = Start(encode_array([1.0])), Step((encode_array([1.0]),))
    case = Scenario("sgd", "float64", (start,), ({"lr": (0.5).hex()},), (step,))
    assert lars.translate_scenario(case).groups[0]["momentum"] == (0.0).hex()


def test_a_pitfall_tells_the_law_that_it_breaks() -> None:
    one = candidate_from_pitfall(rules()["sgd"], pitfalls()["gradient-mutated"])
    assert laws_broken_by(one) == {"gradient-untouched"}


def test_a_number_that_was_solved_for_has_many_digits() -> None:
    assert has_few_digits("default-betas[0]=0.95")
    assert has_few_digits("lr*0.0009765625")
    assert not has_few_digits("default-betas[0]=0.413858958926")


def test_a_variant_about_an_argument_that_is_lacking_is_foreign() -> None:
    taken = CoreSubject("sgd").capabilities
    variants = [c for c in other_rules(rules()["sgd"]) if c.name == "lars" and c.edits]
    lacking = replace(taken, hyper=frozenset({"lr", "momentum"}))
    assert any(is_foreign(c, lacking) and not is_foreign(c, taken) for c in variants)


def test_an_argument_that_does_not_exist_is_not_called_ignored() -> None:
    """Yogi without initial_accumulator_value starts at 0."""
    ignoring = pitfalls()["yogi-start-ignored"]
    whole = CoreSubject("yogi", build_variant(ignoring.edits))
    names = whole.capabilities.hyper - {"initial_accumulator_value"}
    taken = replace(whole.capabilities, hyper=names, settable=names)
    assert "yogi-start-ignored" in ids(diagnosed("yogi", whole, examples=4))
    [named] = diagnosed("yogi", RestrictedSubject(whole, taken), examples=4).complete
    assert "initial_accumulator_value" in named.candidate.title
    assert "accepted" not in named.candidate.title
