"""The terminal output of ``check``: its order, and what --verbose adds."""

from __future__ import annotations

from typing import Any

from click.testing import CliRunner

from conformance.cli.main import main
from conformance.records.base import DiagnosisRecord, FindingRecord, Options
from conformance.records.check import (
    Certificate,
    FloorRecord,
    LawRecord,
    NotApplicable,
    PitfallCoverage,
    Report,
)
from conformance.rendering.report_text import render_command
from conformance.rendering.terminal.report import SHORT, render_report, render_summary
from conformance.tests.example_law_report import expected_report
from conformance.tests.example_scenarios import LONGER, SCENARIO
from conformance.tests.fixture_types import Command, WriteSubject
from properties.scenarios.model import Scenario
from properties.scenarios.transforms import change

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
            pitfalls=PitfallCoverage(known=9, caught=4, missed=["p1", "p2", "p3", "p4", "p5"]),
            floors=[FloorRecord(hyper="lr", dtype="float64", epsilons=16),
                    FloorRecord(hyper="eps", dtype="float64", epsilons=None)],
        ),
    }  # fmt: skip
    return Report(**(given | changes))


def test_the_sections_have_the_documented_order() -> None:
    text = render_report(report()).plain
    places = [text.index(section) for section in SECTIONS]
    assert places[0] == 0
    assert places == sorted(places)


def test_the_diagnosis_is_a_sentence_and_a_labelled_diff() -> None:
    text = render_report(report()).plain
    assert (
        "What is wrong: one for another\n"
        "  dialect sgd-x, documented by optax; reproduces the optimizer's results in all 8 cases\n"
        "  Because.\n"
        "  If this is intended, declare it: --dialect sgd-x\n"
        "    --- sgd (reference)\n    +++ mine.py:SGD\n    -  before\n    +  after\n"
    ) in text


def test_a_subject_that_is_not_deterministic_is_called_so_first() -> None:
    sentences = ["The optimizer is not deterministic: runs differ.", "It draws numbers."]
    given = report(diagnosis=[], residual=sentences, nondeterministic=True)
    lines = render_report(given).plain.splitlines()
    assert lines[:4] == [
        "mine.py:SGD diverges from sgd", "", f"What is wrong: {sentences[0]}", f"  {sentences[1]}",
    ]  # fmt: skip


def test_a_check_that_ended_early_says_why_beside_the_verdict() -> None:
    lines = render_report(report(interrupted="its process was lost 9 times.")).plain.splitlines()
    assert lines[1] == "  The check ended early: its process was lost 9 times."
    assert "ended early" not in render_report(report()).plain


def test_an_unknown_bug_is_called_unknown_and_described() -> None:
    text = render_report(report(diagnosis=[], residual=["Only in float32."])).plain
    assert "What is wrong: no known pitfall or dialect explains it\n  Only in float32.\n" in text


def test_only_a_dialect_can_be_declared() -> None:
    known = change(report().diagnosis[0], kind="pitfall")
    text = render_report(
        report(diagnosis=[known, change(known, id="other", diff="", title="Other")])
    ).plain
    assert "declare it" not in text
    assert "equivalent explanation: Other (pitfall other)\n" in text


def test_a_conforming_report_has_no_case_and_nothing_wrong() -> None:
    text = render_report(report(verdict="conforms", findings=[])).plain
    assert text.startswith("mine.py:SGD conforms to sgd\n")
    assert "What differs: one for another\n" in text
    for absent in ("What is wrong", "Smallest case", "Reproduce with", "declare it"):
        assert absent not in text


def test_an_undecided_report_says_why() -> None:
    text = render_report(report(verdict="undecided", findings=[], diagnosis=[])).plain
    assert text.startswith("mine.py:SGD undecided\n  No comparison with the rule was decided")


def test_long_lists_are_counted_and_verbose_prints_them() -> None:
    brief, whole = (render_report(report(), verbose).plain for verbose in (False, True))
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
    text = render_report(report(untouched=["one", "two", "three"][:SHORT])).plain
    assert "3 constructor arguments left at their defaults: one, two, three\n" in text
    assert "excluded with --without: groups\n" in text


def test_verbose_prints_the_case_of_every_finding() -> None:
    brief, whole = (render_report(report(), verbose).plain for verbose in (False, True))
    assert brief.count("event 0: step, gradient [1]") == 1
    assert "Other failed laws (1; --verbose prints their cases)\n  restart: restart is off" in brief
    assert whole.count("event 0: step, gradient [1]") == 3


def test_what_no_diagnosis_explains_has_its_cases_without_verbose() -> None:
    text = render_report(report(diagnosis=[], residual=["Only in float32."])).plain
    assert text.count("event 0: step, gradient [1]") == 2


