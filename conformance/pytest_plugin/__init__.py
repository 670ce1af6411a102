"""The pytest plugin: laws as tests. It imports nothing of the suite before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .shared_check import ReportGetter

MARK = "conformance"

# The attribute of an exception of which only the text is reported.
OUTCOME = "is_outcome_of_law"


# What this distribution installs.
PACKAGES = {"conformance", "optimcore", "properties"}


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options with which an optimizer is tested without a test file."""
    _do_not_rewrite_asserts(pluginmanager)
    group = parser.getgroup("conformance", "laws of optimizers")
    group.addoption(
        "--conformance",
        metavar="TARGET",
        action="append",
        default=[],
        help="Test the laws of an optimizer: module:attribute or path/file.py:attribute. Without "
        "paths, nothing else is collected. Repeatable.",
    )
    group.addoption(
        "--conformance-rule",
        metavar="NAME",
        help="Rule that the optimizers of --conformance implement, such as adam. Inferred from "
        "their names by default.",
    )


def _do_not_rewrite_asserts(pluginmanager: pytest.PytestPluginManager) -> None:
    """Have the suite imported as everywhere else.

    pytest compiles every module of a distribution with a plugin anew, to explain its asserts. That
    takes as long as their imports.
    """
    marked = getattr(pluginmanager.rewrite_hook, "_must_rewrite", None)
    if isinstance(marked, set):
        marked -= PACKAGES


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and collect no files if only --conformance says what to test."""
    config.addinivalue_line(
        "markers",
        f"{MARK}(tests): test each law of an optimizer; made by conformance.parametrize_with_laws.",
    )
    if config.option.conformance and config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args[:] = []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize the functions that ``parametrize_with_laws`` decorates."""
    marks = list(metafunc.definition.iter_markers(MARK))
    if marks:
        from .law_tests import parametrize

        parametrize(metafunc, [mark.args[0] for mark in marks])


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Add the optimizers of --conformance to what the session collects."""
    outcome: Any = yield
    if isinstance(collector, pytest.Session) and collector.config.option.conformance:
        from .target_items import collect_targets

        outcome.get_result().result.extend(collect_targets(collector))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Report the failure of a law by its text alone, unless --tb=native asks for a traceback."""
    outcome: Any = yield
    error = call.excinfo
    if error and hasattr(error.value, OUTCOME) and item.config.option.tbstyle != "native":
        text = error.getrepr(style="value")
        if text.reprcrash:
            text.reprcrash.message = str(error.value).partition("\n")[0]
        outcome.get_result().longrepr = text


@pytest.fixture(scope="session")
def conformance_report(pytestconfig: pytest.Config) -> ReportGetter:
    """Return a function that checks an optimizer and returns the report, once for each target.

    It takes the arguments of ``conformance.check``. Reports are shared with
    ``parametrize_with_laws``.
    """
    from .shared_check import ReportGetter

    return ReportGetter(pytestconfig)
