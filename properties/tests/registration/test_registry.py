"""Registries of laws, pitfalls, dialects, profiles and adapters, and temporary registration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from properties.engine.examiner import Examiner
from properties.generation.hyper_values import hyper_values
from properties.laws import SHOULD, Law, laws
from properties.laws.law import registry as law_registry
from properties.registration.registry import Registry, import_modules
from properties.rules.profile import Profile
from properties.rules.profiles import profile_of, profiles, registry
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject


def test_a_name_keeps_its_place_when_its_item_is_replaced() -> None:
    known = Registry[int]()
    known.add("one", 1)
    known.add("two", 2)
    known.add("one", 11)
    assert list(known.items().items()) == [("one", 11), ("two", 2)]


def test_a_temporary_item_is_removed_after_an_exception() -> None:
    known = Registry[int]()
    known.add("one", 1)
    with pytest.raises(KeyError), known.add_temporarily("one", 2):
        known.items()["two"]
    assert known.items() == {"one": 1}


def test_a_copy_of_the_items_can_be_changed() -> None:
    known = Registry[int]()
    known.items()["one"] = 1
    assert known.items() == {}


def test_modules_are_imported_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "with_modules"
    (package / "inner").mkdir(parents=True)
    for name in ("__init__", "b", "a", "c", "base", "inner/__init__"):
        (package / f"{name}.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    found = import_modules("with_modules", [str(package)], skipped=("base",))
    assert [module.__name__.partition(".")[2] for module in found] == ["a", "b", "c"]


def test_a_law_can_be_registered_for_a_test() -> None:
    always = Law("always", SHOULD, laws()["runs"].check, (), (), ())
    with law_registry.add_temporarily("always", always):
        subject = CoreSubject("sgd")
        seen = Examiner(rules()["sgd"], subject, examples=0, shrink=False).run()
        assert seen.tallies["always"].cases > 0
    assert "always" not in laws()


def test_a_rule_without_a_module_has_the_default_profile() -> None:
    assert profile_of("absent") == Profile()
    with registry.add_temporarily("absent", Profile(average="beta")):
        assert profile_of("absent").average == "beta"


def test_a_hyper_parameter_without_values_names_the_file_that_needs_them() -> None:
    bare = replace(rules()["rprop"], profile=Profile())
    with pytest.raises(LookupError, match=r"'etas' of rprop.*properties/rules/profiles/rprop\.py"):
        hyper_values(bare, "etas")


def test_every_profile_is_of_a_rule() -> None:
    assert profiles().keys() <= rules().keys()


@pytest.mark.parametrize("rule", rules())
def test_a_profile_is_about_hyper_parameters_of_its_rule(rule: str) -> None:
    profile = profile_of(rule)
    own = set(rules()[rule].defaults)
    assert profile.values.keys() <= own
    assert profile.gradient_units.keys() <= own
    assert profile.synonyms.keys() <= own
    assert own.issuperset(profile.same_in_all_groups)
    assert own.issuperset(profile.scaled)
    assert {laws()[form].rules for form in profile.closed_forms} <= {"declared"}
    assert all(rule in name for name in profile.other_algorithms)
    assert not profile.without_decay or profile.without_decay in rules()
    assert not profile.average or profile.average in own


@pytest.mark.parametrize("rule", rules())
def test_allowances_edit_the_source_of_their_rule(rule: str) -> None:
    profile = profile_of(rule)
    reduced = [profile.reduced_precision] if profile.reduced_precision else []
    edited = {edit.where for a in (*profile.allowances, *reduced) for edit in a.edits}
    assert edited <= {f"{rule}.py"}
