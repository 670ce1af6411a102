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
from properties.generation.families import small_scenarios
from properties.laws import MUST, Law, Trial, laws
from properties.pitfalls import pitfalls
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
def test_every_law_says_in_its_docstring_what_it_requires_and_why(law: Law) -> None:
    said = inspect.getdoc(law.check) or ""
    summary, reason = said.split("\n\n")
    assert summary.endswith(".")
    assert law.summary == " ".join(summary.split())
    assert reason.startswith(f"{law.requirement.upper()}: ")
    assert reason.endswith(".")
    assert len(reason) > len("SHOULD: ") + 20


# The kill matrix


@dataclass(frozen=True)
class Planted:
    """A defect for one law, where no pitfall breaks the law as clearly."""

    rule: str
    edits: tuple[Edit, ...]

    def subject(self) -> Subject:
        return CoreSubject(self.rule, build_variant(self.edits))


SGD_STEP = "return theta - h.lr * g, s"


def make_defect(rule: str, *edits: tuple[str, str, str]) -> Planted:
    """Make a defect of a rule: files of optimcore, with texts and their replacements."""
    return Planted(rule, tuple(Edit(*edit) for edit in edits))


def change_step(change: str) -> Planted:
    """Make a defect of SGD without momentum: its step, as an expression that may use NumPy."""
    return make_defect(
        "sgd",
        ("sgd.py", SGD_STEP, f"return {change}, s"),
        ("sgd.py", "from .autograd import", "import numpy as np\nfrom .autograd import"),
    )


UNEVEN = change_step("theta - h.lr * g + 0.5 * abs(g)")
COUNT_ON_THE_CLASS = make_defect(
    "adam",
    (
        "optimizer.py",
        'state["t"] += 1',
        'Optimizer.t = getattr(Optimizer, "t", 0) + 1\n            state["t"] = Optimizer.t',
    ),
)
DECAY_COUPLED_BY_POWER = make_defect(
    "adam", ("adam.py", "np.sqrt(v_hat) + h.eps", "v_hat ** 0.5 + 1.5 * h.eps * h.eps")
)
DAMPENED_WITHOUT_MOMENTUM = change_step("theta - h.lr * (1 - h.dampening) * g")
ANOTHER_DTYPE = make_defect(
    "adam",
    (
        "optimizer.py",
        "            _write(p.data, part, theta)\n",
        "            _write(p.data, part, theta)\n"
        "        p.data = p.data.astype(np.float16).astype(np.longdouble)\n",
    ),
)
LOST_WRITE = make_defect(
    "sgd", ("optimizer.py", "target[...] = value", "target.copy()[...] = value")
)
GRADIENT_KEPT = make_defect(
    "sgd",
    (
        "optimizer.py",
        "_write(state[name], part, value)",
        "state[name] = value",
    ),
)
NOTHING_REFUSED = make_defect(
    "sgd",
    (
        "hyperparameters.py",
        "if not (math.isfinite(number) and inside(number)):",
        "if number is None:",
    ),
)
EDGES_REFUSED = make_defect(
    "adam",
    ("adam.py", "    eps = nonnegative()\n", "    eps = positive()\n"),
    ("adam.py", "flag, nonnegative\n", "flag, nonnegative, positive\n"),
)
NOT_CLEARED = make_defect("sgd", ("optimizer.py", "p.grad = None", "pass"))
LR_AT_CONSTRUCTION = make_defect(
    "sgd",
    ("optimizer.py", "self.params = list(params)", "self.params, self.first = list(params), lr"),
    ("sgd.py", SGD_STEP, "return theta - h.first * g, s"),
    ("sgd.py", "return theta - h.lr * u, ", "return theta - h.first * u, "),
)
SKIPPED_AT_ZERO = make_defect(
    "adam",
    (
        "adam.py",
        "if h.maximize:",
        "if not h.lr:\n            return theta, s\n        if h.maximize:",
    ),
)
WRONG_DEFAULT_BETAS = make_defect("adam", ("adam.py", "= (0.9, 0.999)", "= (0.999, 0.9)"))
BY_POSITION = change_step("theta - h.lr * g * np.linspace(1, 2, g.size).reshape(g.shape)")
HYPER_NOT_LOADED = make_defect(
    "adam",
    (
        "optimizer.py",
        'for name, value in saved["hyper"].items():\n            setattr(self, name, value)\n',
        "pass\n",
    ),
)
SIZED = change_step("theta - h.lr * g * g.size")
SHAPED = make_defect(
    "sgd",
    ("optimizer.py", "_write(p.data, part, theta)", "_write(p.data, part, theta + p.data.ndim)"),
)
SPREADING = change_step("theta - h.lr * g + 0 * g.sum()")
HIDDEN = change_step("theta - h.lr * np.nan_to_num(g)")
COPIES_FORGET = make_defect(
    "adam",
    (
        "optimizer.py",
        '"state": [self.state[id(p)] for p in self.params]}',
        '"state": [{**self.state[id(p)], "t": 0} for p in self.params]}',
    ),
)
SHARED_ON_LOADING = make_defect(
    "adam",
    (
        "optimizer.py",
        "self.state = {id(p): _copied(s) for",
        "self.state = {id(p): dict(s) for",
    ),
)
DUPLICATES_TAKEN = make_defect("sgd", ("optimizer.py", "if id(p) in seen:", "if p is None:"))
STATE_OF_ONE_DTYPE = make_defect(
    "adam",
    (
        "optimizer.py",
        "np.zeros(p.data.shape, p.data.dtype) for name in self.moments",
        "np.zeros(p.data.shape, self.params[-1].data.dtype) for name in self.moments",
    ),
)
COPY_OF_ITS_OWN = make_defect(
    "sgd",
    (
        "optimizer.py",
        "            self._apply(p, p.grad, state)\n",
        '            p.data[...] = vars(self).setdefault("kept", {}).setdefault(id(p), p.data)\n'
        "            self._apply(p, p.grad, state)\n"
        "            self.kept[id(p)] = p.data.copy()\n",
    ),
)
WRONG_DEFAULT_LR = make_defect("sgd", ("sgd.py", "lr: float = 1e-3", "lr: float = 1e-2"))


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


