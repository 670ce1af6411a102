"""The records of a claim and of its measurement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["true", "false", "in part"]


@dataclass(frozen=True)
class Measurement:
    """The result of a measurement: a verdict, a sentence with the result, the figures by name."""

    verdict: Verdict
    words: str
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Claim:
    """A paraphrased claim of the case study, and the function that measures it."""

    id: str
    claim: str
    measure: Callable[[], Measurement]
