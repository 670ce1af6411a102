"""Measure what the check of right and wrong optimizers costs, each in a new process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

import msgspec

from ..errors import CannotRun
from ..process_pool import THREADS
from .cost import Cost, SpeedJob

HERE = "conformance.benchmarks"
TORCH = ("torch", "torch._dynamo")  # torch imports the second when an optimizer is built

# The first subject is the one that the others are compared with.
REFERENCE = "torch-adam"

SUBJECTS = {
    job.name: job
    for job in (
        SpeedJob(
            name=REFERENCE, target="torch.optim:Adam", rule="adam", imports=TORCH,
            has_torch_tests=True,
        ),
        SpeedJob(
            name="torch-sgd", target="torch.optim:SGD", rule="sgd", imports=TORCH,
            has_torch_tests=True,
        ),
        SpeedJob(
            name="torch-adamw", target="torch.optim:AdamW", rule="adamw", imports=TORCH,
            has_torch_tests=True,
        ),
        SpeedJob(
            name="numpy-adam", target=f"{HERE}.subjects.numpy_adam:Adam", rule="adam"
        ),
        SpeedJob(name="optimcore-adam", target="optimcore:Adam", rule="adam"),
        SpeedJob(
            name="torch-eps-inside-root", target=f"{HERE}.subjects.broken_torch:EpsInsideRoot",
            rule="adam", imports=TORCH, is_broken=True,
        ),
        SpeedJob(
            name="torch-full-second-moment", rule="adam", imports=TORCH, is_broken=True,
            target=f"{HERE}.subjects.broken_torch:FullSecondMoment",
        ),
        SpeedJob(
            name="torch-betas-of-construction", rule="adam", imports=TORCH, is_broken=True,
            target=f"{HERE}.subjects.broken_torch:BetasOfConstruction",
        ),
        # A process with jax cannot be forked, and a new interpreter would import jax again.
        SpeedJob(
            name="optax-adam", target="optax:adam", rule="adam", dialects=("adam-global-t",),
            imports=TORCH, in_process=True,
        ),
        SpeedJob(
            name="optax-eps-inside-root", target=f"{HERE}.subjects.optax_adam:eps_inside_root",
            rule="adam", dialects=("adam-global-t",), imports=TORCH, in_process=True,
            is_broken=True,
        ),
    )
}  # fmt: skip


def installed_subjects() -> list[str]:
    """Return the names of the subjects whose libraries are installed."""
    return [
        name
        for name in SUBJECTS
        if all(library not in name or find_spec(library) for library in ("torch", "optax"))
    ]


def measure_costs(
    names: Sequence[str], examples: int = 100, in_process: bool = False
) -> Iterator[Cost]:
    """Yield the cost of the check of each subject.

    Args:
        names: Names of subjects.
        examples: As for ``check``.
        in_process: Whether all subjects run in the process that judges them.

    Raises:
        CannotRun: A subject could not be measured.
    """
    for name in names:
        job = msgspec.structs.replace(SUBJECTS[name], examples=examples)
        yield _measure(msgspec.structs.replace(job, in_process=job.in_process or in_process))


def _measure(job: SpeedJob) -> Cost:
    command = [sys.executable, "-m", f"{HERE}.measured_check", msgspec.json.encode(job).decode()]
    # Without threads, the CPU of a step does not depend on the number of cores.
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(  # noqa: S603 - our own module
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise CannotRun(f"{job.name} could not be measured, so no table was printed: {last}")
    cost = msgspec.json.decode(done.stdout.rpartition("\n")[2], type=Cost)
    expected = "diverges" if job.is_broken else "conforms"
    if cost.verdict != expected:
        raise CannotRun(
            f"The verdict on {job.name} is {cost.verdict}, not {expected}, so what its check "
            f"costs says nothing. {cost.error or ''}".strip()
        )
    return cost
