"""Conversion: what makes one optimizer follow another, found by running both."""

from .conditions import Condition, conditions, held
from .laws import Law, laws
from .recipes import Recipe, explicit
from .search import Agreement, Found, Search

__all__ = [
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
