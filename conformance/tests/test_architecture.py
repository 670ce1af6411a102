"""The diagram of CONTRIBUTING.md: its packages, layers and arrows are those of the source."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

# The repository; an installed copy of the tests is run in it.
ROOT = next(
    (p for p in (Path(__file__).parents[2], Path.cwd()) if (p / "CONTRIBUTING.md").is_file()),
    Path(),
)
LAYERED = ("conformance", "properties")

pytestmark = pytest.mark.skipif(not ROOT.name, reason="the diagram is in the repository")


@pytest.fixture(scope="module")
def diagram() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(r"```mermaid\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


def drawn_packages(diagram: str, root: str) -> list[str]:
    """The packages inside one frame of the diagram, from top to bottom."""
    frame = re.search(rf"subgraph {root}\n(.*?)\n  end", diagram, re.DOTALL)
    assert frame
    return re.findall(rf'^    {root}_(\w+)\["\1: [^"]+"\]$', frame[1], re.MULTILINE)


def drawn_arrows(diagram: str) -> list[tuple[str, str]]:
    return re.findall(r"^  (\w+) --> (\w+)$", diagram, re.MULTILINE)


def real_packages(root: str) -> set[str]:
    return {path.parent.name for path in (ROOT / root).glob("*/__init__.py")} - {"tests"}


def layers(root: str) -> list[set[str]]:
    """The layers of import-linter's contract, from top to bottom."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    [contract] = [c for c in contracts if c.get("containers") == [root]]
    return [set(layer.split(" | ")) for layer in contract["layers"]]


def package_of(module: list[str]) -> str:
    """The node of a module in the diagram; empty if it has none."""
    if module[0] in LAYERED:
        return "_".join(module[:2])
    return "optimcore" if module[0] == "optimcore" else ""


def imports(root: str) -> Iterator[tuple[str, str]]:
    """The imports between packages, outside of tests, as nodes of the diagram."""
    for path in (ROOT / root).rglob("*.py"):
        module = path.relative_to(ROOT).with_suffix("").parts
        if "tests" in module:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                above = module[: len(module) - node.level] if node.level else ()
                base = [*above, *(node.module or "").split(".")]
                imported = [[p for p in (*base, a.name) if p] for a in node.names]
            elif isinstance(node, ast.Import):
                imported = [alias.name.split(".") for alias in node.names]
            else:
                continue
            for name in imported:
                yield package_of(list(module)), package_of(name)


@pytest.mark.parametrize("root", LAYERED)
def test_the_packages_are_drawn_in_the_order_of_their_layers(diagram: str, root: str) -> None:
    drawn = drawn_packages(diagram, root)
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == real_packages(root)
    below = iter(drawn)
    for layer in layers(root):
        expected = layer & real_packages(root)
        assert {next(below) for _ in expected} == expected


def test_every_arrow_is_an_import(diagram: str) -> None:
    real = {pair for root in LAYERED for pair in imports(root)}
    assert not [arrow for arrow in drawn_arrows(diagram) if arrow not in real]


def test_every_package_has_an_arrow(diagram: str) -> None:
    ends = {end for arrow in drawn_arrows(diagram) for end in arrow}
    packages = {f"{root}_{name}" for root in LAYERED for name in drawn_packages(diagram, root)}
    assert ends == packages | {"optimcore"}


def test_imports_are_found() -> None:
    real = {*imports("properties")}
    assert ("properties_laws", "properties_comparison") in real
    assert ("properties_rules", "optimcore") in real
    assert ("properties_scenarios", "properties_laws") not in real
