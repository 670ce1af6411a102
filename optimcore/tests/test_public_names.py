"""The names that optimcore exports, and those of modules that it does not import."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

import optimcore


def test_every_exported_name_exists() -> None:
    assert all(hasattr(optimcore, name) for name in optimcore.__all__)


def test_an_optimizer_is_found_in_the_module_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("optimcore.tilt")
    module.__spec__ = optimcore.__spec__
    tilt = type("Tilt", (optimcore.SGD,), {})
    monkeypatch.setitem(vars(module), "Tilt", tilt)
    monkeypatch.setitem(sys.modules, "optimcore.tilt", module)
    assert vars(optimcore).get("Tilt") is None
    assert getattr(optimcore, "Tilt") is tilt  # noqa: B009 - not known to a type checker


@pytest.mark.parametrize("name", ["Adom", "_adam", "adam_", "Kernels", "__path"])
def test_another_name_is_an_attribute_error(name: str) -> None:
    with pytest.raises(AttributeError, match=f"'optimcore' has no attribute '{name}'"):
        getattr(optimcore, name)