def test_laws_with_one_message_are_listed_together() -> None:
    found = [finding("agreement"), *(finding(law, message="off") for law in ("a", "b"))]
    assert "\n  a, b: off\n" in render_report(report(findings=found)).plain


def test_the_numbers_are_explained() -> None:
    text = render_report(report()).plain
    for said in (
        "1 law on 3 scenarios (adapter objects, seed 7)\n",
        "1.93 million comparisons decided, 7 % undecided (the rounding bound is too wide there)\n",
        "4 of 9 known pitfalls of sgd would be detected\n",
        "float64 (1 epsilon = 2.2e-16): lr 16, eps not detected\n",
        "the error is 9 times the rounding bound\n",
    ):
        assert said in text


def test_the_command_to_paste_is_one_that_is_accepted() -> None:
    text = render_report(report()).plain
    line = next(line for line in text.splitlines() if line.startswith("  conformance check"))
    assert line.strip() == render_command(report())
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


def test_lines_of_a_real_report_have_no_tuple_of_one(write_subject: WriteSubject) -> None:
    result = CliRunner().invoke(main, ["check", f"{write_subject('climbing')}:SGD"])
    case = result.output.partition("Smallest case\n")[2].partition("agreement")[0]
    assert "(1,)" not in case


def test_the_summary_names_an_expected_failure_that_is_stale() -> None:
    stale = expected_report("runs", "runs passes, although it is expected to fail")
    assert "runs passes, although it is expected to fail" in render_summary(stale).plain


def test_a_warning_that_counts_events_says_where_its_case_is() -> None:
    counting = finding("duplicate", message="after event 0, parameter 0: too far")
    hint = "--verbose prints the cases of these warnings"
    assert hint in render_report(report(advice=[counting])).plain
    assert hint not in render_report(report(advice=[counting]), verbose=True).plain
    assert hint not in render_report(report()).plain


def test_nothing_is_wrong_with_an_optimizer_that_conforms() -> None:
    explained = finding("duplicate", explained_by="sgd-x")
    of_right = report(verdict="conforms", findings=[], advice=[explained])
    assert "1 further warning, explained by what differs;" in render_report(of_right).plain
    assert "explained by what is wrong;" in render_report(report(advice=[explained])).plain


def test_a_failure_that_nothing_names_says_so() -> None:
    unnamed = report(diagnosis=[], residual=[])
    assert (
        "What is wrong: no known pitfall or dialect explains it\n" in render_report(unnamed).plain
    )
    assert "What is wrong" not in render_report(report(diagnosis=[], findings=[])).plain


def test_the_laws_of_an_optimizer_that_is_not_deterministic_are_counted() -> None:
    random = report(diagnosis=[], nondeterministic=True, residual=["It is random.", "Why."])
    brief, whole = (render_report(random, verbose=verbose).plain for verbose in (False, True))
    assert "Other failed laws (1; --verbose prints their cases)" in brief
    assert "restart is off" not in brief
    assert "restart is off" in whole


def test_laws_that_compare_with_a_formula_that_is_not_found_are_named_in_one_line() -> None:
    found = [
        finding("agreement", expects_rule=True),
        *(finding(law, message=f"{law} is off", expects_rule=True) for law in ("written", "late")),
        finding("scaling", message="scaling is off"),
    ]
    unknown = report(findings=found, diagnosis=[], residual=["Off."])
    brief, whole = (render_report(unknown, verbose=verbose).plain for verbose in (False, True))
    assert "Other failed laws (3)\n" in brief
    assert (
        "written, late fail as well, because the steps are not those of the formula; --verbose"
        in brief
    )
    assert "scaling is off" in brief
    assert "late is off" not in brief
    assert "late is off" in whole
    assert "late is off" in render_report(change(unknown, formula_conforms=True)).plain


def test_a_warning_that_compares_with_a_formula_that_is_not_found_is_counted() -> None:
    warning = finding("defaults", message="off by default", expects_rule=True)
    unknown = report(diagnosis=[], residual=["Off."], advice=[warning])
    brief = render_report(unknown).plain
    assert "1 further warning, because the steps are not those of the formula; --verbose" in brief
    assert "off by default" not in brief
    assert "off by default" in render_report(unknown, verbose=True).plain


def test_the_cases_are_in_the_order_of_what_is_wrong() -> None:
    one = DiagnosisRecord(id="first", kind="mutant", title="FIRST", cases=1, of=1)
    other = DiagnosisRecord(
        id="second", kind="mutant", title="SECOND", cases=1, of=1, layer="contract"
    )
    findings = [
        finding("resume", message="of the second", explained_by="second"),
        finding("agreement", message="of the first", explained_by="first"),
    ]
    text = render_report(report(diagnosis=[one, other], findings=findings)).plain
    first, _, second = text.partition("Smallest case\n")[2].partition("Smallest case of: SECOND\n")
    assert "of the first" in first
    assert "of the second" in second