BROKEN_BY: dict[str, str | Planted | Closing] = {
    "runs": "none-crashes",
    "edges": EDGES_REFUSED,
    "agreement": "decay-after-step",
    "torch-agreement": "nesterov-sign",
    "default-betas": WRONG_DEFAULT_BETAS,
    "defaults": WRONG_DEFAULT_LR,
    "negation": UNEVEN,
    "negation-bits": UNEVEN,
    "scaling": "eps-inside-root",
    "scaling-bits": "eps-inside-root",
    "maximize": "flag-ignored",
    "constant-gradient": "beta-without-power",
    "zero-betas": DECAY_COUPLED_BY_POWER,
    "zero-decay": "no-first-correction",
    "zero-momentum": DAMPENED_WITHOUT_MOMENTUM,
    "gradient-untouched": "gradient-mutated",
    "gradient-not-kept": GRADIENT_KEPT,
    "shape-and-dtype": ANOTHER_DTYPE,
    "layout": LOST_WRITE,
    "alive": "velocity-not-kept",
    "closure": Closing(LateInstance),
    "closure-loss": Closing(MuteInstance),
    "refusals": NOTHING_REFUSED,
    "mixed-dtypes": "mixed-dtypes",
    "others": "t-per-parameter-call",
    "absent-gradient": "none-as-zero",
    "permutation": BY_POSITION,
    "permutation-bits": BY_POSITION,
    "instances": COUNT_ON_THE_CLASS,
    "resume": "t-not-saved",
    "resume-bits": "state-saved-short",
    "resume-elsewhere": HYPER_NOT_LOADED,
    "restart": COUNT_ON_THE_CLASS,
    "lr-change": LR_AT_CONSTRUCTION,
    "resting": SKIPPED_AT_ZERO,
    "zero-grad": NOT_CLEARED,
    "generator": "iterable-not-kept",
    "step-by-step": COUNT_ON_THE_CLASS,
    "decay-factor": "decay-sign",
    "partition": SIZED,
    "reshape": SHAPED,
    "order": "t-per-parameter-call",
    "file": "state-saved-short",
    "deepcopy": COPIES_FORGET,
    "pickle": COPIES_FORGET,
    "checkpoint": "t-not-saved",
    "checkpoint-twice": SHARED_ON_LOADING,
    "duplicate": DUPLICATES_TAKEN,
    "several-dtypes": STATE_OF_ONE_DTYPE,
    "not-finite": SPREADING,
    "not-hidden": HIDDEN,
    "written": COPY_OF_ITS_OWN,
}

# Laws of what torch alone has are broken by miniatures of torch optimizers: test_torch_laws.py.
OF_TORCH = {
    "complex",
    "complex-branch",
    "hooks",
    "hyper-change",
    "late-group",
    "loss-scaling",
    "schedule",
    "small-decay",
    "sparse",
    "tensor-lr",
}
IN_NUMPY = [law for law in laws().values() if law.id not in OF_TORCH]


@cache
def draw_scenarios(rule: str) -> tuple[Scenario, ...]:
    return distinct_scenarios(small_scenarios(rules()[rule], CoreSubject(rule).capabilities), 80)


def breaks(law: Law, rule: str, subject: Subject) -> bool:
    """Whether the law is broken on any scenario that the subject survives (or must survive)."""
    for scenario in draw_scenarios(rule):
        trial = Trial(rules()[rule], subject, scenario)
        if law.judges_errors or isinstance(trial.outcome(scenario), Trajectory):
            evidence = law.judge(trial)
            if evidence and evidence.is_broken:
                return True
    return False


def test_every_law_has_an_entry_in_broken_by() -> None:
    assert BROKEN_BY.keys() | OF_TORCH == laws().keys()
    assert not BROKEN_BY.keys() & OF_TORCH


@pytest.mark.parametrize("law", IN_NUMPY, ids=lambda law: law.id)
def test_every_law_is_broken_by_a_defect_and_not_by_optimcore(law: Law) -> None:
    if "torch" in law.capabilities:
        pytest.importorskip("torch")
    defect = BROKEN_BY[law.id]
    variant = pitfalls()[defect] if isinstance(defect, str) else defect
    assert breaks(law, variant.rule, variant.subject())
    clean = Closing() if "closure" in law.capabilities else CoreSubject(variant.rule)
    assert not breaks(law, variant.rule, clean)


@cache
def declared() -> list[Rule]:
    """Every rule in each of its dialects."""
    return [apply_dialects(dialect.rule, [dialect]) for dialect in dialects().values()]


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
    seen = Examiner(rules()["adam"], EDGES_REFUSED.subject(), examples=15).run()
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
