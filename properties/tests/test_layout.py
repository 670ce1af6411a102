"""The layout: a module of properties belongs to one of its packages."""

from __future__ import annotations

from pathlib import Path

import properties


def test_no_module_lies_beside_the_packages() -> None:
    folder = Path(properties.__file__).parent
    assert {path.name for path in folder.glob("*.py")} == {"__init__.py"}
