"""The report of a rule of a user's own: its one-edit defects, and whether they are detected."""

from __future__ import annotations

from properties.engine.progress import Progress, Stages, ignore_progress

from ..operations.own_rule import prepare_rule
from ..operations.report_parts import collect_versions
from ..records.pitfalls import PitfallsRecord
from ..targets.own_rule import RuleGiven
from .run import check_clean_rule, detects_wrong_optimizer

# The seconds that the stages take.
WEIGHTS = {"preparation": 20.0, "rule": 10.0, "wrong optimizer": 2.0}


def report_own_rule(rule: RuleGiven, progress: Progress = ignore_progress) -> PitfallsRecord:
    """Check that the rule conforms to itself, and count its one-edit defects.

    Raises:
        WrongUse: The name is unknown, or the user's rule is invalid.
    """
    stages = Stages(progress, WEIGHTS)
    name = prepare_rule(rule, stages.start("preparation"))
    stages.start("rule")(f"checking {name} against itself", 0.0)
    clean = check_clean_rule(name)
    stages.start("wrong optimizer")("checking an optimizer that is wrong", 0.0)
    forced = detects_wrong_optimizer()
    stages.finish()
    return PitfallsRecord(
        pitfalls=[], clean=[clean], forced_failure=forced, versions=collect_versions()
    )
