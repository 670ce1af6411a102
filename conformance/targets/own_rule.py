"""Find the rule that a user has written: in a file, in a module, or by an entry point."""

from __future__ import annotations

import importlib.util
import inspect
import os
import sys
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TypeAlias

from properties.rules.own_rules import OwnRule, add_own_rule, own_rules

from ..errors import WrongUse
from ..records.base import RuleSource

# The group of entry points that name rules, as in ``myrule = "package.module:MyRule"``.
ENTRY_POINTS = "conformance.rules"

# How a rule is given: by name, as ``paper.py:MyRule``, or as a class.
RuleGiven: TypeAlias = str | type


def is_own_rule(rule: RuleGiven) -> bool:
    """Return whether a rule is given as a class, or by the place of its source."""
    return not isinstance(rule, str) or ":" in rule


@cache
def external_rules() -> dict[str, str]:
    """Return the rules of other packages: where the source of each is, by name."""
    return {point.name: point.value for point in entry_points(group=ENTRY_POINTS)}


def register_own_rule(rule: RuleGiven, name: str = "") -> str:
    """Register a rule of a user's own for this process, and return its name.

    Args:
        rule: ``path/file.py:MyRule``, ``package.module:MyRule``, or the class.
        name: The name of the rule; by default that of the class.

    Raises:
        WrongUse: There is no such rule, or its source cannot be read or is invalid.
    """
    # It imports the enclosures, which a command without such a rule does not need.
    from properties.traits.describe_rule import InvalidRule, describe_rule

    path, attribute, spec = _locate_class(rule) if inspect.isclass(rule) else _locate(str(rule))
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(
            f"The rule {spec!r} cannot be read, so nothing can be compared with it: {error}. Give "
            "path/file.py:MyRule or package.module:MyRule."
        ) from error
    known = [r for r in own_rules().values() if (r.source, r.attribute) == (source, attribute)]
    if known:
        return known[0].name
    try:
        own = describe_rule(source, attribute, spec, os.path.relpath(path), name)
    except InvalidRule as error:
        raise WrongUse(str(error)) from error
    add_own_rule(own)
    return own.name


def record_rule_source(name: str) -> RuleSource | None:
    """Return where a rule comes from; None for a rule of optimcore."""
    own = own_rules().get(name)
    return RuleSource(spec=own.spec, file=own.file, sha256=own.digest) if own else None


def send_own_rules() -> tuple[OwnRule, ...]:
    """Return the registered rules, for another process."""
    return tuple(own_rules().values())


def receive_own_rules(rules: tuple[OwnRule, ...]) -> None:
    """Register the rules that another process has registered."""
    for rule in rules:
        add_own_rule(rule)


def _locate(spec: str) -> tuple[Path, str, str]:
    place, _, attribute = spec.rpartition(":")
    if not place or not attribute.isidentifier():
        raise WrongUse(
            f"The rule {spec!r} does not have the form path/file.py:MyRule or "
            "package.module:MyRule, so nothing can be compared with it. Name the class, or the "
            "function that optimcore.rule decorates."
        )
    if place.endswith(".py"):
        return Path(place), attribute, spec
    sys.path.insert(0, os.getcwd())
    try:
        found = importlib.util.find_spec(place)
    except (ImportError, ValueError):
        found = None
    finally:
        sys.path.pop(0)
    if found is None or not found.origin or not found.origin.endswith(".py"):
        raise WrongUse(
            f"The rule {spec!r}: there is no module {place!r} with a source, so nothing can be "
            "compared with it. Install it in this environment, or correct the name."
        )
    return Path(found.origin), attribute, spec


def _locate_class(rule: type) -> tuple[Path, str, str]:
    module = sys.modules.get(rule.__module__)
    path = getattr(module, "__file__", None)
    if not path or "." in rule.__qualname__:
        raise WrongUse(
            f"The source of the rule {rule.__qualname__!r} cannot be read, because it is not a "
            "class of a module in a file, so nothing can be compared with it. Write it into a file "
            "and give the class at the top of the file, or path/file.py:MyRule."
        )
    return Path(path), rule.__name__, f"{os.path.relpath(path)}:{rule.__name__}"
