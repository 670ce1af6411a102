"""Mutants: every change of one place of a rule's source, made by operators on its syntax tree.

Each operator is one file in ``operators``. A mutant is a set of edits like a pitfall, with a
sentence that is generated from the change, so that bugs are found that have not been seen before.
"""

from .catalogue import (
    changes_with_unknown,
    further_mutants,
    moved_parts,
    mutants,
    places_of_eps,
    wider_changes,
)
from .mutant import Mutant
from .variant import MutantSubject

__all__ = [
    "Mutant",
    "MutantSubject",
    "changes_with_unknown",
    "further_mutants",
    "moved_parts",
    "mutants",
    "places_of_eps",
    "wider_changes",
]
