"""``check``: the contents of a report, its reproducibility, and its verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
import pytest

import conformance
import optimcore
from conformance import Report, SubjectOptions, check
from conformance.errors import WrongUse
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import WriteSubject
from properties.laws import MUST, SHOULD, laws
from properties.rules.registry import rules


def test_python_has_check_and_report() -> None:
    assert callable(conformance.check)
    assert conformance.Report is Report
    assert not isinstance(conformance.check, ModuleType)


def test_a_report_has_the_documented_fields(clean: Report) -> None:
    assert clean.verdict == "conforms"
    assert clean.findings == []
    written = json.loads(clean.to_json())
    assert written["schema"] == "optimcore/check/1"
    assert written["target"].endswith(":SGD")
    assert (written["rule"], written["verdict"], written["findings"]) == ("sgd", "conforms", [])
    assert written.keys() >= {"schema", "target", "rule", "verdict", "findings", "certificate"}
    assert written["certificate"].keys() == {
        "laws", "cases", "decided", "undecided", "not_applicable", "pitfalls", "mutants", "floors",
    }  # fmt: skip


def test_a_finding_has_the_documented_fields(eps_inside: Report) -> None:
    for finding in json.loads(eps_inside.to_json())["findings"]:
        assert finding.keys() == {
            "law", "also", "message", "messages", "ratio", "scenario", "frames", "explained_by",
            "expects_rule",
        }  # fmt: skip
        assert finding["law"] in laws()
        assert finding["message"]
        assert finding["scenario"]["rule"] == "adam"


def test_the_certificate_adds_up(clean: Report) -> None:
    c = clean.certificate
    assert c.cases >= 15
    assert c.decided == sum(law.decided for law in c.laws) > 0
    assert c.undecided == sum(law.undecided for law in c.laws)
    assert {law.law for law in c.laws} | {n.law for n in c.not_applicable} == laws().keys()
    assert not {law.law for law in c.laws} & {n.law for n in c.not_applicable}
    assert all(n.reason for n in c.not_applicable)


def test_the_certificate_says_how_strict_each_law_is(clean: Report) -> None:
    assert {law.law: law.requirement for law in clean.certificate.laws}.items() <= {
        name: law.requirement for name, law in laws().items()
    }.items()


def test_no_law_of_a_conforming_subject_is_broken(clean: Report) -> None:
    assert [law.law for law in clean.certificate.laws if law.broken] == []


def test_eps_inside_the_root_is_a_finding_of_one_step_and_one_element(eps_inside: Report) -> None:
    assert eps_inside.verdict == "diverges"
    first = eps_inside.findings[0]
    assert first.law == "agreement"
    assert (first.scenario.steps, first.scenario.size) == (1, 1)
    assert first.ratio is not None
    assert first.ratio > 2


def test_eps_inside_the_root_breaks_scaling_which_needs_no_oracle(eps_inside: Report) -> None:
    assert "scaling" in {law for f in eps_inside.findings for law in (f.law, *f.also)}


def test_findings_are_musts_and_advice_is_not(eps_inside: Report) -> None:
    assert {laws()[f.law].requirement for f in eps_inside.findings} == {MUST}
    assert {laws()[f.law].requirement for f in eps_inside.advice} <= {SHOULD}


def test_advice_alone_does_not_diverge(write_subject: WriteSubject) -> None:
    report = check(f"{write_subject('sgd')}:SGD", examples=4)
    assert report.verdict == "conforms"
    assert "refusals" in {law for a in report.advice for law in (a.law, *a.also)}
    assert report.findings == []


def test_a_subject_that_never_moves_diverges() -> None:
    class SGD(optimcore.SGD):
        """An optimizer whose step does nothing."""

        def step(self) -> None:
            return

    assert check(SGD, examples=4).verdict == "diverges"


def test_the_same_seed_gives_the_same_answer(eps_inside: Report) -> None:
    again = check(eps_inside.target, examples=4)
    assert again.to_json() == eps_inside.to_json()


def test_another_seed_gives_other_scenarios_and_the_same_verdict(clean: Report) -> None:
    other = check(optimcore.SGD, examples=4, seed=1)
    assert other.verdict == "conforms"
    assert other.options.seed == 1
    assert other.certificate != clean.certificate


def test_more_examples_are_more_cases(clean: Report) -> None:
    assert check(optimcore.SGD, examples=40).certificate.cases > clean.certificate.cases


def test_a_report_contains_its_options() -> None:
    report = check(optimcore.SGD, "sgd", examples=2, seed=7, adapter="objects", map={"lr": "lr"})
    o = report.options
    assert (o.examples, o.seed, o.adapter, o.map, o.hyper) == (2, 7, "objects", {"lr": "lr"}, {})
    assert report.versions.keys() >= {"python", "optimcore", "numpy", "hypothesis", "python-flint"}


def test_options_in_one_object_are_the_same_check(write_subject: WriteSubject) -> None:
    odd = PAGE_SGD.replace("lr=1e-3", "gamma, device").replace("= lr", "= gamma")
    target = f"{write_subject(odd)}:SGD"
    flat: dict[str, Any] = {
        "map": {"lr": "gamma"}, "hyper": {"device": "cpu"}, "without": ["float32"],
        "adapter": "objects",
    }  # fmt: skip
    options = SubjectOptions(flat["map"], flat["hyper"], {}, flat["without"], flat["adapter"])
    report = check(target, options=options, examples=1)
    assert report.verdict == "conforms"
    assert report == check(target, examples=1, **flat)


@pytest.mark.parametrize(
    "argument",
    [{"adapter": "objects"}, {"map": {"lr": "lr"}}, {"hyper": {"lr": 1.0}},
     {"assume": {"lr": 1.0}}, {"without": ["float32"]}, {"state": "m,v"},
     {"parameter": "module:Tensor"}],
)  # fmt: skip
def test_options_are_given_once(argument: dict[str, Any]) -> None:
    with pytest.raises(
        WrongUse,
        match="options and adapter, map, hyper, assume, without, state or parameter both",
    ):
        check(optimcore.SGD, options=SubjectOptions(), **argument)


def test_progress_is_reported_from_0_to_1() -> None:
    told: list[tuple[str, float]] = []
    check(optimcore.SGD, examples=5, progress=lambda what, part: told.append((what, part)))
    assert {what for what, _ in told} >= {"everyday scenarios", "large scenarios"}
    assert all(0 <= part <= 1 for _, part in told)
    assert max(part for _, part in told) > 0.5


def test_a_report_survives_its_json(eps_inside: Report) -> None:
    assert msgspec.json.decode(eps_inside.to_json(), type=Report) == eps_inside


def test_a_class_a_factory_and_a_name_get_the_same_certificate(clean: Report) -> None:
    def make_sgd(
        params: Any, lr: float = 1e-3, momentum: float = 0.0, dampening: float = 0.0,
        weight_decay: float = 0.0, nesterov: bool = False, *, maximize: bool = False,
    ) -> optimcore.SGD:  # fmt: skip
        return optimcore.SGD(
            params, lr, momentum, dampening, weight_decay, nesterov, maximize=maximize
        )

    factory: Callable[..., Any] = make_sgd
    assert check("optimcore:SGD", examples=4).certificate == clean.certificate
    made = check(factory, examples=4)
    assert (made.verdict, made.rule, made.adapter) == ("conforms", "sgd", clean.adapter)
    # A factory supports less: the states of its optimizers need not be loadable from a file.
    promised = {n.law for n in made.certificate.not_applicable}
    assert promised - {n.law for n in clean.certificate.not_applicable} == {"file"}


def test_an_unknown_rule_is_wrong_use_in_python_too() -> None:
    with pytest.raises(WrongUse, match="rule 'gravity' is unknown"):
        check(optimcore.SGD, "gravity")


def test_a_name_without_a_rule_is_an_error_in_python_too() -> None:
    with pytest.raises(WrongUse, match=r"in Python rule=NAME"):
        check("optimcore:Optimizer")


@pytest.mark.campaign
def test_one_rule_is_not_another() -> None:
    report = check(optimcore.AdamW, "adam", examples=4)
    assert (report.verdict, report.rule) == ("diverges", "adam")
    assert set(rules()) >= {"adam", "adamw", "sgd"}


@pytest.mark.parametrize(
    ("target", "built"),
    [
        ("optimcore:Adam", {"amsgrad": True}),
        ("optimcore:Adam", {"weight_decay": 0.5}),
        ("optimcore:Adam", {"maximize": True}),
        ("optimcore:AdamW", {"weight_decay": 0.5, "amsgrad": True}),
        ("optimcore:Adamax", {"weight_decay": 0.5}),
        ("optimcore:NAdam", {"weight_decay": 0.5, "decoupled_weight_decay": True}),
        ("optimcore:NAdam", {"decoupled_weight_decay": True}),
        ("optimcore:SGD", {"momentum": 0.5, "nesterov": True}),
        ("optimcore:SGD", {"momentum": 0.5, "dampening": 0.5, "maximize": True}),
        ("optimcore:RMSprop", {"momentum": 0.5, "centered": True}),
    ],
    ids=str,
)
def test_a_fixed_hyper_parameter_is_not_a_finding(target: str, built: dict[str, object]) -> None:
    report = check(target, examples=1, hyper=built)
    assert report.verdict == "conforms", report.findings
