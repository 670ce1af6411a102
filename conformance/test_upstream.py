"""What is listed for upstream shows itself, in the version that it is listed for."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest

from conformance import libraries

TEXT = (Path(libraries.__file__).parent / "UPSTREAM.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^## (\w+) ([\d.]+): (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)


def test_every_entry_has_a_script_and_says_what_to_report() -> None:
    assert len(ENTRIES) == TEXT.count("\n## ") >= 5
    for _, _, title, body in ENTRIES:
        assert body.count("```python") == 1, title
        assert "What to report: " in body, title


@pytest.mark.parametrize(
    ("library", "version", "title", "body"), ENTRIES, ids=[title for _, _, title, _ in ENTRIES]
)
def test_its_script_shows_it(library: str, version: str, title: str, body: str) -> None:
    found = pytest.importorskip(library).__version__
    if not found.startswith(f"{version}."):
        pytest.skip(f"listed for {library} {version}, and this is {found}")
    script = re.findall(r"```python\n(.*?)```", body, re.DOTALL)[0]
    assert "assert" in script
    assert "optimcore" not in script
    assert "conformance" not in script
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(script, title, "exec"), {})  # noqa: S102 - our own text
