"""Location of the first deviating step in an event of many steps."""

from __future__ import annotations

from ...rules.registry import Rule
from ...scenarios.model import Scenario, Step
from ...scenarios.transforms import change
from ...subjects.trajectory import Subject
from ..candidates.cases import Case, make_case


def cut_after_deviation(rule: Rule, subject: Subject, case: Case) -> Case:
    """Return the case cut after the first deviating step, where one event makes many steps."""
    deviation = case.deviation
    if deviation is None:
        return case
    k, event = deviation.event, case.scenario.events[deviation.event]
    if not isinstance(event, Step) or event.times == 1:
        return case

    def off_after(times: int) -> bool:
        return (
            make_case(rule, subject, _cut_scenario(case.scenario, k, event, (times,))).deviation
            is not None
        )

    good, bad = 0, event.times
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if off_after(middle) else (middle, bad)
    steps = (good, 1) if good else (1,)
    return make_case(rule, subject, _cut_scenario(case.scenario, k, event, steps))


def _cut_scenario(scenario: Scenario, k: int, event: Step, times: tuple[int, ...]) -> Scenario:
    """Return the events before event k, followed by some of its steps."""
    steps = tuple(change(event, times=n) for n in times)
    return change(scenario, events=(*scenario.events[:k], *steps))
