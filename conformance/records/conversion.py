"""The result of ``convert``."""

from __future__ import annotations

from .base import Record


class Term(Record, frozen=True, kw_only=True):
    """A constructor argument of the target as a formula in arguments of the source."""

    argument: str
    expression: str


class Conversion(Record, frozen=True, kw_only=True):
    """The result of ``convert``: the arguments with which the target reproduces the source.

    ``terms`` hold under the ``conditions``, of which there are as few as possible; ``lacking`` are
    conditions on arguments that the target does not have. Both optimizers ran ``cases`` scenarios
    and agreed in ``numbers`` values to within rounding. If it is not ``possible``, no arguments
    were found. ``call`` is the target that is equivalent to the source with its defaults.
    """

    schema: str = "optimcore/conversion/1"
    source: str
    target: str
    rule: str
    possible: bool
    terms: list[Term] = []
    conditions: list[str] = []
    lacking: list[str] = []
    source_follows: str = ""
    target_follows: str = ""
    cases: int
    numbers: int
    call: str = ""
    versions: dict[str, str] = {}
