"""What an optimizer that derives from no base class keeps of parameter groups, as torch does."""

from __future__ import annotations

from typing import Any

from properties.subjects.driver import Driver
from properties.subjects.hyper_names import HyperNames
from properties.subjects.parameter_groups import find_groups

# What needs parameter groups with an entry for each hyper-parameter.
OF_GROUPS = ("groups", "add group", "group entries")

# How the reason begins where groups have no entry for some hyper-parameters.
INCOMPLETE_GROUPS = "the parameter groups of the optimizer have no entry for"

NO_GROUPS = "the optimizer has one set of hyper-parameters"
NOT_SAVED = "a saved state need not contain hyper-parameters"


def examine_groups(optimizer: Any, names: HyperNames) -> dict[str, str]:
    """Return which capabilities of groups an optimizer lacks, with the reasons.

    Args:
        optimizer: An optimizer that is built with a list of parameters.
        names: Its hyper-parameters, of which every group must have an entry of the same name.
    """
    groups = find_groups(optimizer)
    if not groups:
        return dict.fromkeys(OF_GROUPS, NO_GROUPS)
    taken = [theirs for pair in names.mapped.values() for theirs in pair]
    absent = [name for name in taken if any(name not in group for group in groups)]
    if not absent:
        return {}
    reason = f"{INCOMPLETE_GROUPS} {', '.join(absent)}"
    return dict.fromkeys(OF_GROUPS, reason)


def examine_saved(driver: Driver, names: HyperNames) -> dict[str, str]:
    """Return the reason if a saved state contains no groups with the hyper-parameters."""
    try:
        saved = driver.save()
    except Exception:
        return {"restores hyper": NOT_SAVED}
    groups = saved.get("param_groups") if isinstance(saved, dict) else None
    taken = {theirs for pair in names.mapped.values() for theirs in pair}
    if isinstance(groups, list) and groups and all(_contains(group, taken) for group in groups):
        return {}
    return {"restores hyper": NOT_SAVED}


def _contains(group: Any, names: set[str]) -> bool:
    return isinstance(group, dict) and names <= group.keys()
