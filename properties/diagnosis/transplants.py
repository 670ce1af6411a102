"""Cross-rule mutants: pitfalls of other rules that match the source of the claimed rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from types import FunctionType

from ..pitfalls import Pitfall, pitfalls
from ..rules.registry import Rule, optimizers
from ..rules.source_edits import Edit, edited_sources, plantable
from .candidate import Candidate
from .candidate_pool import declared, of_pitfall, singles


def transplants(claimed: Rule) -> list[Candidate]:
    """Return the pitfalls of other rules whose edits match the source of the claimed rule.

    They cover bugs in code that the optimizers of a library share. Those with the same result as a
    dialect or pitfall of the claimed rule are left out.
    """
    seen = {_outcome(one.edits) for one in singles(claimed)}
    found = []
    for one in _moved(claimed):
        if plantable(one.edits) and _outcome(one.edits) not in seen:
            seen.add(_outcome(one.edits))
            found.append(one)
    return found


def _moved(claimed: Rule) -> Iterator[Candidate]:
    for pitfall in pitfalls().values():
        if pitfall.rule == claimed.name or pitfall.loop:
            continue
        one = replace(
            of_pitfall(claimed, pitfall), name=claimed.name,
            edits=_of_this_rule(pitfall, claimed), rewritten=lambda s: s,
        )  # fmt: skip
        yield declared(claimed, one)


def _of_this_rule(pitfall: Pitfall, claimed: Rule) -> tuple[Edit, ...]:
    """Return the pitfall's edits as edits of the files that define the claimed rule."""
    own, used = f"{claimed.name}.py", _files(claimed.name)
    return tuple(e if e.where in used else replace(e, where=own) for e in pitfall.edits)


@lru_cache(maxsize=64)
def _files(rule: str) -> frozenset[str]:
    """Return the files of optimcore that define the rule and the functions of its update."""
    kind = optimizers()[rule]
    names = {kind.__module__, *(base.__module__ for base in kind.__mro__)}
    names |= {
        thing.__module__ for thing in kind.update.__globals__.values()
        if isinstance(thing, FunctionType)
    }  # fmt: skip
    return frozenset(f"{name.rpartition('.')[2]}.py" for name in names if "." in name)


def _outcome(edits: tuple[Edit, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(edited_sources(edits).items())
