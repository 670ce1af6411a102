"""The values of hyper-parameters that the state of a parameter starts with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ..scenarios.model import HyperValue


class StartingValues:
    """The values that an optimizer may have read when it was built, or when a group was added.

    An optimizer may create the state of a parameter then, or in its first step. If the values are
    others in that step, it is a convention which ones the state starts with.

    Args:
        names: the hyper-parameters that have an effect in the first step of a parameter alone.
        given: the values of each group at the construction.
    """

    def __init__(self, names: Collection[str], given: Sequence[Mapping[str, HyperValue]]) -> None:
        self.names = names
        self.build(given)

    def build(self, given: Sequence[Mapping[str, HyperValue]]) -> None:
        """Note the values with which an optimizer without any state is built."""
        self.read = [[self._own(values)] for values in given]

    def rebuild(self, given: Sequence[Mapping[str, HyperValue]]) -> None:
        """Note the values with which an optimizer is rebuilt that loads a state afterwards."""
        for read, values in zip(self.read, given, strict=True):
            read.append(self._own(values))

    def add_group(self, group: int, values: Mapping[str, HyperValue]) -> None:
        """Note the values with which a group is added."""
        self.read[group] = [self._own(values)]

    def are_certain(self, group: int, now: Mapping[str, HyperValue]) -> bool:
        """Return whether all of these values are those of now."""
        return all(values == self._own(now) for values in self.read[group])

    def _own(self, values: Mapping[str, HyperValue]) -> dict[str, HyperValue]:
        return {name: values[name] for name in self.names}
