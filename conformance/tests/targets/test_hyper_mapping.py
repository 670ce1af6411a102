"""The mapping of hyper-parameters to a subject's arguments."""

from __future__ import annotations

from typing import Any

import pytest

import optimcore
from conformance import check
from conformance.errors import WrongUse
from conformance.rendering.terminal.report import render_report
from conformance.tests.targets.signatures import map_names, takes
from properties.rules.registry import rules


def test_our_own_name_goes_before_a_synonym() -> None:
    assert map_names(takes("params, alpha=1, lr=1")).names.mapped == {"lr": ("lr",)}


def test_one_half_of_a_pair_is_no_pair() -> None:
    assert "betas" not in map_names(takes("params, beta1=0.9")).names.mapped


def test_what_the_subject_lacks_is_left_out() -> None:
    assert map_names(takes("params, lr=1")).names.mapped.keys() == {"lr"}


def test_a_name_that_no_rule_has_is_not_mapped() -> None:
    assert map_names(takes("params, lr=1, clip=3")).names.mapped.keys() == {"lr"}


def test_the_first_argument_is_the_parameters_whatever_it_is_called() -> None:
    assert map_names(takes("lr, eps=1")).names.mapped.keys() == {"eps"}


def test_keyword_only_arguments_count() -> None:
    assert map_names(takes("params, *, lr=1, wd=0")).names.mapped == {
        "lr": ("lr",),
        "weight_decay": ("wd",),
    }


def test_a_class_is_read_by_its_constructor() -> None:
    assert map_names(optimcore.SGD, "sgd").names.mapped.keys() == rules()["sgd"].defaults.keys()


def test_any_keyword_may_be_one_of_ours() -> None:
    found = map_names(takes("params, learning_rate=1, **kwargs")).names.mapped
    assert found.keys() == rules()["adam"].defaults.keys()
    assert found["lr"] == ("learning_rate",)
    assert found["betas"] == ("betas",)


def test_a_subject_without_a_signature_takes_nothing() -> None:
    assert map_names(dict).names.mapped == {}


def test_what_has_no_default_is_required() -> None:
    found = map_names(takes("params, lr, b1, b2=0.999, eps=1e-8"))
    assert found.required == {"lr", "betas"}


def test_a_map_names_what_no_synonym_fits() -> None:
    assert map_names(takes("params, gamma=1"), mapped={"lr": "gamma"}).names.mapped == {
        "lr": ("gamma",)
    }


def test_a_map_goes_before_a_synonym() -> None:
    make = takes("params, lr=1, gamma=1")
    assert map_names(make, mapped={"lr": "gamma"}).names.mapped == {"lr": ("gamma",)}


def test_a_map_takes_two_names_for_betas() -> None:
    make = takes("params, first=1, second=1")
    names = map_names(make, mapped={"betas": "first,second"}).names
    assert names.arguments({"betas": (0.5, 0.25)}) == {"first": 0.5, "second": 0.25}


def test_a_map_to_an_argument_without_default_makes_it_required() -> None:
    assert map_names(takes("params, gamma"), mapped={"lr": "gamma"}).required == {"lr"}


def test_a_map_of_an_unknown_hyper_parameter_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match=r"Adam has no hyper-parameter 'momentum'.*lr, betas, eps"):
        map_names(takes("params, m=1"), mapped={"momentum": "m"})


def test_a_map_to_an_unknown_argument_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match=r"has no argument 'c'.*Its arguments are: a, b\."):
        map_names(takes("params, a=1, b=2"), mapped={"betas": "a,c"})


def test_a_map_to_any_keyword_is_taken_on_trust() -> None:
    found = map_names(takes("params, **kwargs"), mapped={"lr": "gamma"}).names.mapped
    assert found["lr"] == ("gamma",)


def test_fixed_arguments_are_passed_as_they_are_and_not_generated() -> None:
    names = map_names(
        takes("params, lr=1, eps=1, fused=False"), fixed={"eps": 0.5, "fused": True}
    ).names
    assert "eps" not in names.mapped
    assert names.arguments({"lr": 0.25}) == {"lr": 0.25, "eps": 0.5, "fused": True}


def test_a_fixed_half_of_a_pair_fixes_the_pair() -> None:
    assert "betas" not in map_names(takes("params, b1=0, b2=0"), fixed={"b2": 0.5}).names.mapped


