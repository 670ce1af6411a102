"""All hyper-parameters that an optimizer ignores are named, and no other."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from properties.diagnosis import LayeredDiagnosis, diagnose_layers
from properties.diagnosis.candidates.candidate_pool import candidate_from_rule
from properties.diagnosis.hypotheses.contract_models.loaded_groups import (
    IgnoredLoadModel,
    ReplacedGroupsModel,
)
from properties.diagnosis.hypotheses.ignored_values import describe_names, ignored_values
from properties.diagnosis.hypotheses.judging import is_broken_by
from properties.diagnosis.hypotheses.value_sources import value_sources
from properties.dialects import dialects
from properties.engine.examiner import Examiner
from properties.laws import MUST
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    Event,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    SetHyper,
    Start,
    Step,
    encode_array,
)
from properties.scenarios.transforms import change
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.restricted_subject import RestrictedSubject
from properties.subjects.trajectory import Subject

BUILT = '        for name, value in self._with_defaults({"lr": lr, **hyper}).items():\n'
USED = '                state["t"],\n                self,\n'
OTHERS = [name for name in rules()["adam"].defaults if name != "lr"]


def reads_at_construction(*names: str) -> CoreSubject:
    """Return Adam whose steps use the values of construction for some hyper-parameters."""
    kept = [f"{n}=self.built[{n!r}]" for n in names]
    read = [f"{n}=self.{n}" for n in rules()["adam"].defaults if n not in names]
    given = f'__import__("types").SimpleNamespace({", ".join([*kept, *read])})'
    built = '        self.built = self._with_defaults({"lr": lr, **hyper})\n'
    edits = (
        Edit("optimizer.py", BUILT, built + BUILT),
        Edit("optimizer.py", USED, USED.replace("self,", f"{given},")),
    )
    return CoreSubject("adam", build_variant(edits))


def first_title(subject: Subject, feature: str) -> str:
    rule = rules()["adam"]
    return next(ignored_values(rule, rule, subject, feature)).title


@pytest.mark.parametrize(
    ("names", "feature", "title"),
    [
        (OTHERS, "set-hyper", "the values other than lr"),
        (OTHERS, "resume-elsewhere", "the values other than lr"),
        (["betas", "eps"], "set-hyper", "the betas and eps"),
        (["eps"], "resume-elsewhere", "the eps"),
        (["betas"], "resume-elsewhere", "the betas"),
        (["lr", *OTHERS], "set-lr", "all values"),
    ],
)
def test_all_values_that_are_ignored_are_named_and_no_other(
    names: list[str], feature: str, title: str
) -> None:
    found = first_title(reads_at_construction(*names), feature)
    assert found == f"every step uses {title} that the optimizer was constructed with"


def test_the_sentences_about_one_value_and_about_several() -> None:
    sources = list(value_sources(rules()["adam"], CoreSubject("adam").capabilities))
    single = [one.assume(frozenset({"lr"}), "lr").title for one in sources]
    several = [one.assume(frozenset(OTHERS), "values other than lr").title for one in sources]
    assert single == [
        "every step uses the lr that the optimizer was constructed with",
        "lr of a parameter group is ignored",
        "lr of a parameter group is ignored",
        "the lr of the first group is used for every group",
        "the lr of the last group is used for every group",
        "lr of a group that is added later is replaced by 0.001",
        "lr of a group that is added later is replaced by that of the first group",
        "the lr of a parameter's first step is used in all its steps",
        "lr that is changed between steps is ignored",
        "lr that is changed between steps is ignored",
        "once a state is loaded, lr in the groups is ignored",
        "lr in a loaded state is ignored",
    ]
    assert several[3] == "the values other than lr of the first group are used for every group"
    assert several[7] == (
        "the values other than lr of a parameter's first step are used in all its steps"
    )


def rates(model: type[IgnoredLoadModel], *events: Event) -> list[float]:
    """Return the learning rates of a parameter after each event, in a model that loads none."""
    starts = (Start(encode_array([1.0])),)
    made = Scenario("sgd", "float64", starts, ({"lr": encode_hyper(1.0)},), events)
    run = model(frozenset({"lr"}), rules()["sgd"], made, {})
    found = []
    for k, event in enumerate(events):
        run.run_event(k, event)
        found.append(run.hyper_of(0)["lr"])
    return found  # type: ignore[return-value]


HALF, QUARTER, EIGHTH = (SetHyper("lr", encode_hyper(value)) for value in (0.5, 0.25, 0.125))
ELSEWHERE = Resume({"lr": encode_hyper(0.125)})


def test_a_change_after_a_state_is_loaded_is_ignored_until_it_is_rebuilt() -> None:
    """The new optimizer gets the values of the time, and those of a resumption elsewhere."""
    found = rates(
        ReplacedGroupsModel, HALF, Resume(), QUARTER, Resume(), ELSEWHERE, QUARTER, Restart(), HALF
    )
    assert found == [0.5, 0.5, 0.5, 0.25, 0.125, 0.125, 0.25, 0.5]


def test_what_is_not_loaded_is_the_argument_of_the_latest_construction() -> None:
    events = (ELSEWHERE, Step((None,)), Resume(), Save(), ELSEWHERE, HALF, Rewind())
    assert rates(IgnoredLoadModel, *events) == [0.125, 0.125, 1.0, 1.0, 0.125, 0.5, 1.0]


def test_nothing_is_ignored_by_a_correct_optimizer() -> None:
    rule = rules()["adam"]
    for feature in ("set-hyper", "set-lr", "resume", "resume-elsewhere"):
        found = list(ignored_values(rule, rule, CoreSubject("adam"), feature))
        # Whether a new value of amsgrad is ignored does not show in few steps.
        assert all(
            re.match("(once a state is loaded, |the |every step uses the )?amsgrad ", one.title)
            for one in found
        )


def explain(subject: Subject, examples: int = 6) -> LayeredDiagnosis:
    rule = rules()["adam"]
    return diagnose_layers(rule, subject, Examiner(rule, subject, examples=examples).run())


def titles(found: LayeredDiagnosis) -> list[str]:
    return [e.candidate.title for e in found.explanations if e.layer == "contract"]


@pytest.mark.campaign
def test_values_that_are_read_at_construction_are_named_together() -> None:
    found = explain(reads_at_construction(*OTHERS))
    assert titles(found) == [
        "every step uses the values other than lr that the optimizer was constructed with"
    ]
    assert all(a.explained_by for a in found.findings if a.finding.law.requirement == MUST)


@pytest.mark.campaign
def test_values_that_are_read_at_each_step_are_not_named() -> None:
    assert titles(explain(reads_at_construction("betas", "eps"))) == [
        "every step uses the betas and eps that the optimizer was constructed with"
    ]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("lr eps betas", "all values"),
        ("eps betas", "values other than lr"),
        ("eps", "eps"),
        ("lr eps", "eps and lr"),
    ],
)
def test_names_are_described_by_what_is_left(names: str, words: str) -> None:
    assert describe_names(frozenset(names.split()), frozenset({"lr", "eps", "betas"})) == words


def test_what_a_subject_without_float64_breaks_is_not_judged_in_float64() -> None:
    core = CoreSubject("adam", build_variant(pitfalls()["t-not-saved"].edits))
    unsupported = {**core.capabilities.unsupported, "float64": "excluded"}
    subject = RestrictedSubject(core, replace(core.capabilities, unsupported=unsupported))
    rule = rules()["adam"]
    found = Examiner(rule, subject, examples=1).run().findings[0]
    wide = change(found.scenario, dtype="float64")
    formula = candidate_from_rule(rule)
    assert not is_broken_by(formula, rule, subject, replace(found, scenario=wide))
    assert found.scenario.dtype == "float32"


@pytest.mark.campaign
def test_a_subject_without_float64_is_diagnosed_in_its_own_precision() -> None:
    edits = (*dialects()["adam-eps-root"].edits, *pitfalls()["t-not-saved"].edits)
    core = CoreSubject("adam", build_variant(edits))
    unsupported = {**core.capabilities.unsupported, "float64": "excluded"}
    found = explain(RestrictedSubject(core, replace(core.capabilities, unsupported=unsupported)))
    assert [(e.candidate.id, e.layer) for e in found.explanations if not e.equivalent_to] == [
        ("adam-eps-root", "formula"),
        ("t-not-saved", "contract"),
    ]
    assert {a.finding.scenario.dtype for a in found.findings} == {"float32"}
