"""Parameter groups that an optimizer keeps in the manner of torch's: dictionaries in a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# The entry of a group that has its parameters.
MEMBERS = "params"


def find_groups(optimizer: Any) -> list[dict[str, Any]]:
    """Return the list of groups of an optimizer, whatever its name; empty if there is none."""
    try:
        named: Any = getattr(optimizer, "param_groups", None)
    except Exception:
        return []
    if _are_dictionaries(named):
        return [*named]
    kept = getattr(optimizer, "__dict__", {}).values()
    return next((found for found in kept if _are_groups(found)), [])


def _are_dictionaries(found: Any) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(one, dict) for one in found)


def _are_groups(found: Any) -> bool:
    return _are_dictionaries(found) and all(MEMBERS in one for one in found)


def groups_with(groups: Iterable[dict[str, Any]], params: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the groups that contain any of the parameters."""
    own = {id(p) for p in params}
    return [group for group in groups if any(id(p) in own for p in _members(group))]


def _members(group: dict[str, Any]) -> Iterable[Any]:
    members = group.get(MEMBERS, ())
    return members if isinstance(members, list | tuple) else [members]


def can_set_entry(optimizer: Any, name: str) -> bool:
    """Return whether a value that is written into every group is there when it is read again.

    Groups that are made anew whenever they are read cannot be written into.
    """
    groups = find_groups(optimizer)
    if not groups or not all(name in group for group in groups):
        return False
    before = [group[name] for group in groups]
    marker = object()
    try:
        for group in groups:
            group[name] = marker
        return all(group.get(name) is marker for group in find_groups(optimizer))
    except Exception:
        return False
    finally:
        for group, value in zip(groups, before, strict=True):
            group[name] = value
