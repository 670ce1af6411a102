"""The tests of the optimizers that ``pytest --conformance`` names, which are in no file."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike

import pytest

from .law_tests import LawTest, law_tests
from .shared_check import SharedCheck, shared_check


class TargetCollector(pytest.Collector):
    """Collects a test for each law of an optimizer."""

    def __init__(self, *, check: SharedCheck, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self.check = check

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each law."""
        for test in law_tests(self.config, self.check):
            yield LawItem.from_parent(self, name=test.law, test=test)


class LawItem(pytest.Item):
    """The test of a law of an optimizer that has no test file."""

    def __init__(self, *, test: LawTest, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self.test = test

    def runtest(self) -> None:
        """Test the law."""
        self.test()

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Return the name of the test as its place."""
        return self.config.rootpath, None, f"{self.test.check.text}[{self.name}]"


def collect_targets(session: pytest.Session) -> Iterator[TargetCollector]:
    """Yield a collector for each optimizer that the options name."""
    option = session.config.option
    for target in dict.fromkeys(option.conformance):
        check = shared_check(session.config, target, {"rule": option.conformance_rule})
        node, folder = f"conformance::{target}", session.config.rootpath
        yield TargetCollector.from_parent(
            session, name=target, nodeid=node, path=folder, check=check
        )
