"""The rule that a target's name claims."""

from __future__ import annotations

import pytest

from conformance.errors import WrongUse
from conformance.targets.resolve import attribute_of
from conformance.targets.rule_name import claimed_rule, infer_rule


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Adam", "adam"),
        ("adam", "adam"),
        ("ADAM", "adam"),
        ("FusedAdam", "adam"),
        ("CPUAdam", "adam"),
        ("DeepSpeedCPUAdam", "adam"),
        ("TorchAdam", "adam"),
        ("AdamOptimizer", "adam"),
        ("Adam2", "adam"),
        ("my_adam", "adam"),
        ("make_adam", "adam"),
        ("outer.Inner.Adam", "adam"),
        ("AdamW", "adamw"),
        ("AdamW2", "adamw"),
        ("adamw", "adamw"),
        ("adam_w", "adamw"),
        ("FusedAdamW", "adamw"),
        ("adamw_torch_fused", "adamw"),
        ("SGD", "sgd"),
        ("sgd", "sgd"),
        ("SGD2", "sgd"),
        ("sgd_momentum", "sgd"),
        ("MomentumSGD", "sgd"),
        ("my_sgd", "sgd"),
        ("NAdam", "nadam"),
        ("Nadam", "nadam"),
        ("RAdam", "radam"),
        ("Adamax", "adamax"),
        ("AdaMax", "adamax"),
        ("ASGD", "asgd"),
        ("FusedAdagrad", "adagrad"),
        ("AdaGrad", "adagrad"),
        ("Adadelta", "adadelta"),
        ("RMSprop", "rmsprop"),
        ("RMSProp", "rmsprop"),
        ("rms_prop", "rmsprop"),
        ("Rprop", "rprop"),
        ("RProp", "rprop"),
        ("Lion", "lion"),
        ("FusedLAMB", "lamb"),
        ("AdaBelief", "adabelief"),
    ],
)
def test_a_plain_name_claims_its_rule(name: str, rule: str) -> None:
    assert infer_rule(attribute_of(f"somewhere:{name}")) == rule


@pytest.mark.parametrize(
    "name",
    [
        "NAdamW", "RAdamW", "QHAdam", "Adamod", "AdamP", "Optimizer", "SparseAdam",
        "LazyAdam", "AdamWR", "SGDW", "SGDP", "Madam", "Adamant", "Adagradient",
        "AdamSGD", "SwitchAdamToSGD", "RMS", "Ada", "<lambda>", "make", "Adam8bit",
    ],
)  # fmt: skip
def test_a_name_that_is_not_plain_claims_nothing(name: str) -> None:
    assert infer_rule(attribute_of(f"somewhere:{name}")) is None


@pytest.mark.parametrize("name", ["SignSGD", "sign_sgd", "AccSGD", "DPSGD", "ScheduleFreeAdamW"])
def test_the_name_of_another_published_optimizer_claims_no_rule(name: str) -> None:
    assert infer_rule(attribute_of(f"somewhere:{name}")) is None


def test_the_rule_given_goes_before_the_name() -> None:
    assert claimed_rule("Adam", "sgd") == "sgd"
    assert claimed_rule("Gravity", "adam") == "adam"
    assert claimed_rule("FusedAdamW", None) == "adamw"


def test_a_name_that_is_not_plain_needs_a_rule() -> None:
    with pytest.raises(WrongUse, match=r"the rule from the name 'Gravity'.*--rule.*adam, .*sgd"):
        claimed_rule("Gravity", None)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Adam-W", "adamw"), ("RMSProp", "rmsprop"), ("SGD with momentum", "sgd"),
        ("Ada_Grad", "adagrad"), ("Adam optimizer", "adam"), ("Nesterov momentum", "sgd"),
    ],
)  # fmt: skip
def test_a_rule_has_its_usual_spellings(name: str, rule: str) -> None:
    assert claimed_rule("Gravity", name) == rule


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(WrongUse, match=r"'admaw' is unknown.*Did you mean 'adamw'"):
        claimed_rule("Adam", "admaw")


def test_an_unknown_rule_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match=r"rule 'gravity' is unknown.*adam, .*adamw, .*sgd"):
        claimed_rule("Adam", "gravity")
