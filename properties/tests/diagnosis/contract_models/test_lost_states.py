"""A value that is kept beside the state is named by the events at which it is lost."""

from __future__ import annotations

from typing import Any

import pytest

from properties.scenarios.model import Resume, Scenario

from .torch_adam import Adam, name_of, scenario, steps


class Beside(Adam):
    """An optimizer that keeps a part of the state in an attribute, by the index of a parameter."""

    entries: tuple[str, ...] = ("step", "m", "v")

    def state_of(self, p: Any) -> Any:
        everything = self.__dict__.setdefault("kept", {})
        index = [id(one) for one in self.parameters].index(id(p))
        own = everything.setdefault(index, self.new_state(p))
        state = super().state_of(p)
        return _Joined({name: own if name in self.entries else state for name in own})


class _Joined(dict[str, Any]):
    """Entries of several states."""

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name)[name]

    def __setitem__(self, name: str, value: Any) -> None:
        super().__getitem__(name)[name] = value


class CountBeside(Beside):
    entries = ("step",)


class AverageBeside(Beside):
    entries = ("v",)


class LoadsNothing(Adam):
    def load_state_dict(self, saved: Any) -> None:
        super().load_state_dict({**saved, "state": {}})


def with_copy(by: Any) -> list[Scenario]:
    first, last = steps((), (), parameters=1), steps((), (), parameters=1)
    return [scenario(*first, Resume(by=by), *last, parameters=1)]


@pytest.mark.parametrize(
    ("kind", "by", "feature", "name"),
    [
        (Beside, "state", "resume", "state-lost-outside-of-state"),
        (Beside, "deepcopy", "copy", "state-lost-outside-of-state"),
        (CountBeside, "deepcopy", "copy", "count-lost-outside-of-state"),
        (AverageBeside, "deepcopy", "copy", "v-lost-outside-of-state"),
        # What is lost at one kind of event alone has a name of its own.
        (LoadsNothing, "state", "resume", "state-not-restored"),
        (CountBeside, "state", "resume", "t-not-saved"),
    ],
)
def test_what_is_lost_at_several_kinds_of_events_is_named(
    kind: type[Adam], by: str, feature: str, name: str
) -> None:
    assert name_of(kind, feature, *with_copy(by)) == name
