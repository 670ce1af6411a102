"""What probes found out by an exception is advice."""

from __future__ import annotations

from conformance.subjects.crashes import describe_crashes
from properties.rules.registry import rules


def test_copies_that_raise_are_advice() -> None:
    unsupported = {
        "deepcopy": "the optimizer raised AttributeError at event 2: no _steps (probe of deepcopy)",
        "pickle": "the adapter does not pickle optimizers",
    }
    assert describe_crashes(unsupported, rules()["adam"]) == [
        "deepcopy: a run with a deep copy of the optimizer and its parameters raised "
        "AttributeError: no _steps."
    ]


def test_what_an_optimizer_declines_is_no_advice() -> None:
    declined = "the optimizer raised NotImplementedError at event 2: no copies (probe of deepcopy)"
    assert describe_crashes({"deepcopy": declined}, rules()["adam"]) == []
