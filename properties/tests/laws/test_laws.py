"""optimcore keeps every law, and every law is broken by a defect."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest

from optimcore import SGD, Parameter
from properties.comparison.boundary_values import find_boundary_values
from properties.dialects import apply_dialects, dialects
from properties.engine.examiner import Examiner
from properties.examples.defects import TorchDefect, law_examples
from properties.examples.defects.agreement import BOUNDARY_REJECTED
from properties.generation.corpus import corpus
from properties.generation.families import small_scenarios
from properties.laws import MUST, Law, Trial, laws
from properties.rules.patched_package import build_variant
from properties.rules.registry import Rule, rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Resume, Scenario, SetHyper, Start, Step, encode_array
from properties.subjects.hyper_names import HyperNames
from properties.subjects.object_driver import ObjectDriver
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.runner import run_scenario
from properties.subjects.torch_driver import is_torch_available
from properties.subjects.trajectory import Capabilities, Outcome, Subject, SubjectError, Trajectory
from properties.tests.drawn_scenarios import distinct_scenarios
from properties.wrappings import parse_wrapping

RULES = sorted(rules())
each_rule = pytest.mark.parametrize("rule", RULES)
each_law = pytest.mark.parametrize("law", laws().values(), ids=lambda law: law.id)


@pytest.mark.campaign
@each_rule
def test_optimcore_breaks_no_law(rule: str) -> None:
    decided: Counter[str] = Counter()
    for start in (0, 1):
        subject = CoreSubject(rule)
        seen = Examiner(
            rules()[rule], subject, examples=25, seed=start, oracle=is_torch_available()
        ).run()
        assert [(f.law.id, f.evidence.message) for f in seen.findings] == []
        assert seen.cases >= 25
        decided.update({name: tally.decided for name, tally in seen.tallies.items()})
    # Not every rule has a hyper-parameter that is drawn at its edge.
    assert {name for name, count in decided.items() if not count} <= {"edges"}


@each_law
def test_every_law_says_in_its_docstring_what_it_requires_and_why_and_how_to_mend_it(
    law: Law,
) -> None:
    said = inspect.getdoc(law.check) or ""
    summary, reason, fix, source = said.split("\n\n")
    assert summary.endswith(".")
    assert law.summary == " ".join(summary.split())
    assert reason.startswith(f"{law.requirement.upper()}: ")
    assert reason.endswith(".")
    assert len(reason) > len("SHOULD: ") + 20
    assert fix.startswith("Fix: ")
    assert source.startswith("Source: ")
    for told in (law.reason, law.fix, law.source):
        assert len(told) > 10
        assert told.endswith(".")


# The kill matrix


class ClosingInstance(ObjectDriver):
    """One optimizer of optimcore with a closure around its step."""

    late = False
    mute = False

    def step_with(self, closure: Callable[[], float]) -> float | None:
        if self.late:
            self.optimizer.step()
        loss = closure()
        if not self.late:
            self.optimizer.step()
        return None if self.mute else loss


class LateInstance(ClosingInstance):
    """The closure is called after the step."""

    late = True


class MuteInstance(ClosingInstance):
    """The loss is not returned."""

    mute = True


class RepeatingInstance(ClosingInstance):
    """The closure is called twice."""

    def step_with(self, closure: Callable[[], float]) -> float | None:
        closure()
        return super().step_with(closure)


@dataclass(frozen=True)
class Closing:
    """optimcore's SGD as a subject whose step takes a closure."""

    instance: type[ClosingInstance] = ClosingInstance
    rule: str = "sgd"
    name: str = "closing"

    @property
    def capabilities(self) -> Capabilities:
        core = CoreSubject(self.rule).capabilities
        unsupported = {a: reason for a, reason in core.unsupported.items() if a != "closure"}
        return replace(core, unsupported=unsupported)

    def run(self, scenario: Scenario) -> Outcome:
        names = HyperNames.identity(SGD.hyperparameters())
        return run_scenario(lambda spec: self.instance(SGD, Parameter, names, spec), scenario)

    def subject(self) -> Subject:
        return self


