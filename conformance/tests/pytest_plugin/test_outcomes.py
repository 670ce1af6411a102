"""The outcomes of the tests of laws, and the text of a failure."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from conformance.errors import WrongUse
from conformance.tests.pytest_plugin.sessions import (
    BROKEN,
    CORRECT,
    LAWS,
    Checks,
    Run,
    checks,
    run,
)

pytest_plugins = ["pytester"]
__all__ = ["checks", "run"]

EXPECTED = ", expected_failures={'agreement': 'bug 22', 'scaling': {'reason': 'bug 23'}}"

# The whole text of a failure, between its heading and the next one.
FAILURE = """\
mine.py:SGD fails the law 'agreement': What agreement says.

What is wrong: One thing for another
  dialect some-dialect, documented by optax; reproduces the optimizer's results in 7 of 8 cases
  Because.
  If this is intended, declare it: --dialect some-dialect
    --- sgd (reference)
    +++ mine.py:SGD
    -  right
    +  wrong

Smallest case
  sgd in float64, default hyper-parameters
  parameter 0: starts at [1]
  event 0: step, gradient [1]
  agreement: off by a lot
    the error is 9 times the rounding bound

Replay with
  pytest 'test_mine.py::test_my_adam[agreement]'
"""


def test_each_law_is_a_test_and_one_check_decides_all(run: Run, checks: Checks) -> None:
    result = run("-rA")
    result.assert_outcomes(passed=2, failed=2, skipped=2, warnings=1)
    assert len(checks.made) == 1
    result.stdout.fnmatch_lines_random(
        [
            "PASSED test_mine.py::test_my_adam[[]negation]",
            "PASSED test_mine.py::test_my_adam[[]refusals]",
            "FAILED test_mine.py::test_my_adam[[]scaling] - mine.py:SGD fails the law*",
            "SKIPPED *the law does not apply: the subject takes no maximize",
            "SKIPPED *no scenario of this check tests the law",
            "*AdviceWarning: mine.py:SGD fails the law 'refusals' (SHOULD): nan is accepted",
        ]
    )


def test_a_failure_is_what_a_person_wants_to_read_and_nothing_else(run: Run) -> None:
    output = run("-k", "agreement").stdout.str()
    heading = next(line for line in output.splitlines() if line.startswith("____"))
    text = output.partition(heading + "\n")[2].partition("====")[0]
    assert text == FAILURE


def test_a_traceback_through_the_suite_is_shown_on_request(run: Run) -> None:
    assert "law_tests.py" not in run("-k", "agreement").stdout.str()
    native = run("-k", "agreement", "--tb=native").stdout.str()
    assert "law_tests.py" in native
    assert "Smallest case" in native


def test_expected_failures_are_xfailed_with_their_reasons(run: Run) -> None:
    result = run("-rx", arguments=EXPECTED)
    result.assert_outcomes(passed=2, xfailed=2, skipped=2, warnings=1)
    result.stdout.fnmatch_lines(["XFAIL *agreement* bug 22", "XFAIL *scaling* bug 23"])


@pytest.mark.parametrize(
    ("law", "entry", "words"),
    [
        ("negation", "'why'", "the law passes. Remove the expected failure; its reason was: why"),
        ("agreement", "' '", "has no reason"),
        ("maximize", "'why'", "matches nothing: the law does not apply"),
        ("refusal", "'why'", "there is no law of this name. Did you mean 'refusals'?"),
    ],
)
def test_a_wrong_expected_failure_fails_the_test_of_its_law(
    run: Run, law: str, entry: str, words: str
) -> None:
    result = run("-k", f"[{law}]", arguments=f", expected_failures={{'{law}': {entry}}}")
    result.assert_outcomes(failed=1, deselected=len({*LAWS, law}) - 1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert words in result.stdout.str()


def test_a_law_that_passes_may_be_expected_to_fail_if_that_is_not_strict(run: Run) -> None:
    entry = "{'reason': 'on some machines', 'strict': False}"
    result = run("-k", "negation", arguments=f", expected_failures={{'negation': {entry}}}")
    result.assert_outcomes(passed=1, deselected=len(LAWS) - 1)


def test_advice_is_a_failure_if_strict(run: Run) -> None:
    result = run(arguments=", strict=True")
    result.assert_outcomes(passed=1, failed=3, skipped=2)


def test_an_undecided_run_fails(run: Run, checks: Checks) -> None:
    checks.result = replace(CORRECT, verdict="undecided", certificate=BROKEN.certificate)
    result = run("-k", "resting")
    result.assert_outcomes(failed=1, deselected=len(LAWS) - 1)
    assert "no comparison with the rule was decided" in result.stdout.str()


def test_a_run_that_ended_early_decides_nothing_about_the_laws_that_did_not_fail(
    run: Run, checks: Checks
) -> None:
    checks.result = replace(BROKEN, interrupted="it hangs")
    result = run("-rs")
    result.assert_outcomes(failed=2, passed=1, skipped=3, warnings=1)
    assert "the check ended early: it hangs" in result.stdout.str()


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (replace(CORRECT, verdict="errored", error="it cannot be built"), "it cannot be built"),
        (WrongUse("rule 'adm' is unknown"), "rule 'adm' is unknown"),
    ],
)
def test_an_optimizer_that_cannot_be_checked_fails_without_a_traceback(
    run: Run, checks: Checks, outcome: object, words: str
) -> None:
    checks.result = outcome  # type: ignore[assignment]
    result = run()
    result.assert_outcomes(failed=len(LAWS))
    assert len(checks.made) == 1
    assert words in result.stdout.str()
    assert "law_tests.py" not in result.stdout.str()


def test_an_internal_error_fails_one_test(run: Run, checks: Checks) -> None:
    checks.result = replace(CORRECT, internal_error="Traceback of the suite")
    result = run()
    result.assert_outcomes(failed=1, passed=len(LAWS) - 1)
    assert "Traceback of the suite" in result.stdout.str()


def test_expected_failures_that_cannot_be_read_are_an_error_of_collection(run: Run) -> None:
    result = run(arguments=", expected_failures=[{'law': 'scaling', 'reson': 'typo'}]")
    result.assert_outcomes(errors=1)
    assert "the key 'reson' is unknown" in result.stdout.str()
    assert "law_tests.py" not in result.stdout.str()
