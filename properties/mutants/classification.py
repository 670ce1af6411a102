"""What is known of the mutants of a rule: which equal each other or the rule.

The files are written by ``properties.tools.classify_mutants`` and read here, because it takes
minutes to find out.
"""

from __future__ import annotations

from functools import cache, cached_property
from importlib.resources import files

import msgspec


class Classification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The mutants of a rule, judged by its enclosures on the corpus and on random scenarios.

    Attributes:
        digest: a hash of the mutants and of the corpus that they were judged on.
        mutants: their number.
        distinguished: for numbers of scenarios of the corpus, those first that distinguish most
            mutants, the
            mutants that each distinguishes from the rule and those before it do not.
        corpus: the number of scenarios of the corpus that were tried.
        random: the number of random scenarios that were tried where the corpus tells nothing.
        equivalent: mutants that none of these scenarios distinguishes from the rule, with titles.
        same: groups of mutants with the same results; all but the first are not counted.
        needs: hyper-parameters without which no scenario tells a mutant.
        pitfalls: for each pitfall of the formula, a mutant with the same results; empty if none.
    """

    digest: str
    mutants: int
    distinguished: dict[int, tuple[str, ...]]
    corpus: int
    random: int
    equivalent: dict[str, str]
    same: tuple[tuple[str, ...], ...]
    needs: dict[str, tuple[str, ...]]
    pitfalls: dict[str, str]

    @cached_property
    def repeated(self) -> frozenset[str]:
        """The mutants that equal one before them."""
        return frozenset(name for group in self.same for name in group[1:])


# The classifications of rules of users' own, which are made when they are needed.
_own: dict[str, Classification] = {}


def classification(rule: str) -> Classification | None:
    """Return the stored classification of a rule's mutants; None if there is none."""
    return _own[rule] if rule in _own else _read_classification(rule)


def set_classification(rule: str, found: Classification) -> None:
    """Set the classification of the mutants of a user's own rule for this process."""
    _own[rule] = found


@cache
def _read_classification(rule: str) -> Classification | None:
    place = files(__name__.rpartition(".")[0]).joinpath("classified", f"{rule}.json")
    if not place.is_file():
        return None
    return msgspec.json.decode(place.read_bytes(), type=Classification)
