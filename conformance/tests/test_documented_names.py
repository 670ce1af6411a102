"""Python names in sentences of CONTRIBUTING.md and docs/ exist in the source."""

from __future__ import annotations

import ast
import builtins
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from conformance.records.base import Verdict
from conformance.tests.documentation import EXAMPLES, WRITTEN
from conformance.tests.test_readme import tox_names
from conformance.tests.test_vocabulary import PACKAGES, ROOT, defined_names, sources

PAGES = [ROOT / "CONTRIBUTING.md", *WRITTEN]

pytestmark = pytest.mark.skipif(not ROOT.name, reason="the sources are in the repository")


# Names of other libraries and of parameters in examples, which pages mention.
FOREIGN = {
    *("allclose", "gradcheck", "compile", "numba", "optim", "serde_json", "KERAS_BACKEND"),
    "schedulefree",
    *("layer0", "layer2", "layerN", "norm1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD"),
    *("W", "dW", "dweights"),
}
# Names that Python and TOML define.
BUILT_IN = {*dir(builtins), "false", "true"}


def quoted_names(text: str) -> Iterator[str]:
    """Yield the parts of dotted names in backticks, except file names and prefixes like ``is_``."""
    sentences = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    for quoted in re.findall(r"`([^`]+)`", sentences):
        name = re.fullmatch(r"@?([A-Za-z][\w.]*)(\(.*\))?", quoted)
        if name and not re.search(r"_$|\.(py|toml|ini|json|md|mjs|tsv)$", name[1]):
            yield from name[1].split(".")


@cache
def known_names() -> set[str]:
    """Names that the source defines, its modules, pytest markers, tox environments and verdicts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    markers = settings["tool"]["pytest"]["ini_options"]["markers"]
    known = {*PACKAGES, *tox_names(), *get_args(Verdict)}
    known |= {re.split(r"\W", marker)[0] for marker in markers} | FOREIGN | BUILT_IN
    for block in EXAMPLES:
        known.update(name for _, name in defined_names(ast.parse(block.text)))
    for path in sources():
        known.update(path.relative_to(ROOT).with_suffix("").parts)
        known.update(name for _, name in defined_names(ast.parse(path.read_text(encoding="utf-8"))))
    return known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_quoted_name_exists(page: Path) -> None:
    unknown = {*quoted_names(page.read_text(encoding="utf-8"))} - known_names()
    assert not unknown


def test_a_replaced_name_is_reported() -> None:
    text = "`alike` compares; see `Law.abilities`, `law.py`, `is_`.\n```python\ngone()\n```\n"
    assert {*quoted_names(text)} - known_names() == {"alike", "abilities"}
