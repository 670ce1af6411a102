"""A formula that further cases refute is searched for again."""

from __future__ import annotations

from collections.abc import Sequence

from properties.diagnosis.candidates.cases import Case, gather_cases
from properties.diagnosis.candidates.one_edit import candidate_from_mutant
from properties.diagnosis.formula_search import AGREEMENT, FormulaSearch
from properties.diagnosis.search.diagnose import Search
from properties.engine.results import Examination, Finding, Tally
from properties.generation.probes import build_simplest
from properties.laws import Trial, laws
from properties.mutants import mutants
from properties.rules.patched_package import build_variant
from properties.rules.registry import rules
from properties.rules.source_edits import Edit
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, Step, encode_array
from properties.subjects.optimcore_subject import CoreSubject

RULE = rules()["rmsprop"]

SUBJECT = CoreSubject(
    "rmsprop",
    build_variant(
        [Edit("rmsprop.py", 's.get("a", 0.0), g, h.alpha', 's.get("a", 0.0), g, 1 - h.alpha')]
    ),
)


RIGHT = "The average gradient is average(a, g, 1 - alpha)"


def steps(alpha: float, count: int = 3) -> Scenario:
    hyper = {"lr": 1.0, "alpha": alpha, "centered": True}
    one = build_simplest(SUBJECT.capabilities, RULE, hyper=hyper)
    return Scenario(one.rule, one.dtype, one.parameters, one.groups, one.events * count)


def examination(*scenarios: Scenario) -> Examination:
    law = laws()[AGREEMENT]
    tally = Tally(law)
    for scenario in scenarios:
        evidence = law.judge(Trial(RULE, SUBJECT, scenario))
        assert evidence is not None
        tally.broken = Finding(law, "everyday", scenario, evidence)
    return Examination({law.id: tally}, {})


def test_a_case_that_refutes_a_formula_leads_to_another_one() -> None:
    # In the first step from an average of 0, its own weight does not show.
    search = FormulaSearch(RULE, SUBJECT, gather_cases(RULE, SUBJECT, [steps(0.6, count=1)]))
    search.long_runs = []
    found = search.find()
    others = search.find_others(found, examination(steps(0.25)))
    assert not found[0].title.startswith(RIGHT)
    assert others[0].title.startswith(RIGHT)
    assert len(search.plain) == 2


def test_runs_of_many_steps_refute_a_formula_too() -> None:
    search = FormulaSearch(RULE, SUBJECT, gather_cases(RULE, SUBJECT, [steps(0.6, count=1)]))
    assert search.find()[0].title.startswith(RIGHT)
    assert len(search.plain) == 1 + len(search.long_runs)


ADAFACTOR = rules()["adafactor"]
FINFO = Edit("adafactor.py", "np.finfo(theta.dtype)", "np.finfo(np.float32)")
TINY = ([1e-37, 3e-37], [2e-38, -5e-38], [-7e-39, 1e-38])
USUAL = ([1.0, -2.0], [0.5, 0.25], [-3.0, 1.0], [0.125, 2.0])


def adafactor_cases(subject: CoreSubject, *gradients: Sequence[float]) -> list[Case]:
    """Return a case of one step for each gradient."""
    start = (Start(encode_array([0.0, 0.0])),)
    given = ({name: encode_hyper(value) for name, value in ADAFACTOR.defaults.items()},)
    scenarios = [
        Scenario("adafactor", "float64", start, given, (Step((encode_array(g),)),))
        for g in gradients
    ]
    return gather_cases(ADAFACTOR, subject, scenarios)


def test_a_formula_that_divides_by_0_explains_nothing_by_its_bounds() -> None:
    subject = CoreSubject("adafactor", build_variant([FINFO]))
    cases = adafactor_cases(subject, *TINY, USUAL[0])
    [found, *_] = FormulaSearch(ADAFACTOR, subject, cases).find()
    assert found.title.startswith("eps1 is float(finfo(float32).eps)")


def test_a_formula_without_bounds_in_most_cases_needs_the_numbers_of_the_subject() -> None:
    subject = CoreSubject("adafactor", build_variant([FINFO]))
    made = [candidate_from_mutant(ADAFACTOR, mutant) for mutant in mutants(ADAFACTOR)]
    # The divisor is 0 at the default of d.
    [divided] = [one for one in made if "max(1.0, rms(u) / (1 - d))" in one.title]
    search = Search(ADAFACTOR, subject, (), adafactor_cases(subject, *TINY, *USUAL))
    assert all(map(divided.agrees_in, search.cases))
    assert not search.matches_all_cases(divided)


def test_a_formula_that_no_case_refutes_is_kept() -> None:
    cases = gather_cases(RULE, SUBJECT, [steps(0.25), steps(0.6, count=1), steps(0.5)])
    search = FormulaSearch(RULE, SUBJECT, cases)
    found = search.find()
    assert search.find_others(found, examination(steps(0.25, count=4))) is found
