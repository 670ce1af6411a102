"""What comes back from a subject: the parameters after every event, or what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from .scenario import Floats, HyperValue, Scenario


@dataclass(frozen=True)
class Notice:
    """A broken promise that was seen while a scenario ran."""

    kind: str
    event: int
    parameter: int
    detail: str


class Beyond(Exception):
    """A library has no words for what a scenario asks: an adapter raises it, no subject does."""


@dataclass(frozen=True)
class Trajectory:
    """``frames[k][i]``: parameter i after event k."""

    frames: tuple[tuple[Floats, ...], ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Raised:
    """The subject raised during event ``event`` (-1: at construction)."""

    event: int
    kind: str
    message: str

    @property
    def beyond(self) -> bool:
        """Whether it was not asked at all: nothing follows for the subject."""
        return self.kind == Beyond.__name__

    def __str__(self) -> str:
        where = "at construction" if self.event < 0 else f"at event {self.event}"
        return f"raised {self.kind} {where}: {self.message}"


Outcome: TypeAlias = Trajectory | Raised


class Subject(Protocol):
    """Anything that can be put through a scenario, in this process or another."""

    @property
    def name(self) -> str:
        """How to call it in messages."""

    @property
    def abilities(self) -> Abilities:
        """What may be asked of it."""

    def run(self, scenario: Scenario) -> Outcome:
        """Put it through the scenario."""


# What may be asked of a subject; ``no gradient`` is a step without one for some parameter.
ABILITIES = frozenset({
    "groups", "resume", "zero_grad", "float64", "float32", "no gradient", "scalar", "empty",
    "strided", "generator", "mixed", "closure", "refusals", "restores hyper", "torch", "set lr",
    "float16", "bfloat16", "complex", "deepcopy", "pickle", "add group", "scheduler", "hooks",
    "tensor lr", "several dtypes", "file", "sparse",
})  # fmt: skip


@dataclass(frozen=True)
class Abilities:
    """What a subject can be asked to do; ``lacks`` says why not, for whatever it cannot.

    Attributes:
        hyper: the hyper-parameters it takes at construction, by this suite's names.
        settable: those that may be changed between steps.
        required: those that it has no default for.
        lacks: reasons by ability, of those in ``ABILITIES``.
        defaults: what it says that it is built with where nothing is given.
        unwritten: values that it says it has not implemented, in words.
    """

    hyper: frozenset[str]
    settable: frozenset[str]
    required: frozenset[str]
    lacks: dict[str, str]
    defaults: Mapping[str, HyperValue] = field(default_factory=dict)
    unwritten: tuple[str, ...] = ()

    def can(self, ability: str) -> bool:
        """Whether it has that ability."""
        return ability not in self.lacks
