"""The defects in UPSTREAM.md: each script shows its defect in the listed version."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import warnings
from importlib.metadata import packages_distributions
from importlib.metadata import version as version_of
from pathlib import Path

import pytest

from conformance.matrix import libraries
from conformance.process.harnesses import harness_folder

TEXT = (Path(libraries.__file__).parent / "UPSTREAM.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^## (\S+) ([\d.]+): (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)


def test_every_entry_has_a_script_and_says_what_to_report() -> None:
    assert len(ENTRIES) == TEXT.count("\n## ") >= 5
    for _, _, title, body in ENTRIES:
        assert body.count("```python") + body.count("```js") == 1, title
        assert "What to report: " in body, title


def of_language(language: str) -> pytest.MarkDecorator:
    found = [entry for entry in ENTRIES if f"```{language}" in entry[3]]
    return pytest.mark.parametrize(
        ("library", "version", "title", "body"), found, ids=[title for _, _, title, _ in found]
    )


@of_language("js")
def test_its_program_shows_it(library: str, version: str, title: str, body: str) -> None:
    place = harness_folder() / "javascript"
    package = place / "node_modules" / library / "package.json"
    node = shutil.which("node")
    if not node or not package.exists():
        pytest.skip(f"{library} is not installed in {place}")
    found = json.loads(package.read_text(encoding="utf-8"))["version"]
    listed_for(version, found)
    script = re.findall(r"```js\n(.*?)```", body, re.DOTALL)[0]
    assert "assert" in script
    done = subprocess.run(  # noqa: S603 - our own text
        [node, "--input-type=module", "-e", script], cwd=place, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@of_language("python")
def test_its_script_shows_it(library: str, version: str, title: str, body: str) -> None:
    script = re.findall(r"```python\n(.*?)```", body, re.DOTALL)[0]
    assert "assert" in script
    assert "optimcore" not in script
    assert "conformance" not in script
    own = harness_folder() / "python" / library / "bin" / "python"
    if own.exists():
        shown_by_another(own, f"import {library}; print({library}.__version__)", version, script)
        return
    pytest.importorskip(library)
    listed_for(version, version_of(packages_distributions()[library][0]))
    for needed in re.findall(r"^([A-Z]\w+) must be installed\.", body, re.MULTILINE):
        pytest.importorskip(needed.lower())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(script, title, "exec"), {})  # noqa: S102 - our own text


def shown_by_another(python: Path, tells: str, version: str, script: str) -> None:
    """Run the script in another interpreter, for a library that cannot be installed in this one."""
    told, shown = (
        subprocess.run(  # noqa: S603 - our own text
            [python, "-W", "ignore", "-c", text], capture_output=True, text=True, check=False
        )
        for text in (tells, script)
    )
    listed_for(version, told.stdout)
    assert shown.returncode == 0, shown.stderr


def listed_for(version: str, found: str) -> None:
    """Skip the test if another version is installed."""
    if not found.startswith(f"{version}."):
        pytest.skip(f"it is listed for {version}, and this is {found}")
