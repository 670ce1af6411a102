"""The progress of stages never decreases, reaches the end, and divides what is left."""

from __future__ import annotations

from itertools import pairwise

import pytest

from properties.engine.examiner import Examiner
from properties.engine.progress import Stages
from properties.pitfalls import pitfalls
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject
from properties.subjects.trajectory import Subject


class Shown(list[tuple[str, float]]):
    """What was shown."""

    def __call__(self, what: str, part: float) -> None:
        self.append((what, part))

    @property
    def parts(self) -> list[float]:
        return [part for _, part in self]


def is_increasing(parts: list[float]) -> bool:
    return all(a <= b for a, b in pairwise(parts))


def test_each_stage_gets_its_share() -> None:
    shown = Shown()
    stages = Stages(shown, {"one": 1, "two": 3})
    one = stages.start("one")
    one("begins", 0.0)
    one("ends", 1.0)
    two = stages.start("two")
    two("half of it", 0.5)
    stages.finish()
    assert shown == [("begins", 0.0), ("ends", 0.25), ("half of it", 0.625), ("done", 1.0)]


def test_a_stage_that_ends_early_leaves_its_share_to_those_that_follow() -> None:
    shown = Shown()
    stages = Stages(shown, {"one": 1, "left out": 5, "two": 1})
    stages.start("one")("ends early", 0.7)
    two = stages.start("two")
    two("begins", 0.0)
    two("half of it", 0.5)
    assert shown.parts == pytest.approx([0.1, 0.1, 0.55])


def test_a_stage_that_starts_anew_does_not_move_the_fraction_back() -> None:
    shown = Shown()
    one = Stages(shown, {"one": 1}).start("one")
    for part in (0.0, 0.6, 0.2, 1.5, -1.0):
        one("work", part)
    assert shown.parts == [0.0, 0.6, 0.6, 1.0, 1.0]


def test_a_stage_may_turn_out_to_have_nothing_to_do() -> None:
    shown = Shown()
    stages = Stages(shown, {"one": 1, "two": 1, "three": 1})
    stages.expect("two", 0)
    stages.start("one")("ends", 1.0)
    stages.start("two")("ends", 1.0)
    stages.start("three")("ends", 1.0)
    assert shown.parts == [0.5, 0.5, 1.0]


@pytest.mark.parametrize(
    "subject",
    [CoreSubject("sgd"), pitfalls()["lr-inside-velocity"].subject()],
    ids=["right", "wrong"],
)
def test_the_progress_of_an_examination_never_decreases(subject: Subject) -> None:
    shown = Shown()
    Examiner(rules()["sgd"], subject, examples=20, progress=shown).examine()
    assert is_increasing(shown.parts)
    assert shown.parts[0] == 0
    assert max(shown.parts) <= 1
    assert len(set(shown.parts)) > 20
