"""The diagnosis names known changes, and describes unknown ones."""

from __future__ import annotations

import pytest

from properties.diagnosis import Diagnosis, diagnose
from properties.diagnosis.candidates.candidate_pool import combine_pairs, single_changes
from properties.diagnosis.candidates.shortest_number import describe_factor, find_shortest_number
from properties.dialects import Dialect, apply_dialects, dialects
from properties.engine.examiner import Examiner
from properties.engine.results import Examination
from properties.pitfalls import Pitfall, pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.model import Scenario
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Outcome, Trajectory
from properties.tests.diagnosis.support import diagnosed, ids

KNOWN: dict[str, Pitfall | Dialect] = {
    **{p.id: p for p in pitfalls().values() if not p.loop},
    **dialects(),
}


def of_edits(rule: str, *edits: tuple[str, str]) -> Diagnosis:
    """The diagnosis of optimcore's rule with changes that are in no catalogue."""
    made = [Edit(f"{rule}.py", correct, wrong) for correct, wrong in edits]
    return diagnosed(rule, CoreSubject(rule, build_variant(made)), 10)


@pytest.mark.sampled("known.rule")
@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN.keys())
def test_known_changes_are_named(known: Pitfall | Dialect) -> None:
    found = diagnosed(known.rule, known.subject())
    if not found.ranked:  # the corpus alone does not show it
        found = diagnosed(known.rule, known.subject(), examples=20)
    assert known.edits in [n.candidate.edits for n in found.ranked], found
    assert all(n.cases == found.total_cases for n in found.ranked)


def test_a_correct_optimizer_has_no_diagnosis() -> None:
    assert diagnosed("adam", CoreSubject("adam"), examples=10) == Diagnosis((), 0)


def test_a_guard_of_the_division_0_by_0_does_not_hide_the_dialect() -> None:
    """At eps = 0 a gradient of zero is 0 / 0 by the rule, and by the dialect as well."""
    guarded = "np.where(v > 0, g / np.sqrt(np.where(v > 0, v + h.eps, 1.0)), 0.0)"
    found = of_edits("adagrad", ("lr * g / (np.sqrt(v) + h.eps)", f"lr * {guarded}"))
    assert ids(found) == ["adagrad-eps-root"]
    assert found.ranked[0].cases == found.total_cases


def test_a_defect_of_a_declared_dialect_that_only_a_law_shows_is_named() -> None:
    """No case deviates; only the law ``lr-change`` is broken."""
    declared, more = KNOWN["rmsprop-eps-root"], KNOWN["rmsprop-lr-inside-buffer"]
    subject = CoreSubject("rmsprop", build_variant([*declared.edits, *more.edits]))
    rule = apply_dialects("rmsprop", [d for d in dialects().values() if d.id == declared.id])
    seen = Examiner(rule, subject, examples=10, shrink=False).run()
    alone = {law: t for law, t in seen.tallies.items() if law == "lr-change"}
    relation = Examination(alone, {})
    assert [f.law.id for f in relation.findings] == ["lr-change"]
    assert ids(diagnose(rule, subject, relation)) == [more.id]


def test_two_dialects_at_once_are_named_both() -> None:
    both = (*KNOWN["adam-eps-hat"].edits, *KNOWN["adam-global-t"].edits)
    found = diagnosed("adam", CoreSubject("adam", build_variant(both)), examples=10)
    assert ids(found)[0] == "adam-eps-hat+adam-global-t"
    assert found.ranked[0].candidate.kind == "dialect"
    assert set(found.ranked[0].candidate.edits) == set(both)


def test_a_library_with_many_dialects_is_described_completely() -> None:
    names = ("rmsprop-eps-root", "rmsprop-lr-inside-buffer", "rmsprop-decoupled-decay")
    edits = [edit for name in names for edit in KNOWN[name].edits]
    found = diagnosed("rmsprop", CoreSubject("rmsprop", build_variant(edits)), examples=10)
    assert set(ids(found)[0].split("+")) == set(names)
    assert found.ranked[0].candidate.kind == "dialect"
    assert not found.residual


def test_pairs_of_dialects_come_first_and_contradictions_never() -> None:
    found = list(combine_pairs(single_changes(rules()["sgd"])))
    assert found[0].kind == "dialect"
    assert found[-1].kind == "pitfall"
    assert "sgd-lr-inside-velocity+lr-inside-velocity" not in [c.id for c in found]


STEP = "h.lr * m_hat / (np.sqrt(v_hat) + h.eps)"
MOVE = "theta - h.lr * u, {"
PLAIN = "theta - h.lr * g, s"


