"""Code that the tests of diagnoses share."""

from __future__ import annotations

from properties.diagnosis import Diagnosis, diagnose
from properties.engine.examiner import Examiner
from properties.rules.registry import rules
from properties.subjects.trajectory import Subject


def diagnosed(rule: str, subject: Subject, examples: int = 0) -> Diagnosis:
    seen = Examiner(rules()[rule], subject, examples=examples, shrink=False).run()
    return diagnose(rules()[rule], subject, seen)


def ids(found: Diagnosis) -> list[str]:
    return [named.candidate.id for named in found.ranked]
