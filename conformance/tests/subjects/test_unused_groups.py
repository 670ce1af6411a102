"""What of the groups of an optimizer could not be used is in the report."""

from __future__ import annotations

from conformance.adapters.common.group_contract import INCOMPLETE_GROUPS, NO_GROUPS, OF_GROUPS
from conformance.subjects.unused_groups import describe_unused_groups
from properties.subjects.grouped_object_driver import NO_METHOD


def test_groups_without_an_entry_are_one_line() -> None:
    reason = f"{INCOMPLETE_GROUPS} eps"
    assert list(describe_unused_groups(dict.fromkeys(OF_GROUPS, reason))) == [
        "several parameter groups, parameter groups that are added later and values that are "
        f"changed in a parameter group: {reason}"
    ]


def test_what_a_probe_raised_is_a_line_of_its_own() -> None:
    reason = "the optimizer raised TypeError at construction: no (probe of groups)"
    assert list(describe_unused_groups({"groups": reason, "add group": NO_METHOD})) == [
        f"several parameter groups: {reason}"
    ]


def test_an_optimizer_without_groups_has_none_to_use() -> None:
    assert list(describe_unused_groups(dict.fromkeys(OF_GROUPS, NO_GROUPS))) == []
    excluded = "excluded by the user (--without groups)"
    assert list(describe_unused_groups({"groups": excluded})) == []
