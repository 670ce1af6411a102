"""The layout: a module of conformance belongs to one of its packages."""

from __future__ import annotations

from pathlib import Path

import conformance


def test_every_module_is_in_a_package() -> None:
    folder = Path(conformance.__file__).parent
    assert {path.name for path in folder.glob("*.py")} == {
        "__init__.py",
        "__main__.py",
        "cache.py",
        "errors.py",
        "interrupts.py",
        "process_pool.py",
    }
