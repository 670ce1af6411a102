"""Several reports beside each other."""

from __future__ import annotations

from .base import Record
from .check import Report


class Comparison(Record, frozen=True, kw_only=True):
    """The reports of several checks, in the order in which they were given."""

    schema: str = "optimcore/comparison/1"
    reports: list[Report]
