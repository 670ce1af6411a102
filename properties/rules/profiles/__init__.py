"""Profiles of the rules: one module for each rule with special cases, with the name of the rule."""

from __future__ import annotations

from ...registration.registry import Registry, import_modules
from ..profile import Profile

registry: Registry[Profile] = Registry()

for _module in import_modules(__name__, __path__):
    registry.add(_module.__name__.rpartition(".")[2], _module.PROFILE)


def profiles() -> dict[str, Profile]:
    """Return the profiles of the rules that have a module in this package, by name of the rule."""
    return registry.items()


def profile_of(rule: str) -> Profile:
    """Return the profile of a rule; the default if the rule has no module in this package."""
    return profiles().get(rule) or Profile()