@pytest.mark.parametrize(
    ("rule", "edits", "name", "words"),
    [
        ("adam", [("= h.betas", "= h.betas[0], 0.99")], "betas[1]=0.99", "0.99, whatever"),
        ("adam", [(STEP, STEP.replace("h.lr", "h.lr / 1024"))], "lr*0.0009765625",
         "lr is divided by 1024"),
        ("adam", [(STEP, STEP.replace("h.eps", "h.eps * 3"))], "eps*3", "multiplied by 3"),
        ("adam", [(STEP, STEP.replace("h.lr", "h.lr**2"))], "lr squared", "lr acts as lr squared"),
        ("sgd", [("if h.nesterov else v", "if False else v")], "nesterov=False",
         "nesterov acts as False"),
        ("sgd", [("h.weight_decay * theta", "0.5 * h.weight_decay * theta")],
         "weight_decay*0.5", "weight_decay is divided by 2"),
        ("rmsprop", [("eps: float = 1e-8", "eps: float = 1e-7")], "default-eps=1e-07",
         "the default of eps is 1e-07, not 1e-08"),
    ],
)  # fmt: skip
def test_another_number_is_fitted(
    rule: str, edits: list[tuple[str, str]], name: str, words: str
) -> None:
    first = of_edits(rule, *edits).ranked[0].candidate
    assert (first.kind, first.id) == ("hyper", name)
    assert words in first.title


def test_another_rule_is_named() -> None:
    same = ids(diagnosed("adam", CoreSubject("adamw")))
    assert same[0] == "adam-decoupled-decay"
    assert "adamw" in same
    other = diagnosed("adamax", CoreSubject("adam"))
    assert ids(other)[0] == "adam"
    assert other.ranked[0].candidate.title == "Adam instead of Adamax"


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("rule", "edits", "sentence"),
    [
        ("adam", [(STEP, f"{STEP} - 0.01 * h.lr * theta")],
         "The first deviation is -0.01 times lr times the parameter"),
        ("sgd", [(MOVE, MOVE.replace("theta", "0.75 * theta")),
                 (PLAIN, PLAIN.replace("theta", "0.75 * theta"))],
         "The first deviation is -0.25 times the parameter"),
        ("sgd", [(MOVE, MOVE.replace("-", "+ 3 *")), (PLAIN, PLAIN.replace("-", "+ 3 *"))],
         "The first deviation is -4 times the step of the rule"),
        ("yogi", [("theta - h.lr * m", "theta - 0.125 * h.lr * g - h.lr * m")],
         "The first deviation is -0.125 times lr times the gradient"),
        ("adam", [(STEP, f"{STEP} * (1.5 if t > 3 else 1)")],
         "The parameters deviate from the rule from step 4 on"),
        ("rmsprop", [("lr * move", "lr * move * (1.5 if theta.dtype == np.float32 else 1)")],
         "Deviations occur only in float32."),
        ("sgd", [(PLAIN, "theta - h.lr * g * (np.arange(g.size).reshape(g.shape) < 1024), s"),
                 ("import annotations\n", "import annotations\n\nimport numpy as np\n")],
         "Deviations occur only from element 1024 of a parameter on."),
        ("yogi", [("theta - h.lr * m", "theta - 0.125 * g - h.lr * m")],
         "The first deviation is -0.125 times the gradient"),
        ("adam", [(STEP, f"{STEP} * (1 if h.betas[1] else 1.5)")],
         "Deviations occur only where betas[1] is 0."),
        ("adam", [(STEP, f"{STEP} * (1.5 if h.amsgrad else 1)")],
         "Deviations occur only where amsgrad is True."),
        ("adam", [(STEP, f"{STEP} * (1 if t != 3 else int('three'))")],
         "The optimizer raises ValueError in"),
    ],
)  # fmt: skip
def test_unknown_changes_are_described(
    rule: str, edits: list[tuple[str, str]], sentence: str
) -> None:
    found = of_edits(rule, *edits)
    assert not found.ranked
    assert any(told.startswith(sentence) for told in found.residual), found.residual


@pytest.mark.campaign
def test_a_defect_after_resuming_is_described() -> None:
    halved = Edit(
        "optimizer.py",
        "self.state = {id(p): _copied(s) for",
        'self.state = {id(p): {**_copied(s), "m": 0.5 * s["m"]} for',
    )
    found = diagnosed("adam", CoreSubject("adam", build_variant([halved])), 10)
    assert not found.ranked
    told = (
        "Deviations occur only after the optimizer is saved and resumed.",
        "Deviations occur only after a saved state is loaded.",
    )
    assert set(told) & set(found.residual), found.residual


def test_a_changed_shape_is_described() -> None:
    class Widened(CoreSubject):
        def run(self, scenario: Scenario) -> Outcome:
            run = super().run(scenario)
            assert isinstance(run, Trajectory)
            return Trajectory(tuple(tuple(a[None] for a in frame) for frame in run.frames))

    found = diagnosed("sgd", Widened("sgd"))
    assert not found.ranked
    assert found.residual == (
        f"A parameter changes its shape in {found.total_cases} of {found.total_cases} failing "
        f"cases.",
    )


def test_numbers_are_as_short_as_the_evidence_allows() -> None:
    assert find_shortest_number(0.98999999997, lambda x: abs(x - 0.99) < 1e-9) == 0.99
    assert find_shortest_number(0.12345678912345, lambda x: False) == 0.12345678912345
    assert describe_factor(1 / 1024) == "divided by 1024"
    assert describe_factor(2.5) == "multiplied by 2.5"
