"""What a check costs, and the job of measuring it, as plain data between processes."""

from __future__ import annotations

import msgspec

from ..records.base import Record


class SpeedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A subject to check.

    Attributes:
        is_broken: Whether the verdict has to be ``diverges``.
        imports: Modules that the check needs, which are imported before it is measured.
        in_process: Whether the subject runs in the process that judges it.
        has_torch_tests: Whether PyTorch's generic tests are measured on the subject too.
    """

    name: str
    target: str
    rule: str
    dialects: tuple[str, ...] = ()
    is_broken: bool = False
    imports: tuple[str, ...] = ()
    in_process: bool = False
    has_torch_tests: bool = False
    examples: int = 100


class Cost(Record, frozen=True, kw_only=True):
    """What a check cost: seconds of CPU, without imports, and megabytes.

    Attributes:
        cpu: The whole check, with the worker process.
        run_cpu: The runs of the subject: constructions, steps, copies of the values.
        step_cpu: The subject's steps.
        build_cpu: The subject's constructions.
        first_finding: Until a MUST law failed first; None if none did.
        shrinking: Shrinking of the findings.
        diagnosis: Diagnosis of the findings.
        certificate: Injected pitfalls, detection limits and the report.
        memory: Peak memory of the largest process.
        torch_tests: PyTorch's generic tests on the same class; None if they were not run.
    """

    name: str
    verdict: str
    error: str | None
    findings: int
    cpu: float
    run_cpu: float
    step_cpu: float
    build_cpu: float
    runs: int
    builds: int
    steps: int
    first_finding: float | None
    shrinking: float
    diagnosis: float
    certificate: float
    memory: float
    torch_tests: float | None = None

    @property
    def explanation_share(self) -> float:
        """The share of shrinking and diagnosis."""
        return (self.shrinking + self.diagnosis) / self.cpu


class SpeedRecord(Record, frozen=True, kw_only=True):
    """The costs of several subjects, measured one after the other on one machine."""

    schema: str = "optimcore/speed/1"
    examples: int
    costs: list[Cost]
    versions: dict[str, str] = msgspec.field(default_factory=dict)
