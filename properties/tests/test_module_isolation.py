"""A module that one test imports from its temporary folder is not there for the next."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]


def test_a_module_does_not_outlive_the_test_that_imported_it(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\naddopts = -p properties.tests.module_isolation")
    pytester.makepyfile(
        """
        import importlib
        import sys

        import pytest

        def imported(folder, number):
            (folder / "chainer_of_a_test.py").write_text(f"number = {number}")
            sys.path.insert(0, str(folder))
            importlib.invalidate_caches()
            return importlib.import_module("chainer_of_a_test")

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(tmp_path, number):
            assert imported(tmp_path, number).number == number

        def test_nothing_is_left():
            assert "chainer_of_a_test" not in sys.modules
            assert not [p for p in sys.path if "test_it" in p]
        """
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=3)
