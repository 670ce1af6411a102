"""The layout: a module of properties belongs to one of its packages."""

from __future__ import annotations

from pathlib import Path

import properties


def test_every_module_is_in_a_package() -> None:
    folder = Path(properties.__file__).parent
    assert {path.name for path in folder.glob("*.py")} == {"__init__.py"}
