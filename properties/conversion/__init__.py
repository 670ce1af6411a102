"""Conversion: the search for arguments that make one optimizer equivalent to another."""

from .conditions import EVERY_GRADIENT, STEADY, Condition, conditions, held
from .formulas import Law, laws
from .recipe import Recipe, explicit
from .search import Agreement, Found, Search

__all__ = [
    "EVERY_GRADIENT",
    "STEADY",
    "Agreement",
    "Condition",
    "Found",
    "Law",
    "Recipe",
    "Search",
    "conditions",
    "explicit",
    "held",
    "laws",
]
