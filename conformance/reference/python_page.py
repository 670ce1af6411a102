"""The page of the Python API: what the packages export, documented by their docstrings."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from inspect import isclass, isfunction

# The packages, with what their names are for.
PACKAGES = {
    "conformance": "Check, identify and convert optimizers, as the commands do.",
    "conformance.adapters": "Run the optimizers of another library.",
    "optimcore": "The reference implementations, which need only NumPy.",
}


def render_python_page() -> str:
    """Render the page, whose directives Sphinx expands with autodoc."""
    lines = ["# Python API", ""]
    for package, about in PACKAGES.items():
        lines += [f"## `{package}`", "", about, "", "```{eval-rst}"]
        lines += [*_render_names(package), "```", ""]
    return "\n".join(lines)


def _render_names(package: str) -> Iterator[str]:
    """Yield a directive for each exported name."""
    module = import_module(package)
    for name in module.__all__:
        value = getattr(module, name)
        if isfunction(value) or isclass(value):
            yield f".. auto{'class' if isclass(value) else 'function'}:: {package}.{name}"
            yield ""
