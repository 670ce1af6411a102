"""A random sequence of events for one optimizer."""

from __future__ import annotations

from ..scenarios.model import AddGroup, Event, Restart, Rewind, Save, Start, Step
from .scenario_builder import Setting


class Life:
    """A sequence of events, in which the possible next events depend on the previous ones.

    The last of several groups may be added late; until then it has no gradients.
    """

    def __init__(self, setting: Setting, starts: list[Start]) -> None:
        self.setting = setting
        self.starts = starts
        self.events: list[Event] = []
        self.saved = False
        self.last = setting.many - 1
        late = self.last > 0 and setting.abilities.can("add group")
        self.waiting = late and bool(setting.pick((False, True)))

    def go_on(self) -> None:
        """Draw one event, followed by a step."""
        kinds = ["nothing", "between", "save", "restart"]
        kinds += ["rewind"] if self.saved else []
        kinds += ["join"] if self.waiting else []
        self.happen(self.setting.pick(kinds))
        self.step()

    def happen(self, kind: str) -> None:
        """Append an event of one kind."""
        if kind == "between":
            self.events += self.setting.between(self.last + (not self.waiting))
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

    def step(self) -> None:
        """Draw a step; parameters of a group that has not been added have no gradient."""
        step = self.setting.step(self.starts)
        present = zip(self.starts, step.gradients, strict=True)
        given = tuple(None if self.waiting and s.group == self.last else g for s, g in present)
        self.events.append(Step(given))
