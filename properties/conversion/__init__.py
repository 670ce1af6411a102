"""Conversion: the search for arguments that make one optimizer equivalent to another."""

from .conditions import EVERY_GRADIENT, STEADY, Condition, candidate_conditions, fixed_condition
from .formulas import HyperFormula, candidate_formulas
from .recipe import Recipe, write_defaults
from .search import Agreement, Search, SearchResult

__all__ = [
    "EVERY_GRADIENT",
    "STEADY",
    "Agreement",
    "Condition",
    "HyperFormula",
    "Recipe",
    "Search",
    "SearchResult",
    "candidate_conditions",
    "candidate_formulas",
    "fixed_condition",
    "write_defaults",
]