# Laws about features of torch are broken by torch optimizers: test_torch_laws.py.
OF_TORCH = {law for law, example in law_examples().items() if isinstance(example, TorchDefect)}
WITH_CLOSURE = {"closure": Closing(LateInstance), "closure-loss": Closing(MuteInstance)}
IN_NUMPY = [law for law in laws().values() if law.id not in OF_TORCH - {*WITH_CLOSURE}]


@cache
def draw_scenarios(rule: str) -> tuple[Scenario, ...]:
    """Return random scenarios and the corpus; what is drawn depends on the imported modules."""
    can = CoreSubject(rule).capabilities
    return (*distinct_scenarios(small_scenarios(rules()[rule], can), 80), *corpus(rule))


def breaks(law: Law, rule: str, subject: Subject) -> bool:
    """Whether the law is broken on any scenario that the subject survives (or must survive)."""
    for scenario in draw_scenarios(rule):
        trial = Trial(rules()[rule], subject, scenario)
        if law.judges_errors or isinstance(trial.outcome(scenario), Trajectory):
            evidence = law.judge(trial)
            if evidence and evidence.is_broken:
                return True
    return False


def test_every_law_has_an_optimizer_that_breaks_it() -> None:
    assert law_examples().keys() == laws().keys()


@pytest.mark.parametrize("law", IN_NUMPY, ids=lambda law: law.id)
def test_every_law_is_broken_by_a_defect_and_not_by_optimcore(law: Law) -> None:
    if "torch" in law.capabilities:
        pytest.importorskip("torch")
    variant = WITH_CLOSURE.get(law.id) or law_examples()[law.id]
    assert not isinstance(variant, TorchDefect)
    assert breaks(law, variant.rule, variant.subject())
    clean = Closing() if "closure" in law.capabilities else CoreSubject(variant.rule)
    assert not breaks(law, variant.rule, clean)


@cache
def declared() -> list[Rule]:
    """Every rule in each of its dialects, one in a wrapping, and one that depends on the others."""
    sgd = rules()["sgd"]
    wrapped = replace(sgd, wrappings=(parse_wrapping("clip-values=1"),))
    ordered = replace(sgd.profile, depends_on_order=True)
    sharing = replace(sgd, ball_shared=lambda *_: {}, profile=ordered)
    return [wrapped, sharing, *(apply_dialects(one.rule, [one]) for one in dialects().values())]


@each_law
def test_a_law_that_says_nothing_about_a_subject_gives_the_reason(law: Law) -> None:
    unsupported = {a: f"it has no {a}" for a in law.capabilities}
    subject = Silent("sgd", Capabilities(frozenset(), frozenset(), frozenset(), unsupported))
    reasons = [law.not_applicable(rule, subject) for rule in [*rules().values(), *declared()]]
    if law.rules or law.hyper or law.capabilities or law.traits:
        assert any(reasons)
    else:
        assert set(reasons) == {None}


@pytest.mark.parametrize(("lr", "names"), [(0.25, []), (0.5, []), (0.75, ["lr"]), (0.125, ["lr"])])
def test_a_first_step_outside_of_rprops_step_sizes_is_a_boundary_value(
    lr: float, names: list[str]
) -> None:
    group = {"lr": encode_hyper(lr), "step_sizes": encode_hyper((0.25, 0.5))}
    start = Start(encode_array([1.0]))
    assert (
        find_boundary_values(rules()["rprop"], Scenario("rprop", "float64", (start,), (group,), ()))
        == names
    )


# Subjects that say little


@dataclass(frozen=True)
class Silent:
    """A subject that raises in every scenario."""

    rule: str
    capabilities: Capabilities
    event: int = 0
    kind: str = "RuntimeError"

    @property
    def name(self) -> str:
        return "silent"

    def run(self, scenario: Scenario) -> Outcome:
        return SubjectError(self.event, self.kind, "no")


