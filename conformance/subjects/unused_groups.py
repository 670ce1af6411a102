"""Parameter groups of an optimizer that a check could not use, as sentences for the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from properties.subjects.grouped_object_driver import NOT_KEPT

from ..adapters.common.group_contract import INCOMPLETE_GROUPS
from .crashes import PROBED, RAISED

# What is not done where a capability is missing, in the order in which it is listed.
UNUSED = {
    "groups": "several parameter groups",
    "add group": "parameter groups that are added later",
    "group entries": "values that are changed in a parameter group",
}

# What a probe raises where there is no method to add a group.
ABSENT = "add_param_group"


def describe_unused_groups(unsupported: Mapping[str, str]) -> Iterator[str]:
    """Yield what was not done with the groups of an optimizer that has groups, with the reason.

    Args:
        unsupported: The reasons for the capabilities that a subject does not have.
    """
    reasons = dict[str, list[str]]()
    for name, words in UNUSED.items():
        reason = unsupported.get(name, "")
        is_kept = reason == NOT_KEPT or reason.startswith(INCOMPLETE_GROUPS)
        if is_kept or _was_raised(name, reason):
            reasons.setdefault(reason, []).append(words)
    for reason, words_of in reasons.items():
        *first, last = words_of
        yield f"{', '.join(first)}{' and ' if first else ''}{last}: {reason}"


def _was_raised(name: str, reason: str) -> bool:
    probed = reason.endswith(PROBED.format(name))
    return reason.startswith(RAISED) and probed and ABSENT not in reason
