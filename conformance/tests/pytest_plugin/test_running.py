"""Options of pytest, tests without a file, and the fixture."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.tests.pytest_plugin.sessions import (
    CORRECT,
    LAWS,
    Checks,
    Run,
    checks,
    plugin_options,
    run,
)

pytest_plugins = ["pytester"]
__all__ = ["checks", "run"]

OTHERS = len(LAWS) - 1

# The plugin was imported before the session in the same process.
AS_ERRORS = ("-W", "error", "-W", "ignore::pytest.PytestAssertRewriteWarning")

SEVERAL = """
from conformance import parametrize_with_laws

class One:
    pass

class Two:
    pass

@parametrize_with_laws([One, Two, "mine.py:Three"], rule="sgd")
def test_all(law):
    law()
"""

FIXTURE = """
from conformance import parametrize_with_laws

class MySGD:
    pass

@parametrize_with_laws(MySGD, rule="sgd")
def test_laws(law):
    law()

def test_report(conformance_report):
    assert conformance_report(MySGD, "sgd").certificate.laws
    conformance_report(MySGD, rule="sgd").raise_if_broken()
"""

# What pytest itself imports when it runs.
PYTEST = {"_pytest", "pluggy", "iniconfig", "packaging", "pygments"}

# Prints the packages that are imported where a session does not use the plugin.
PROBE = """
import sys
import pytest
before = {name.partition(".")[0] for name in sys.modules}
code = pytest.main(sys.argv[1:])
after = {name.partition(".")[0] for name in sys.modules}
print("imported:", *sorted(after - before - sys.stdlib_module_names))
sys.exit(code)
"""


def test_tests_are_collected_without_a_check(run: Run, checks: Checks) -> None:
    result = run("--collect-only", "-q")
    result.stdout.fnmatch_lines([f"test_mine.py::test_my_adam[[]{law}]" for law in LAWS])
    assert checks.made == []


def test_x_ends_at_the_first_failure(run: Run) -> None:
    run("-x").assert_outcomes(failed=1)


def test_lf_repeats_the_failures(run: Run) -> None:
    run()
    run("--lf").assert_outcomes(failed=2)


def test_the_mark_selects_the_tests(run: Run) -> None:
    run("-m", "not conformance", "--strict-markers").assert_outcomes(deselected=len(LAWS))


def test_warnings_that_are_errors_fail_for_advice_alone(run: Run, checks: Checks) -> None:
    result = run(*AS_ERRORS, "-k", "refusals or negation")
    result.assert_outcomes(failed=1, passed=1, deselected=len(LAWS) - 2)
    assert "law_tests.py" not in result.stdout.str()
    ignored = run(*AS_ERRORS, "-W", "default::conformance.AdviceWarning", "-k", "refusals")
    ignored.assert_outcomes(passed=1, warnings=1, deselected=OTHERS)
    checks.result = CORRECT
    run(*AS_ERRORS).assert_outcomes(passed=len(LAWS))


def test_several_optimizers_are_named_in_the_ids(run: Run, checks: Checks) -> None:
    checks.result = CORRECT
    result = run("-v", text=SEVERAL)
    result.assert_outcomes(passed=3 * len(LAWS))
    assert [str(getattr(one, "__name__", one)) for one in checks.made] == [
        "One", "Two", "mine.py:Three"
    ]  # fmt: skip
    for name in ("One", "Two", "Three"):
        result.stdout.fnmatch_lines([f"test_mine.py::test_all[[]{name}-scaling] PASSED*"])


def test_the_fixture_shares_the_check(run: Run, checks: Checks) -> None:
    checks.result = CORRECT
    run(text=FIXTURE).assert_outcomes(passed=len(LAWS) + 1)
    assert len(checks.made) == 1


def test_a_target_is_tested_without_a_file(run: Run, checks: Checks) -> None:
    result = run("--conformance", "mine.py:SGD", "--conformance-rule", "sgd", "-v", "-rA")
    result.assert_outcomes(passed=2, failed=2, skipped=2, warnings=1)
    assert checks.made == ["mine.py:SGD"]
    result.stdout.fnmatch_lines(
        [
            f"*collected {len(LAWS)} items",
            "conformance::mine.py:SGD::scaling FAILED *",
            "*_ mine.py:SGD[[]agreement] _*",
            "  conformance check mine.py:SGD --rule sgd --examples 100 --seed 0",
        ]
    )
    again = run("--conformance", "mine.py:SGD", "--conformance-rule", "sgd", "--lf")
    again.assert_outcomes(failed=2, deselected=len(LAWS) - 2)
    chosen = run("--conformance", "mine.py:SGD", "-k", "negation")
    chosen.assert_outcomes(passed=1, deselected=OTHERS)


def test_a_target_and_a_file_are_tested_together(run: Run, checks: Checks) -> None:
    checks.result = CORRECT
    result = run("--conformance", "mine.py:SGD", "test_mine.py")
    result.assert_outcomes(passed=2 * len(LAWS))


CONFIGURATION = """
examples = 3
[[target]]
target = "mine.py:SGD"
rule = "sgd"
without = ["float64"]
expected-failures = [{law = "agreement", reason = "bug 1"}, {law = "scaling", reason = "bug 2"}]
"""


def test_the_configuration_of_the_project_applies(
    run: Run, checks: Checks, pytester: pytest.Pytester
) -> None:
    (pytester.path / "conformance.toml").write_text(CONFIGURATION, encoding="utf-8")
    result = run("--conformance", "mine.py:SGD", "--rootdir", str(pytester.path))
    result.assert_outcomes(passed=2, xfailed=2, skipped=2, warnings=1)
    assert {k: checks.given[k] for k in ("rule", "examples", "without")} == {
        "rule": "sgd", "examples": 3, "without": ("float64",)
    }  # fmt: skip
    (pytester.path / "conformance.toml").write_text("exmples = 3", encoding="utf-8")
    result = run("--rootdir", str(pytester.path))
    result.assert_outcomes(errors=1)
    assert "Did you mean 'examples'?" in result.stdout.str()


@pytest.mark.everywhere
def test_the_plugin_imports_nothing_where_it_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_one(): pass\n", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PROBE, "-q", "-p", "conformance.pytest_plugin", str(tmp_path)],
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, cwd=tmp_path,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(done.stdout.splitlines()[-1].split()[1:]) - PYTEST == {"conformance", "test_one"}


@pytest.mark.campaign
def test_workers_of_xdist_run_the_tests(pytester: pytest.Pytester) -> None:
    source = "from conformance import parametrize_with_laws\n\n" + FAST
    pytester.makepyfile(test_mine=source)
    result = pytester.runpytest_subprocess(*plugin_options(), "-n", "2")
    outcomes = result.parseoutcomes()
    assert outcomes["passed"] > 20
    assert "failed" not in outcomes


FAST = """
@parametrize_with_laws("optimcore:SGD", examples=1)
def test_sgd(law):
    law()
"""
