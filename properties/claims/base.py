"""What a claim is, and what measuring it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["true", "false", "in part"]


@dataclass(frozen=True)
class Measurement:
    """What was measured: the figures by name, a sentence of them, and what follows."""

    verdict: Verdict
    words: str
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Claim:
    """A claim of the page that this suite grew from, in our words, and how it is measured."""

    id: str
    claim: str
    measure: Callable[[], Measurement]
