"""Public reports of the bugs in the catalogue."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class UpstreamReport:
    """A public report of a bug: its short name, as in ``owner/repository#1``, and its address."""

    name: str
    url: str


def upstream_reports(bug: int | None) -> Sequence[UpstreamReport]:
    """Return the public reports of a bug by its number in the catalogue."""
    return [UpstreamReport(name, _address(name)) for name in _names().get(str(bug), ())]


@cache
def _names() -> dict[str, list[str]]:
    text = files(__package__).joinpath("upstream_reports.toml").read_text("utf-8")
    return tomllib.loads(text)


def _address(name: str) -> str:
    repository, hash_sign, number = name.partition("#")
    if hash_sign:
        return f"https://github.com/{repository}/issues/{number}"
    repository, _, commit = name.partition("@")
    return f"https://github.com/{repository}/commit/{commit}"
