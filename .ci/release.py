"""Require that a tag is that of the version in pyproject.toml, with an entry in CHANGELOG.md.

``python .ci/release.py v0.1.0`` ends with an error if not.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def find_problem(tag: str, version: str, changelog: str) -> str:
    """Return why a version cannot be released with a tag; empty if it can."""
    if tag != f"v{version}":
        return f"the tag {tag!r} is not v{version}, the version in pyproject.toml"
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]
    entries = {
        section.partition("\n")[0].strip(): section.partition("\n")[2] for section in sections
    }
    if not entries.get(version, "").strip():
        return f"CHANGELOG.md has no section with the title {version}"
    if entries.get("Unreleased", "").strip():
        return "CHANGELOG.md has entries under Unreleased"
    return ""


def main() -> None:
    """Check the tag that is given as the first argument."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if problem := find_problem(sys.argv[1], project["version"], changelog):
        sys.exit(f"Error: {problem}, so nothing is released. Correct it and move the tag.")


if __name__ == "__main__":
    main()
