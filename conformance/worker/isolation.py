"""How a subject is kept apart from the process that judges it."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import WrongUse
from ..process.harnesses import PREFIX
from ..process.limits import IS_SUPPORTED

TIMEOUT = 60.0


@dataclass(frozen=True)
class Isolation:
    """How a subject is run.

    Attributes:
        timeout: Seconds without progress after which the worker process is stopped: for the import,
            for a construction, for one step.
        in_process: Whether the subject runs in the process that judges it. A target that is an
            object of this process always does, and so does every target where the system has no
            worker processes (Windows).
    """

    timeout: float = TIMEOUT
    in_process: bool = False

    def __post_init__(self) -> None:
        if not self.timeout > 0:
            raise WrongUse(
                f"timeout={self.timeout!r} is not a positive number of seconds, so no step could "
                "end in time. Give a number such as 60."
            )

    def applies_to(self, target: object) -> bool:
        """Whether the target runs in a worker process: a module or file that has to be imported."""
        return (
            isinstance(target, str)
            and not target.startswith(PREFIX)
            and IS_SUPPORTED
            and not self.in_process
        )
