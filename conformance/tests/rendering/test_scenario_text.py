"""The terminal output of ``check``: its order, what --verbose adds, and how cases are listed."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from conformance.cli.main import main
from conformance.operations.check import check
from conformance.operations.replay import replay
from conformance.records.base import DiagnosisRecord, FindingRecord, Options
from conformance.records.capsule import capsule_of
from conformance.records.check import (
    Certificate,
    FloorRecord,
    LawRecord,
    NotApplicable,
    Report,
    Sighted,
)
from conformance.rendering.report_text import asked
from conformance.rendering.scenario_text import in_words, numbers, with_added_events
from conformance.rendering.terminal.report import SHORT, told
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject
from properties.scenarios.model import (
    AddGroup,
    Array,
    OtherStep,
    Restart,
    Resume,
    Rewind,
    Save,
    Scenario,
    Schedule,
    SetHyper,
    Start,
    ZeroGrad,
    array,
)
from properties.scenarios.transforms import change, inserted

from ..example_scenarios import LONGER, SCENARIO, STEP

SECTIONS = (
    "mine.py:SGD diverges from sgd\n", "\nWhat is wrong: ", "\nSmallest case\n",
    "\nReproduce with\n", "\nWarnings", "\nChecked\n", "\nNot checked\n",
)  # fmt: skip


def finding(law: str, scenario: Scenario = SCENARIO, **changes: Any) -> FindingRecord:
    given: dict[str, Any] = {"message": f"{law} is off", "ratio": 9.0, "scenario": scenario}
    return FindingRecord(law=law, **(given | changes))


def report(**changes: Any) -> Report:
    known = DiagnosisRecord(
        id="sgd-x", kind="dialect", title="one for another", explanation="Because.",
        diff="--- optimcore/sgd.py\n-  before\n+  after", libraries=["optax"], cases=8, of=8,
    )  # fmt: skip
    given: dict[str, Any] = {
        "target": "mine.py:SGD", "rule": "sgd", "verdict": "diverges", "adapter": "objects",
        "findings": [finding("agreement", also=["scaling"]), finding("restart", LONGER)],
        "advice": [finding("refusals", message="lr=nan was accepted", ratio=None)],
        "diagnosis": [known],
        "untouched": ["one", "two", "three", "four"],
        "options": Options(without=["groups"], seed=7),
        "certificate": Certificate(
            cases=3, decided=1_930_861, undecided=152_149,
            laws=[LawRecord(law="agreement", requirement="must", cases=3, decided=40, undecided=0,
                            ratio=9.0, broken=True)],
            not_applicable=[NotApplicable(law=x, reason="it cannot") for x in ("file", "hooks")],
            pitfalls=Sighted(known=9, caught=4, missed=["p1", "p2", "p3", "p4", "p5"]),
            floors=[FloorRecord(hyper="lr", dtype="float64", epsilons=16),
                    FloorRecord(hyper="eps", dtype="float64", epsilons=None)],
        ),
    }  # fmt: skip
    return Report(**(given | changes))


def test_the_sections_stand_in_the_order_of_the_questions() -> None:
    text = told(report()).plain
    places = [text.index(section) for section in SECTIONS]
    assert places[0] == 0
    assert places == sorted(places)


def test_the_diagnosis_is_a_sentence_and_a_labelled_diff() -> None:
    text = told(report()).plain
    assert (
        "What is wrong: one for another\n"
        "  dialect sgd-x, documented by optax; reproduces the optimizer's results in all 8 cases\n"
        "  Because.\n"
        "  If this is intended, declare it: --dialect sgd-x\n"
        "    --- sgd (reference)\n    +++ mine.py:SGD\n    -  before\n    +  after\n"
    ) in text


def test_an_unknown_bug_is_called_unknown_and_described() -> None:
    text = told(report(diagnosis=[], residual=["Only in float32."])).plain
    assert "What is wrong: no known pitfall or dialect explains it\n  Only in float32.\n" in text


def test_only_a_dialect_can_be_declared() -> None:
    known = change(report().diagnosis[0], kind="pitfall")
    text = told(report(diagnosis=[known, change(known, id="other", diff="", title="Other")])).plain
    assert "declare it" not in text
    assert "equivalent explanation: Other (pitfall other)\n" in text


def test_a_conforming_report_has_no_case_and_nothing_wrong() -> None:
    text = told(report(verdict="conforms", findings=[])).plain
    assert text.startswith("mine.py:SGD conforms to sgd\n")
    assert "What differs: one for another\n" in text
    for absent in ("What is wrong", "Smallest case", "Reproduce with", "declare it"):
        assert absent not in text


def test_an_undecided_report_says_why() -> None:
    text = told(report(verdict="undecided", findings=[], diagnosis=[])).plain
    assert text.startswith("mine.py:SGD undecided\n  The law agreement decided no comparison")


def test_long_lists_are_counted_and_verbose_prints_them() -> None:
    brief, whole = (told(report(), verbose).plain for verbose in (False, True))
    for line, names in (
        ("2 laws do not apply; --verbose lists them", "file, hooks do not apply: it cannot"),
        ("5 known pitfalls would not be detected; --verbose lists them", "p1, p2, p3, p4, p5"),
        ("4 constructor arguments left at their defaults; --verbose lists them",
         "one, two, three, four"),
        ("restart is off", "agreement (MUST): 3 scenarios, 40 comparisons decided, 0 % undecided"),
    ):  # fmt: skip
        assert line in brief
        assert names not in brief
        assert names in whole
    assert "--verbose" not in whole


def test_short_lists_are_printed() -> None:
    text = told(report(untouched=["one", "two", "three"][:SHORT])).plain
    assert "3 constructor arguments left at their defaults: one, two, three\n" in text
    assert "excluded with --without: groups\n" in text


def test_verbose_prints_the_case_of_every_finding() -> None:
    brief, whole = (told(report(), verbose).plain for verbose in (False, True))
    assert brief.count("event 0: step, gradient [1]") == 1
    assert "Other failed laws (1; --verbose prints their cases)\n  restart: restart is off" in brief
    assert whole.count("event 0: step, gradient [1]") == 3


def test_what_no_diagnosis_explains_has_its_cases_without_verbose() -> None:
    text = told(report(diagnosis=[], residual=["Only in float32."])).plain
    assert text.count("event 0: step, gradient [1]") == 2


def test_laws_with_one_message_are_listed_together() -> None:
    found = [finding("agreement"), *(finding(law, message="off") for law in ("a", "b"))]
    assert "\n  a, b: off\n" in told(report(findings=found)).plain


def test_the_numbers_are_explained() -> None:
    text = told(report()).plain
    for said in (
        "1 law on 3 scenarios (adapter objects, seed 7)\n",
        "1.93 million comparisons decided, 7 % undecided (the rounding bound is too wide there)\n",
        "4 of 9 known pitfalls of sgd would be detected\n",
        "float64 (1 epsilon = 2.2e-16): lr 16, eps not detected\n",
        "the error is 9 times the rounding bound\n",
    ):
        assert said in text


def test_the_command_to_paste_is_one_that_is_accepted() -> None:
    text = told(report()).plain
    line = next(line for line in text.splitlines() if line.startswith("  conformance check"))
    assert line.strip() == asked(report())
    assert "--without groups" in line
    assert "--seed 7" in line


def test_the_command_has_a_verbose_option(command: Command, write_subject: WriteSubject) -> None:
    target = f"{write_subject('climbing')}:SGD"
    brief = command("check", target, "--examples", 1).stdout
    assert "; --verbose lists them" in brief
    for option in ("--verbose", "-v"):
        whole = command("check", target, "--examples", 1, option).stdout
        assert "maximize does not apply: " in whole
        assert "--verbose" not in whole


# Cases


def test_every_event_is_described() -> None:
    odd = change(STEP, times=3, sparse=True, closure=True, hooks=True, recycle=True,
                 dtype="float32")  # fmt: skip
    events = (
        odd, SetHyper("lr", (0.25).hex()), Save(), Rewind(), Restart(), Resume(by="pickle"),
        Resume({"lr": (0.5).hex()}), ZeroGrad(), AddGroup(1), Schedule((0.5).hex()),
        OtherStep((None,)),
    )  # fmt: skip
    lines = list(in_words(change(SCENARIO, events=events)))
    assert lines == [
        "sgd in float64, lr=0.5",
        "parameter 0: starts at [1]",
        "event 0: step, gradient [1] (repeated 3 times, float32 gradients, sparse gradients, "
        "gradients set by a closure, with step hooks, gradient buffers overwritten after the step)",
        "event 1: set lr = 0.25",
        "event 2: save a checkpoint",
        "event 3: go back to the checkpoint",
        "event 4: rebuild the optimizer without loading its state",
        "event 5: pickle and unpickle the optimizer and its parameters, and continue",
        "event 6: save the state, rebuild the optimizer, load the state (rebuilt with lr=0.5)",
        "event 7: zero_grad()",
        "event 8: add parameter group 1",
        "event 9: attach a scheduler that multiplies lr by 0.5 after each step",
        "event 10: step of a second optimizer, gradient None",
    ]


def test_what_is_special_about_a_case_is_listed() -> None:
    starts = (
        Start(array([1.0]), group=1, strided=True, dtype="float32"),
        Start(array([[1.0, 2.0]]), complex=True),
        Start(array(3.0)),
    )
    scenario = Scenario(
        "sgd", "float64", starts, ({}, {"lr": (0.5).hex()}), (SetHyper("lr", (0.5).hex(), 1),),
        params_as="generator", lr_as="tensor",
    )  # fmt: skip
    assert list(in_words(scenario)) == [
        "group 0: sgd in float64, default hyper-parameters",
        "group 1: sgd in float64, lr=0.5",
        "parameters passed as a generator",
        "lr passed as a tensor",
        "parameter 0 (group 1, float32, not contiguous): starts at [1]",
        "parameter 1 (group 0, complex, shape (1, 2)): starts at [1, 2]",
        "parameter 2 (group 0, shape ()): starts at [3]",
        "event 0: set lr = 0.5 in group 1",
    ]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (array([1.0, 2.5]), "[1, 2.5]"),
        (array([]), "[]"),
        (Array((0,), ((1.0).hex(),)), "[]"),
        (Array((2, 1), ((0.0).hex(),)), "[0, 0]"),
        (Array((70001,), ((1.0).hex(), (2.0).hex())), "[1, 2, 1, 2, 1, 2, 1, 2, … 70001 elements]"),
        (array(range(9)), "[0, 1, 2, 3, 4, 5, 6, 7, … 9 elements]"),
    ],
)
def test_an_array_is_cut(values: Array, text: str) -> None:
    assert numbers(values) == text


# Events that a law adds


def test_a_message_lists_the_events_that_its_case_does_not() -> None:
    run = inserted(LONGER, 1, Restart())
    message = "after event 2, parameter 0: got 1, expected 2"
    assert with_added_events(message, LONGER, [run]) == (
        f"{message} (this law adds event 1: rebuild the optimizer without loading its state)"
    )


def test_a_message_about_the_listed_events_is_left_alone() -> None:
    run = inserted(LONGER, 1, Restart())
    late = "after event 2, parameter 0"
    # The event comes before those that were added; the case itself was run; nothing was added.
    assert with_added_events("after event 0", LONGER, [run]) == "after event 0"
    assert with_added_events("lr=nan was accepted", LONGER, [run]) == "lr=nan was accepted"
    assert with_added_events(late, LONGER, [run, LONGER]) == late
    assert with_added_events(late, LONGER, [change(LONGER, dtype="float32")]) == late
    assert with_added_events(late, LONGER, [change(LONGER, events=(STEP,))]) == late


def test_every_event_of_a_finding_is_listed_or_described(write_subject: WriteSubject) -> None:
    source = PAGE_SGD.replace(
        "def step(self):", "def step(self):\n        self.lr = self.lr or 1.0"
    )
    made = check(f"{write_subject(source)}:SGD", examples=5)
    assert made.verdict == "diverges"
    shown = [f for f in made.findings if "this law adds event" in f.message]
    assert shown
    again = replay(capsule_of(made, shown[0]))
    assert again.message == shown[0].message


def test_lines_of_a_real_report_have_no_tuple_of_one(write_subject: WriteSubject) -> None:
    result = CliRunner().invoke(main, ["check", f"{write_subject('climbing')}:SGD"])
    case = result.output.partition("Smallest case\n")[2].partition("agreement")[0]
    assert "(1,)" not in case