def test_a_rejected_boundary_value_is_advice_and_any_other_rejection_is_not() -> None:
    seen = Examiner(rules()["adam"], BOUNDARY_REJECTED.subject(), examples=15).run()
    assert [(f.law.id, f.law.requirement) for f in seen.findings] == [("edges", "should")]
    assert "eps" in seen.findings[0].evidence.message
    refusing = Silent("adam", CoreSubject("adam").capabilities, -1, "ValueError")
    found = Examiner(rules()["adam"], refusing, examples=5).run().findings
    assert "runs" in [f.law.id for f in found]


@pytest.mark.parametrize(
    ("lr", "event", "broken"),
    [(0.0, 1, False), (0.0, 3, False), (0.0, 2, True), (0.5, 1, True), (0.5, 3, True)],
)
def test_a_learning_rate_of_zero_may_be_rejected_where_it_is_set(
    lr: float, event: int, broken: bool
) -> None:
    step = Step((encode_array([0.5]),))
    events = (step, SetHyper("lr", encode_hyper(lr)), step, Resume(), step)
    scenario = Scenario("adam", "float64", (Start(encode_array([1.0])),), ({},), events)
    strict = Silent("adam", CoreSubject("adam").capabilities, event, "ValueError")
    evidence = laws()["runs"].judge(Trial(rules()["adam"], strict, scenario))
    assert (evidence is not None and evidence.is_broken) == broken
    told = laws()["edges"].judge(Trial(rules()["adam"], strict, scenario))
    assert (told is not None and told.is_broken) != broken


def test_an_unsupported_scenario_gives_no_evidence() -> None:
    mute = Silent("adam", CoreSubject("adam").capabilities, 0, "UnsupportedScenario")
    seen = Examiner(rules()["adam"], mute, examples=5).run()
    assert seen.findings == []
    assert sum(tally.decided for tally in seen.tallies.values()) == 0


@pytest.mark.campaign
@each_rule
@pytest.mark.parametrize("event", [-1, 0])
def test_a_subject_that_raises_breaks_the_law_that_it_runs_and_no_other(
    rule: str, event: int
) -> None:
    subject = Silent(rule, CoreSubject(rule).capabilities, event)
    seen = Examiner(rules()[rule], subject, examples=5, oracle=is_torch_available()).run()
    assert [f.law.id for f in seen.findings] == ["runs"]
    assert "raised RuntimeError" in seen.findings[0].evidence.message
    assert all(t.cases == 0 for n, t in seen.tallies.items() if n != "runs")


@pytest.mark.parametrize(("gradient", "broken"), [(1.0, True), (1e308, False)])
def test_an_exception_is_no_defect_where_a_correct_subject_may_overflow(
    gradient: float, broken: bool
) -> None:
    step = Step((encode_array([gradient]),))
    scenario = Scenario(
        "sgd", "float64", (Start(encode_array([1.0])),), ({"lr": (2.0).hex()},), (step,)
    )
    subject = Silent("sgd", CoreSubject("sgd").capabilities)
    evidence = laws()["runs"].judge(Trial(rules()["sgd"], subject, scenario))
    assert evidence is not None
    assert evidence.is_broken == broken


COMPARING = (
    "agreement", "negation", "scaling", "gradient-not-kept", "layout", "restart", "lr-change",
)  # fmt: skip


@pytest.mark.parametrize("name", COMPARING)
def test_a_law_decides_nothing_where_the_enclosure_is_indefinite(name: str) -> None:
    blind = replace(
        rules()["sgd"], ball_update=lambda theta, g, s, t, h: (theta / (theta - theta), s)
    )
    step = Step((encode_array([1.0, 2.0]),))
    scenario = Scenario(
        "sgd", "float64", (Start(encode_array([1.0, 3.0])),), ({"lr": (0.5).hex()},), (step, step)
    )
    evidence = laws()[name].judge(Trial(blind, CoreSubject("sgd"), scenario))
    assert evidence is not None
    assert (evidence.decided, evidence.is_broken) == (0, False)
    assert evidence.undecided >= 4


