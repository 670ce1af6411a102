"""Prepare a rule of a user's own: its corpus and mutants, which are kept in the user's cache."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from properties.engine.own_rule_facts import OwnRuleFacts, choose_facts, use_facts
from properties.engine.progress import Progress, ignore_progress
from properties.generation.corpus import corpus
from properties.rules.own_rules import OwnRule, own_rules
from properties.rules.registry import rules
from properties.scenarios.transforms import change

from ..cache import cache_folder
from ..targets.own_rule import RuleGiven
from ..targets.rule_name import resolve_rule_name

# Facts that were found by an earlier version of the search have another number.
FORMAT = 2

# The time that the facts of a rule take, in seconds, if they are not in the cache.
SECONDS = 20.0


def is_prepared(name: str) -> bool:
    """Return whether nothing has to be found out about a rule."""
    own = own_rules().get(name)
    return own is None or bool(corpus(name)) or _place(own).is_file()


def prepare_rule(rule: RuleGiven, progress: Progress = ignore_progress) -> str:
    """Register a rule, if it is a user's own, with its corpus and mutants; return its name.

    Raises:
        WrongUse: The name is unknown, or the user's rule is invalid.
    """
    name = resolve_rule_name(rule)
    own = own_rules().get(name)
    if own and not corpus(name):
        use_facts(name, _read(own) or _find(own, progress))
    return name


def _find(own: OwnRule, progress: Progress) -> OwnRuleFacts:
    def show(what: str, part: float) -> None:
        progress(f"{own.name}: {what}", part)

    found = choose_facts(rules()[own.name], show)
    place = _place(own)
    with suppress(OSError):  # without a cache, it takes longer the next time
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_bytes(msgspec.json.encode(found))
        part.replace(place)
    return found


def _read(own: OwnRule) -> OwnRuleFacts | None:
    try:
        kept = msgspec.json.decode(_place(own).read_bytes(), type=OwnRuleFacts)
    except (OSError, msgspec.DecodeError):
        return None
    scenarios = tuple(change(scenario, rule=own.name) for scenario in kept.corpus)
    return OwnRuleFacts(scenarios, kept.classification)


def _place(own: OwnRule) -> Path:
    """Return the file in the user's cache for a source."""
    try:
        number = version("optimcore")
    except PackageNotFoundError:
        number = ""
    key = f"{FORMAT}\n{number}\n{own.attribute}\n{own.source}"
    return cache_folder() / "rules" / f"{sha256(key.encode()).hexdigest()}.json"
