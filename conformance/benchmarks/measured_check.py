"""Check one subject and measure what it costs; ``bench speed`` runs this in a new process."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from mmap import mmap
from typing import Any
from unittest import mock

import msgspec

from properties.dialects import dialects
from properties.engine.results import Finding, Tally
from properties.laws import MUST, laws
from properties.pitfalls import pitfalls
from properties.scenarios.model import Scenario
from properties.subjects.driver import BuildSpec, Driver
from properties.subjects.runner import run_scenario
from properties.subjects.torch_driver import is_torch_available
from properties.subjects.trajectory import Outcome

from ..adapters import AdaptedSubject, adapters
from ..adapters.common import adapter
from ..operations.check import check
from ..worker import Isolation
from .cost import Cost, SpeedJob

# The numbers that a worker process shares with the process that judges.
RUNS, STEPS, BUILDS, RUN_CPU, STEP_CPU, BUILD_CPU, WORKER_CPU = range(7)
NUMBERS = 7


class Meter:
    """Counts runs, constructions and steps of the subject, and the CPU that they take.

    A forked worker writes the same memory, so that its numbers arrive without messages.
    """

    def __init__(self) -> None:
        self.numbers = memoryview(mmap(-1, 8 * NUMBERS)).cast("d")
        self.owner = os.getpid()
        self.start = time.process_time()
        self.is_running = False
        self.is_in_step = False
        self._known_worker = 0
        self._known_cpu = 0.0

    def cpu(self) -> float:
        """Return the CPU seconds since the start, of this process and of the worker's runs."""
        return time.process_time() - self.start + self.numbers[WORKER_CPU]

    def install(self, stack: ExitStack) -> None:
        """Measure every run of a subject until the stack is closed."""
        run = AdaptedSubject.run

        def measure_run(subject: AdaptedSubject, scenario: Scenario) -> Outcome:
            before, self.is_running = time.process_time(), True
            try:
                return run(subject, scenario)
            finally:
                self.is_running = False
                self._add(RUNS, RUN_CPU, before)
                self._add_worker()

        def run_measured(
            build: Callable[[BuildSpec], Driver], scenario: Scenario, *rest: Any
        ) -> Outcome:
            def measure_build(spec: BuildSpec) -> Driver:
                before = time.process_time()
                driver = build(spec)
                self._add(BUILDS, BUILD_CPU, before)
                self._measure_steps(type(driver))
                return driver

            return run_scenario(measure_build, scenario, *rest)

        stack.enter_context(mock.patch.object(AdaptedSubject, "run", measure_run))
        stack.enter_context(mock.patch.object(adapter, run_scenario.__name__, run_measured))

    def _measure_steps(self, kind: type[Any]) -> None:
        for name in ("step", "step_with"):
            method = getattr(kind, name)
            if not hasattr(method, "measured_by"):
                setattr(kind, name, self._measured(method))

    def _measured(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def measured(driver: Driver, *rest: Any) -> Any:
            # Candidates of the diagnosis have drivers of the same classes.
            if not self.is_running or self.is_in_step:
                return method(driver, *rest)
            before, self.is_in_step = time.process_time(), True
            try:
                return method(driver, *rest)
            finally:
                self.is_in_step = False
                self._add(STEPS, STEP_CPU, before)

        measured.measured_by = self  # type: ignore[attr-defined]
        return measured

    def _add(self, count: int, cpu: int, before: float) -> None:
        self.numbers[count] += 1
        self.numbers[cpu] += time.process_time() - before

    def _add_worker(self) -> None:
        """Add what a worker process has used since its last run."""
        process = os.getpid()
        if process == self.owner:
            return
        if process != self._known_worker:
            self._known_worker, self._known_cpu = process, 0.0
        now = time.process_time()
        self.numbers[WORKER_CPU] += now - self._known_cpu
        self._known_cpu = now


class Phases:
    """The CPU at the first finding, and at the beginning of each phase of a check."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self.first_finding: float | None = None
        self.shrinking: float | None = None
        self.diagnosis: float | None = None
        self.certificate: float | None = None

    def progress(self, what: str, part: float) -> None:
        """Note the beginning of a phase."""
        for phase, label in (
            ("shrinking", "shrinking"),
            ("diagnosis", "diagnosing"),
            ("certificate", "injecting"),
        ):
            if what.startswith(label) and getattr(self, phase) is None:
                setattr(self, phase, self.meter.cpu())

    def install(self, stack: ExitStack) -> None:
        """Note the first finding until the stack is closed."""
        keep = Tally.keep_smaller

        def keep_smaller(tally: Tally, finding: Finding) -> None:
            if self.first_finding is None and finding.law.requirement == MUST:
                self.first_finding = self.meter.cpu()
            keep(tally, finding)

        stack.enter_context(mock.patch.object(Tally, "keep_smaller", keep_smaller))


def measure_check(job: SpeedJob) -> Cost:
    """Check the subject of a job and return what it costs; imports are not measured."""
    import_for(job)
    children = _children_cpu()
    meter = Meter()
    phases = Phases(meter)
    with ExitStack() as stack:
        meter.install(stack)
        phases.install(stack)
        report = check(
            job.target,
            job.rule,
            examples=job.examples,
            dialects=job.dialects,
            isolation=Isolation(in_process=job.in_process),
            progress=phases.progress,
        )
    own = time.process_time() - meter.start
    runs = meter.numbers
    end_of_search = phases.certificate if phases.certificate is not None else own
    shrinking = phases.shrinking if phases.shrinking is not None else phases.diagnosis
    return Cost(
        name=job.name,
        verdict=report.verdict,
        error=report.error,
        findings=len(report.findings),
        cpu=own + _children_cpu() - children,
        run_cpu=runs[RUN_CPU],
        step_cpu=runs[STEP_CPU],
        build_cpu=runs[BUILD_CPU],
        runs=int(runs[RUNS]),
        builds=int(runs[BUILDS]),
        steps=int(runs[STEPS]),
        first_finding=phases.first_finding,
        shrinking=0.0 if shrinking is None else (phases.diagnosis or end_of_search) - shrinking,
        diagnosis=0.0 if phases.diagnosis is None else end_of_search - phases.diagnosis,
        certificate=0.0 if phases.certificate is None else meter.cpu() - phases.certificate,
        memory=peak_memory(),
        torch_tests=measure_torch_tests(job.target) if job.has_torch_tests else None,
    )


def measure_torch_tests(target: str) -> float | None:
    """Return the CPU seconds of PyTorch's tests on a class of torch; None without expecttest."""
    try:
        from .torch_tests import measure_generic_tests
    except ImportError:
        return None
    module, _, name = target.partition(":")
    return measure_generic_tests(getattr(import_module(module), name))


def import_for(job: SpeedJob) -> None:
    """Import all that the check needs, and prepare the garbage collector as the command does."""
    for collect in (laws, dialects, pitfalls, adapters):
        collect()
    is_torch_available()
    for module in (job.target.partition(":")[0], *job.imports):
        import_module(module)
    gc.freeze()


def _children_cpu() -> float:
    import resource  # not on Windows

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_memory() -> float:
    """Return the largest resident memory of this process or of a worker, in MB."""
    import resource  # not on Windows

    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            [own] = [int(line.split()[1]) for line in file if line.startswith("VmHWM:")]
    except (OSError, ValueError):
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, worker) * 1024 / 1e6


if __name__ == "__main__":
    cost = measure_check(msgspec.json.decode(sys.argv[1], type=SpeedJob))
    sys.stdout.write("\n" + msgspec.json.encode(cost).decode())
