"""Names by which libraries call the hyper-parameters of the rules."""

from __future__ import annotations

import pytest

from conformance.targets.synonyms import SYNONYMS, list_synonyms
from conformance.tests.targets.signatures import map_names, takes
from properties.rules.profiles import profiles
from properties.rules.registry import rules


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(ours, theirs) for ours, known in SYNONYMS.items() for theirs in known],
    ids=lambda value: ",".join(value) if isinstance(value, tuple) else value,
)
def test_every_synonym_is_understood(ours: str, theirs: tuple[str, ...]) -> None:
    rule = next(
        name
        for name, rule in rules().items()
        if ours in rule.defaults and not (rule.defaults.keys() - {ours}) & set(theirs)
    )
    make = takes("params, " + ", ".join(f"{name}=0" for name in theirs))
    assert map_names(make, rule).names.mapped == {ours: theirs}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("lr", "lr"), ("lr", "learning_rate"), ("lr", "step_size"), ("betas", "betas"),
        ("betas", "beta1,beta2"), ("betas", "b1,b2"), ("betas", "beta_1,beta_2"), ("eps", "eps"),
        ("eps", "epsilon"), ("weight_decay", "weight_decay"), ("weight_decay", "wd"),
    ],
)  # fmt: skip
def test_the_documented_synonyms_are_recognized(ours: str, theirs: str) -> None:
    assert tuple(theirs.split(",")) in SYNONYMS[ours]


def test_every_hyper_parameter_of_every_rule_is_known_by_its_own_name_first() -> None:
    for rule in rules().values():
        assert all(list_synonyms(rule, name, {})[0] == (name,) for name in rule.defaults)


@pytest.mark.parametrize(
    ("rule", "ours"), [(name, ours) for name, p in profiles().items() for ours in p.synonyms]
)
def test_a_synonym_of_one_rule_is_recognized_for_that_rule(rule: str, ours: str) -> None:
    for theirs in list_synonyms(rules()[rule], ours, {}):
        make = takes("params, " + ", ".join(f"{name}=0" for name in theirs))
        assert map_names(make, rule).names.mapped == {ours: theirs}


def test_a_hyper_parameter_of_the_rule_is_not_a_synonym_of_another() -> None:
    assert map_names(takes("params, alpha=0"), "sgd").names.mapped == {"lr": ("alpha",)}
    assert map_names(takes("params, alpha=0"), "rmsprop").names.mapped == {"alpha": ("alpha",)}
    assert map_names(takes("params, lambd=0"), "asgd").names.mapped == {"lambd": ("lambd",)}


@pytest.mark.parametrize(
    ("rule", "default", "meant"),
    [
        ("rmsprop", 0.9, "alpha"), ("rmsprop", 0.0, "weight_decay"),
        ("adadelta", 0.95, "rho"), ("adadelta", 1e-4, "weight_decay"),
        ("adam", 0.9, "weight_decay"),
    ],
)  # fmt: skip
def test_decay_is_mapped_by_its_default(rule: str, default: float, meant: str) -> None:
    mapped = map_names(takes(f"params, lr=1e-3, decay={default}"), rule).names.mapped
    assert mapped == {"lr": ("lr",), meant: ("decay",)}


@pytest.mark.parametrize(("rule", "ours"), [("rmsprop", "alpha"), ("adadelta", "rho")])
def test_the_only_average_of_a_rule_may_be_called_beta(rule: str, ours: str) -> None:
    mapped = map_names(takes("params, lr, beta=0.9, epsilon=1e-8"), rule).names.mapped
    assert mapped == {"lr": ("lr",), ours: ("beta",), "eps": ("epsilon",)}


def test_a_rate_of_averaging_of_its_own_leaves_decay_to_the_weights() -> None:
    mapped = map_names(takes("params, lr=1e-3, alpha=0.99, decay=0.0"), "rmsprop").names.mapped
    assert mapped == {"lr": ("lr",), "alpha": ("alpha",), "weight_decay": ("decay",)}
