"""The result of the diagnosis in two layers: explanations, and what each accounts for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..engine.attribution import AttributedFinding
from .candidates.candidate import Candidate

Layer: TypeAlias = Literal["formula", "contract"]


@dataclass(frozen=True)
class Explanation:
    """A candidate that explains the formula or a defect of the contract, in some of the cases.

    ``equivalent_to`` is the id of a better candidate that the cases do not distinguish from it.
    """

    candidate: Candidate
    layer: Layer
    cases: int
    total_cases: int
    equivalent_to: str = ""


@dataclass(frozen=True)
class LayeredDiagnosis:
    """The explanations of a subject, those of the formula first, and the findings.

    Attributes:
        residual: sentences about what nothing explains.
        findings: the findings, each with the explanation that accounts for it.
        is_random: whether runs of the same scenario differ, as the first two sentences say.
        is_formula_right: whether plain steps of one parameter follow the claimed rule.
    """

    explanations: tuple[Explanation, ...] = ()
    residual: tuple[str, ...] = ()
    findings: tuple[AttributedFinding, ...] = ()
    is_random: bool = False
    is_formula_right: bool = False
