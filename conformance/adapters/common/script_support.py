"""What the script template of an adapter supports."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import partial

from properties.scenarios.model import Look, Resume, SetHyper, Step, ZeroGrad
from properties.subjects.torch_driver import requires_closure

from ...records.calls import Calls
from ...targets.dataclass_config import config_argument
from ...targets.resolve import Target
from .array_library import detect_array_library

# Sets of events, each with one more than the set before.
STEPS: Set[type] = frozenset({Step})
CHANGES: Set[type] = STEPS | {SetHyper}
RESUMES: Set[type] = CHANGES | {Resume}
CLEARS: Set[type] = RESUMES | {ZeroGrad}
LOOKS: Set[type] = CLEARS | {Look}


@dataclass(frozen=True)
class ScriptSupport:
    """The scripts that reproduce failures of subjects of an adapter.

    Attributes:
        template: Name of the template, which is beside the adapter.
        events: Types of the events that a script can contain.
        describe_calls: Describes how the target is called, if the adapter alone does not say it.
        memory: Whether a script can show changed gradient buffers, and parameters that are not
            contiguous.
        requires: Packages that the script needs in addition to NumPy and the optimizer.
        imports_target: Whether the script imports the target; else it starts a command.
        package: The package that contains the template.
    """

    template: str
    events: Set[type]
    describe_calls: Callable[[Target], Calls] | None = None
    memory: bool = False
    requires: tuple[str, ...] = ()
    imports_target: bool = True
    package: str = "conformance.adapters"

    def calls(self, target: Target) -> Calls:
        """Describe how the target is called."""
        if self.describe_calls is not None:
            return self.describe_calls(target)
        return Calls(
            config_argument=config_argument(target.thing),
            requires_closure=_requires_closure(target.thing),
        )


def _requires_closure(thing: object) -> bool:
    """Return whether the step of a class has a required argument besides self."""
    step = getattr(thing, "step", None) if inspect.isclass(thing) else None
    return step is not None and requires_closure(partial(step, None))


def array_calls(target: Target) -> Calls:
    """Describe the calls of a target that computes with arrays of a library."""
    return Calls(arrays=detect_array_library(target))


def script_template(adapter: str) -> str:
    """Return the name of the template of an adapter in a file of the same name."""
    return f"{adapter.replace('-', '_')}.script.py.j2"
