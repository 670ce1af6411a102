"""What is listed for upstream shows itself, in the version that it is listed for."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest

from conformance import libraries

TEXT = (Path(libraries.__file__).parent / "UPSTREAM.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^## torch ([\d.]+): (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)


def test_every_entry_has_a_script_and_says_what_to_report() -> None:
    assert len(ENTRIES) == TEXT.count("\n## ") >= 5
    for _, title, body in ENTRIES:
        assert body.count("```python") == 1, title
        assert "What to report: " in body, title


@pytest.mark.parametrize(("version", "title", "body"), ENTRIES, ids=[t for _, t, _ in ENTRIES])
def test_its_script_shows_it(version: str, title: str, body: str) -> None:
    torch = pytest.importorskip("torch")
    if not torch.__version__.startswith(f"{version}."):
        pytest.skip(f"listed for torch {version}, and this is {torch.__version__}")
    script = re.findall(r"```python\n(.*?)```", body, re.DOTALL)[0]
    assert "assert" in script
    assert "optimcore" not in script
    assert "conformance" not in script
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(script, title, "exec"), {})  # noqa: S102 - our own text