class Custom(optimcore.SGD):
    """A correct SGD with unusual names."""

    def __init__(self, weights: Any, speed: float, inertia: float = 0.0) -> None:
        super().__init__(weights, speed, momentum=inertia)


def test_every_mapped_hyper_parameter_is_checked() -> None:
    report = check(
        Custom, "sgd", map={"lr": "speed", "momentum": "inertia"}, examples=1, adapter="objects"
    )
    assert report.verdict == "conforms"
    assert report.names == {"lr": ["speed"], "momentum": ["inertia"]}


def test_a_wrongly_mapped_subject_diverges() -> None:
    report = check(
        Custom, "sgd", map={"lr": "inertia", "momentum": "speed"}, examples=1, adapter="objects"
    )
    assert report.verdict == "diverges"


@pytest.mark.campaign
def test_two_names_mapped_the_wrong_way_round_diverge() -> None:
    def adam(params: Any, lr: float = 1e-3, second: float = 0.999, first: float = 0.9) -> Any:
        return optimcore.Adam(params, lr, (first, second))

    right = check(adam, "adam", map={"betas": "first,second"}, examples=1, adapter="objects")
    assert right.verdict == "conforms"
    wrong = check(adam, "adam", map={"betas": "second,first"}, examples=1, adapter="objects")
    assert wrong.verdict == "diverges"


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("target", "hyper"),
    [
        ("optimcore:SGD", {"lr": 0.5}),
        ("optimcore:SGD", {"momentum": 0.9}),
        ("optimcore:SGD", {"momentum": 0.9, "nesterov": True}),
        ("optimcore:SGD", {"maximize": True}),
        ("optimcore:AdamW", {"betas": (0.5, 0.9)}),
        ("optimcore:AdamW", {"weight_decay": 0.25}),
    ],
    ids=str,
)
def test_a_correct_optimizer_with_a_fixed_hyper_parameter_conforms(
    target: str, hyper: dict[str, Any]
) -> None:
    assert check(target, hyper=hyper, examples=1).verdict == "conforms"


@pytest.mark.campaign
def test_a_subject_that_takes_nesterov_but_no_momentum_is_checked() -> None:
    def sgd(params: Any, lr: float = 1e-3, nesterov: bool = False) -> Any:
        return optimcore.SGD(params, lr)

    assert check(sgd, "sgd", examples=1, adapter="objects").verdict in ("conforms", "diverges")


@pytest.mark.parametrize("taken", ["learningRate", "LearningRate", "LR", "stepSize"])
def test_capitals_may_part_words(taken: str) -> None:
    assert map_names(takes(f"params, *, {taken}, epsilon=1e-8")).names.mapped == {
        "lr": (taken,),
        "eps": ("epsilon",),
    }


def test_one_number_is_not_taken_for_several() -> None:
    assert map_names(takes("params, lr=1e-3, eps=1e-30"), "adafactor").names.mapped == {
        "lr": ("lr",)
    }
    both = map_names(takes("params, lr=1e-3, eps=(None, 1e-3)"), "adafactor").names.mapped
    assert both == {"lr": ("lr",), "eps": ("eps",)}


def test_what_is_fixed_may_be_written_with_capitals() -> None:
    mapped = map_names(takes("params, learningRate=1.0"), fixed={"learningRate": 0.5})
    assert mapped.fixed_values == {"lr": 0.5}


def test_arguments_that_are_not_recognized_are_listed() -> None:
    def make(params: list[Any], lr: float = 1e-3, speed: float = 1.0, fused: bool = False) -> Any:
        return optimcore.SGD(params, lr * speed)

    report = check(make, "sgd", hyper={"fused": False}, examples=1)
    assert report.untouched == ["speed"]
    assert "1 constructor argument left at its default: speed" in render_report(report).plain


@pytest.mark.parametrize("rest", ["", ", **kwargs"])
def test_a_flag_is_not_taken_for_a_number(rest: str) -> None:
    make = takes(f"params, lr=1, dampening=False, nesterov=False{rest}")
    mapped = map_names(make, "sgd").names.mapped
    assert "dampening" not in mapped
    assert "nesterov" in mapped


def test_a_flag_that_is_given_fixes_no_number() -> None:
    make = takes("params, lr=1, dampening=False")
    assert not map_names(make, "sgd", fixed={"dampening": True}).fixed_values
