"""A subject that is not compared with torch."""

from __future__ import annotations

from dataclasses import replace

from ..subjects.trajectory import Capabilities, Subject


class WithoutOracle:
    """The subject without the capability 'torch', where torch is not installed."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.name = subject.name
        self.run = subject.run

    @property
    def capabilities(self) -> Capabilities:
        given = self.subject.capabilities
        unsupported = {**given.unsupported, "torch": "torch is not installed"}
        return replace(given, unsupported=unsupported)
