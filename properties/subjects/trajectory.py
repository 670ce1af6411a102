"""Results of a run: the parameters after every event, or an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from ..scenarios.model import Floats, HyperValue, Scenario


@dataclass(frozen=True)
class ContractViolation:
    """A violation of the contract of an optimizer that was observed during a run."""

    kind: str
    event: int
    parameter: int
    detail: str


class UnsupportedScenario(Exception):
    """Raised by an adapter where the library cannot express a scenario."""


class SubjectUnavailable(Exception):
    """Raised by ``run`` where a subject cannot be run any more; the message has the reason."""


@dataclass(frozen=True)
class Trajectory:
    """``frames[k][i]``: parameter i after event k, or as it is evaluated if the event is a look."""

    frames: tuple[tuple[Floats, ...], ...]
    violations: tuple[ContractViolation, ...] = ()


# The kind of error where the process of the subject was lost.
PROCESS_LOST = "ProcessLost"

# The message of the exception of a closure that cannot compute gradients.
RECORDING_DISABLED = "the closure is called with gradient recording disabled"


@dataclass(frozen=True)
class SubjectError:
    """An exception of the subject during event ``event`` (-1: at construction)."""

    event: int
    kind: str
    message: str

    @property
    def is_unsupported(self) -> bool:
        """Whether the adapter does not support the scenario, so that nothing is decided."""
        return self.kind == UnsupportedScenario.__name__

    def __str__(self) -> str:
        where = "at construction" if self.event < 0 else f"at event {self.event}"
        if self.kind == PROCESS_LOST:
            return f"lost its process {where}: {self.message}"
        return f"raised {self.kind} {where}: {self.message}"


Outcome: TypeAlias = Trajectory | SubjectError


class Subject(Protocol):
    """An optimizer that can run a scenario, in this process or another."""

    @property
    def name(self) -> str:
        """The name for messages."""

    @property
    def capabilities(self) -> Capabilities:
        """The capabilities of the subject."""

    def run(self, scenario: Scenario) -> Outcome:
        """Run a scenario.

        Raises:
            SubjectUnavailable: the subject cannot be run any more, because its process was lost
                too often.
        """


# The capabilities of subjects; ``no gradient`` is a step with None for some parameter.
CAPABILITIES = frozenset({
    "groups", "resume", "zero_grad", "float64", "float32", "no gradient", "scalar", "empty",
    "strided", "generator", "mixed", "closure", "refusals", "restores hyper", "torch", "set lr",
    "float16", "bfloat16", "complex", "deepcopy", "pickle", "add group", "scheduler", "hooks",
    "tensor lr", "several dtypes", "file", "sparse", "write",
    "own checkpoints", "own saved state", "own duplicates", "loss scaling",
    "complex branch", "kernels", "eval mode", "group entries",
})  # fmt: skip


@dataclass(frozen=True)
class Capabilities:
    """The capabilities of a subject.

    Attributes:
        hyper: hyper-parameters that it takes at construction, by this suite's names.
        settable: hyper-parameters that can be changed between steps.
        required: hyper-parameters without a default.
        unsupported: the missing capabilities of ``CAPABILITIES``, with the reason for each.
        defaults: defaults that the subject declares.
        unwritten: descriptions of values that the subject declares as not implemented.
        only_sparse: whether all gradients are passed as sparse tensors.
        few_shapes: whether every further list of shapes is expensive, because it is compiled.
    """

    hyper: frozenset[str]
    settable: frozenset[str]
    required: frozenset[str]
    unsupported: dict[str, str]
    defaults: Mapping[str, HyperValue] = field(default_factory=dict)
    unwritten: tuple[str, ...] = ()
    few_shapes: bool = False
    only_sparse: bool = False

    def supports(self, capability: str) -> bool:
        """Return whether the subject has a capability."""
        return capability not in self.unsupported

    def without_hyper(self, name: str) -> Capabilities:
        """Return the capabilities without a hyper-parameter that the constructor rejects."""
        return replace(self, hyper=self.hyper - {name})

    def without_unwritten(self, name: str, reason: str) -> Capabilities:
        """Return the capabilities without a hyper-parameter of which a value is not implemented."""
        return replace(
            self,
            hyper=self.hyper - {name},
            required=self.required - {name},
            defaults={ours: value for ours, value in self.defaults.items() if ours != name},
            unwritten=(*self.unwritten, reason),
        )
