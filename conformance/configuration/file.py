"""Find and parse the configuration file of a project."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import WrongUse

# The file in which expected failures are looked for, beside the configuration.
BASELINE = "conformance-expected.toml"


@dataclass(frozen=True)
class ConfigurationFile:
    """A configuration file.

    Attributes:
        path: the file.
        table: the table of the suite.
        section: the name of this table in messages; empty in a file of its own.
    """

    path: Path
    table: Mapping[str, Any]
    section: str

    def describe(self, key: str) -> str:
        """Return the place of a key for messages."""
        return f"{self.path.name}, {f'[{self.section}], ' if self.section else ''}{key!r}"


def find_configuration(folder: Path) -> ConfigurationFile | None:
    """Find ``conformance.toml`` or a ``pyproject.toml`` with a section in a folder or above.

    Raises:
        WrongUse: A file is no valid TOML.
    """
    for parent in (folder, *folder.parents):
        own = parent / "conformance.toml"
        if own.is_file():
            return ConfigurationFile(own, _parse(own), "")
        shared = parent / "pyproject.toml"
        if shared.is_file():
            table = _parse(shared).get("tool", {}).get("conformance")
            if table is not None:
                return ConfigurationFile(shared, table, "tool.conformance")
    return None


def _parse(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(f"{str(path)!r} cannot be read: {error}. Correct the file.") from error
