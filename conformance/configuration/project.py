"""The configuration of a project, decoded by the options of a command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ..errors import WrongUse
from ..operations.expected_failures import KEY, read_expected_failures
from ..records.expected_failure import ExpectedFailure
from .file import BASELINE, ConfigurationFile

TARGETS = "target"


@dataclass(frozen=True)
class ProjectTarget:
    """A target of a project, with the options of its table."""

    text: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Project:
    """The configuration of a project.

    Attributes:
        path: the configuration file.
        options: the defaults of options, by their keys.
        targets: the targets, in the order of the file.
        expected: the expected failures of all targets.
    """

    path: Path
    options: Mapping[str, Any]
    targets: tuple[ProjectTarget, ...]
    expected: tuple[ExpectedFailure, ...]

    def options_of(self, target: str) -> dict[str, Any]:
        """Return the options for a target: the defaults, and those of its table."""
        own = next((one.options for one in self.targets if one.text == target), {})
        return {**self.options, **own}

    def expected_of(self, target: str) -> list[ExpectedFailure]:
        """Return the expected failures of a target, without its name."""
        return [replace(one, target="") for one in self.expected if one.target == target]

    def unmatched(self) -> list[ExpectedFailure]:
        """Return the expected failures of targets that the file does not list."""
        known = {one.text for one in self.targets}
        return [one for one in self.expected if one.target not in known]


def read_project(file: ConfigurationFile, keys: Iterable[str]) -> Project:
    """Decode a configuration file.

    Args:
        file: The file.
        keys: The keys of the options, which are those of the command line.

    Raises:
        WrongUse: An unknown key, a target without a name, or an expected failure without a target.
    """
    known = [*keys, KEY]
    table = {key: value for key, value in file.table.items() if key != TARGETS}
    _reject_unknown(file, table, [*known, TARGETS])
    targets, expected = [], [*_read_expected(file, table.pop(KEY, None))]
    for entry in file.table.get(TARGETS, []):
        text, options = _split_target(file, entry, known)
        own = read_expected_failures(options.pop(KEY, ()))
        expected += [replace(one, target=text) for one in own]
        targets.append(ProjectTarget(text, options))
    return Project(file.path, table, tuple(targets), tuple(expected))


def _read_expected(file: ConfigurationFile, given: Any) -> list[ExpectedFailure]:
    if given is None:
        path = file.path.parent / BASELINE
        found = read_expected_failures(path) if path.is_file() else []
    elif isinstance(given, str):
        found = read_expected_failures(file.path.parent / given)
    else:
        found = read_expected_failures(given)
    for one in found:
        if not one.target:
            raise WrongUse(
                f"{file.describe(KEY)}: the expected failure of {one.law!r} names no target, so it "
                "is unclear what may fail. Add target, or write it into the table of the target."
            )
    return found


def _split_target(
    file: ConfigurationFile, entry: Any, known: Iterable[str]
) -> tuple[str, dict[str, Any]]:
    options = dict(entry) if isinstance(entry, Mapping) else {}
    text = options.pop("target", None)
    if not isinstance(text, str):
        raise WrongUse(
            f"{file.describe(TARGETS)}: an entry names no target, so there is nothing to check. "
            'Write target = "module:attribute".'
        )
    _reject_unknown(file, options, ["target", *known])
    return text, options


def _reject_unknown(file: ConfigurationFile, given: Iterable[str], known: Iterable[str]) -> None:
    names = list(known)
    for key in given:
        if key not in names:
            near = get_close_matches(key, names, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"The keys are {', '.join(names)}."
            raise WrongUse(f"{file.describe(key)}: the key is unknown. {hint}")
