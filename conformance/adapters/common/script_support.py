"""What the script template of an adapter supports."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from properties.scenarios.model import Resume, SetHyper, Step, ZeroGrad

# Sets of events, each with one more than the set before.
STEPS: Set[type] = frozenset({Step})
CHANGES: Set[type] = STEPS | {SetHyper}
RESUMES: Set[type] = CHANGES | {Resume}
CLEARS: Set[type] = RESUMES | {ZeroGrad}


@dataclass(frozen=True)
class ScriptSupport:
    """The scripts that reproduce failures of subjects of an adapter.

    Attributes:
        template: Name of the template in ``rendering/templates/drivers``, without its suffixes.
        events: Types of the events that a script can contain.
        library_arrays: Whether the template is given the array library that the target uses, and
            the method by which the target takes a step.
        memory: Whether a script can show changed gradient buffers, and parameters that are not
            contiguous.
        requires: Packages that the script needs in addition to NumPy and the optimizer.
        imports_target: Whether the script imports the target; else it starts a command.
    """

    template: str
    events: Set[type]
    library_arrays: bool = False
    memory: bool = False
    requires: tuple[str, ...] = ()
    imports_target: bool = True
