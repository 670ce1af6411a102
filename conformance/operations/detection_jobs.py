"""Find out what an examination would have detected, in the parts that an executor has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from properties.engine.detection import DetectionLimit, DetectionPower, Number
from properties.engine.detection_cache import cached_detection, detection_key
from properties.engine.executor import Executor, Job
from properties.engine.mutant_detection import MutantDetection, detect_mutants
from properties.engine.progress import Progress
from properties.engine.results import Examination
from properties.engine.subject_judge import SubjectJudge
from properties.laws import laws
from properties.scenarios.model import Scenario

# The number of jobs of which an executor is ahead for each part of the work.
AHEAD = 2

Part = tuple[dict[str, bool], list[DetectionLimit]]


@dataclass(frozen=True)
class Detection:
    """The jobs that find out what is detected, and the order of their results.

    Attributes:
        pitfalls: the ids of the pitfalls of the rule.
        stored: those of them that the corpus is known to detect; no job tries them.
        numbers: the numbers in hyper-parameters.
        jobs: each finds out about some of the pitfalls and numbers.
        mutants: the job that finds out about the mutants.
    """

    pitfalls: Sequence[str]
    stored: frozenset[str]
    numbers: Sequence[Number]
    jobs: Sequence[Job[Part]]
    mutants: Job[MutantDetection]

    def result(
        self, progress: Progress
    ) -> tuple[dict[str, bool], list[DetectionLimit], MutantDetection]:
        """Return which pitfalls are detected, the detection limits, and the detected mutants."""
        caught = dict.fromkeys(self.stored, True)
        limits: dict[tuple[str, str], DetectionLimit] = {}
        for k, job in enumerate(self.jobs):
            progress("injecting known pitfalls", k / len(self.jobs))
            found, some = job.result()
            caught |= found
            limits |= {(limit.hyper, limit.dtype): limit for limit in some}
        return (
            {name: caught[name] for name in self.pitfalls if name in caught},
            [limits[name, dtype] for name, _, dtype in self.numbers],
            self.mutants.result(),
        )


def start_detection(executor: Executor, examination: Examination) -> Detection:
    """Start to find out what the scenarios and laws of an examination detect.

    Nothing of it needs the subject, so it is done while the findings are shrunk, where the executor
    has several processes.
    """
    judge = executor.judge
    power = DetectionPower.of_examination(judge.rule, judge.subject.capabilities, examination)
    ids, scenarios = list(examination.tallies), power.used_scenarios()
    pitfalls, numbers, stored = power.known_pitfalls(), power.numbers(), power.stored_pitfalls()
    tried = [name for name in pitfalls if name not in stored]
    parts = max(1, executor.lookahead // AHEAD)
    jobs = [
        executor.submit_in_background(detect, ids, scenarios, tried[k::parts], numbers[k::parts])
        for k in range(parts)
    ]
    mutants = executor.submit_in_background(_detect_mutants, examination)
    return Detection(pitfalls, stored, numbers, jobs, mutants)


def _detect_mutants(judge: SubjectJudge, examination: Examination) -> MutantDetection:
    rule, capabilities = judge.rule, judge.subject.capabilities
    key = detection_key(rule, capabilities, examination.tallies, examination.completed)
    return cached_detection(
        ("mutants", key), lambda: detect_mutants(rule, capabilities, examination)
    )


def detect(
    judge: SubjectJudge,
    ids: Sequence[str],
    scenarios: Sequence[Scenario],
    pitfalls: Sequence[str],
    numbers: Sequence[Number],
) -> Part:
    """Return which of the pitfalls laws detect, and the limits of the numbers.

    Args:
        judge: The judge whose rule and capabilities count.
        ids: The ids of the laws.
        scenarios: The scenarios of the examination that are used.
        pitfalls: The ids of the pitfalls.
        numbers: Numbers in hyper-parameters.
    """
    rule, capabilities = judge.rule, judge.subject.capabilities
    key = detection_key(rule, capabilities, ids, scenarios)

    def compute() -> Part:
        chosen = [laws()[name] for name in ids]
        power = DetectionPower(rule, capabilities, chosen, scenarios)
        return power.detect_pitfalls(pitfalls), power.detection_limits(numbers)

    return cached_detection((key, tuple(pitfalls), tuple(numbers)), compute)
