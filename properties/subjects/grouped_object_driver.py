"""The driver of optimizers of objects with ``.data`` and ``.grad`` that may have groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..scenarios.model import Floats
from ..scenarios.model import HyperValue as Value
from .assignable import can_assign
from .driver import BuildSpec
from .hyper_names import HyperNames
from .object_driver import ObjectDriver
from .parameter_groups import MEMBERS, find_groups, groups_with
from .trajectory import UnsupportedScenario

NO_METHOD = "the optimizer has no method add_param_group()"
NOT_KEPT = "the optimizer keeps no list of the parameter groups that it is given"


class GroupedObjectDriver(ObjectDriver):
    """A live optimizer of objects with ``.data`` and ``.grad``, driven in groups as torch's."""

    def __init__(
        self,
        make: Callable[..., Any],
        parameter: Callable[[Floats], Any],
        names: HyperNames,
        spec: BuildSpec,
    ) -> None:
        self.spec = spec
        super().__init__(make, parameter, names, spec)
        present = self._present_groups()
        if len(present) > 1:
            self._require_groups(present)

    def constructor_parameters(self, spec: BuildSpec) -> Any:
        present = self._present_groups()
        if len(present) > 1:
            return [self._group(k, spec.groups[k]) for k in present]
        return super().constructor_parameters(spec)

    def _present_groups(self) -> list[int]:
        return [k for k in range(len(self.spec.groups)) if k not in self.spec.late]

    def _group(self, group: int, hyper: dict[str, Value]) -> dict[str, Any]:
        given = (
            pair for name, value in hyper.items() for pair in self.names.translate(name, value)
        )
        return {MEMBERS: self._members(group), **dict(given)}

    def _members(self, group: int) -> list[Any]:
        both = zip(self.params, self.spec.starts, strict=True)
        return [p for p, start in both if start.group == group]

    def _require_groups(self, present: list[int]) -> None:
        """Require that the optimizer keeps these groups, each with its own parameters."""
        kept = [self._find_groups_of(k) for k in present if self._members(k)]
        places = [id(group) for groups in kept for group in groups]
        if not all(kept) or len(set(places)) < len(places):
            raise UnsupportedScenario(NOT_KEPT)

    def _find_groups_of(self, group: int) -> list[dict[str, Any]]:
        """Return the optimizer's groups with parameters of a group of the scenario."""
        return groups_with(find_groups(self.optimizer), self._members(group))

    def set(self, name: str, value: Value, group: int) -> None:
        if len(self.spec.groups) == 1:
            super().set(name, value, group)
            return
        for theirs, number in self.names.translate(name, value):
            for entries in self._find_groups_of(group):
                entries[theirs] = number

    def set_hyper(self, theirs: str, value: Any) -> None:
        groups = [group for group in find_groups(self.optimizer) if theirs in group]
        for group in groups:
            group[theirs] = value
        if not groups or can_assign(self.optimizer, theirs):
            setattr(self.optimizer, theirs, value)

    def add_group(self, group: int, hyper: dict[str, Value]) -> None:
        if not callable(getattr(self.optimizer, "add_param_group", None)):
            raise UnsupportedScenario(NO_METHOD)
        self.optimizer.add_param_group(self._group(group, hyper))
        self._require_groups([0, group])
