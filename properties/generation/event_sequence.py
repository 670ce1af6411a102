"""A random sequence of events for one optimizer."""

from __future__ import annotations

from ..scenarios.model import AddGroup, Event, Restart, Rewind, Save, Start, Step
from .scenario_builder import ScenarioBuilder


class EventSequence:
    """A sequence of events, in which the possible next events depend on the previous ones.

    The last of several groups may be added late; until then it has no gradients.
    """

    def __init__(self, builder: ScenarioBuilder, starts: list[Start]) -> None:
        self.builder = builder
        self.starts = starts
        self.events: list[Event] = []
        self.saved = False
        self.last = builder.many - 1
        late = self.last > 0 and builder.capabilities.supports("add group")
        self.waiting = late and bool(builder.draw_from((False, True)))

    def add_event_and_step(self) -> None:
        """Draw one event, followed by a step."""
        kinds = ["nothing", "between", "save", "restart"]
        kinds += ["rewind"] if self.saved else []
        kinds += ["join"] if self.waiting else []
        self.add_event(self.builder.draw_from(kinds))
        self.add_step()
        self.events += self.builder.draw_looks()

    def add_event(self, kind: str) -> None:
        """Append an event of one kind."""
        if kind == "between":
            self.events += self.builder.draw_events_between(self.last + (not self.waiting))
        elif kind == "save":
            self.events.append(Save())
            self.saved = True
        elif kind == "rewind":
            self.events.append(Rewind())
        elif kind == "restart":
            self.events.append(Restart())
        elif kind == "join":
            self.events.append(AddGroup(self.last))
            self.waiting = False

    def add_step(self) -> None:
        """Draw a step; parameters of a group that has not been added have no gradient."""
        step = self.builder.draw_step(self.starts)
        present = zip(self.starts, step.gradients, strict=True)
        given = tuple(None if self.waiting and s.group == self.last else g for s, g in present)
        self.events.append(Step(given))