@dataclass(frozen=True)
class Still(CoreSubject):
    """A subject that never moves anything."""

    def run(self, scenario: Scenario) -> Outcome:
        return Trajectory(tuple(tuple(scenario.arrays()) for _ in scenario.events))


@pytest.mark.parametrize("stumbles", ["eps1 + 0.0", "float(f'{eps1}')"])
def test_a_subject_that_rejects_none_in_a_pair_keeps_every_must_law(stumbles: str) -> None:
    strict = Edit("adafactor.py", "if eps1 is None:", f"{stumbles}\n        if eps1 is None:")
    seen = Examiner(
        rules()["adafactor"],
        CoreSubject("adafactor", build_variant((strict,))),
        examples=12,
        shrink=False,
    ).run()
    assert not [f for f in seen.findings if f.law.requirement == MUST]
    assert seen.tallies["agreement"].decided > 0
    everywhere = Edit("adafactor.py", "if eps1 is None:", 'eps1 + "0"\n        if eps1 is None:')
    assert breaks(
        laws()["runs"], "adafactor", CoreSubject("adafactor", build_variant((everywhere,)))
    )


def test_a_subject_with_none_in_its_own_default_must_accept_it() -> None:
    class Promised(CoreSubject):
        @property
        def capabilities(self) -> Capabilities:
            return replace(super().capabilities, defaults={"eps": (None, 1e-3)})

    strict = Edit("adafactor.py", "if eps1 is None:", "eps1 + 0.0\n        if eps1 is None:")
    assert breaks(laws()["runs"], "adafactor", Promised("adafactor", build_variant((strict,))))


def test_other_default_betas_are_accepted_and_swapped_ones_are_not() -> None:
    plain = "betas: tuple[float, float] = (0.9, 0.999)"
    other = CoreSubject(
        "adam", build_variant((Edit("adam.py", plain, plain.replace("0.999", "0.99")),))
    )
    assert not breaks(laws()["default-betas"], "adam", other)
    assert breaks(laws()["defaults"], "adam", other)


def test_a_subject_that_never_moves_breaks_agreement() -> None:
    seen = Examiner(rules()["sgd"], Still("sgd"), examples=10, shrink=False).run()
    assert "agreement" in {f.law.id for f in seen.findings}
    assert "alive" in {f.law.id for f in seen.findings}


def test_a_subject_that_changes_a_shape_breaks_agreement_and_is_not_run_again() -> None:
    class Widened(CoreSubject):
        def run(self, scenario: Scenario) -> Outcome:
            return Trajectory(
                tuple(
                    tuple(a.reshape(-1, 1, 1) for a in scenario.arrays()) for _ in scenario.events
                )
            )

    seen = Examiner(rules()["sgd"], Widened("sgd"), examples=10, shrink=False).run()
    assert len(seen.scenarios) == 1
    (told,) = (f.evidence.message for f in seen.findings if f.law.id == "agreement")
    assert "shape" in told


def test_a_subject_of_nan_breaks_agreement() -> None:
    class Lost(CoreSubject):
        def run(self, scenario: Scenario) -> Outcome:
            return Trajectory(
                tuple(tuple(a * np.nan for a in scenario.arrays()) for _ in scenario.events)
            )

    seen = Examiner(rules()["sgd"], Lost("sgd"), examples=5, shrink=False).run()
    assert "agreement" in {f.law.id for f in seen.findings}


def test_a_closure_that_is_called_again_breaks_the_law() -> None:
    [law] = [one for one in laws().values() if one.id == "closure"]
    scenario = next(s for s in draw_scenarios("sgd") if s.steps == 1)
    for instance, is_broken in ((ClosingInstance, False), (RepeatingInstance, True)):
        evidence = law.judge(Trial(rules()["sgd"], Closing(instance), scenario))
        assert evidence is not None
        assert evidence.is_broken == is_broken
        assert evidence.message.startswith("closure called again: at event ") == is_broken
