"""``replay``: run a recorded finding again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from properties.comparison.evidence import Evidence
from properties.diagnosis.candidates.lookup import find_candidate
from properties.diagnosis.hypotheses.formula import BY_FORMULA, rule_as_found
from properties.laws import Law, Trial, laws
from properties.rules.registry import Rule, rules
from properties.scenarios.transforms import change

from ..errors import WrongUse
from ..process.harnesses import update_target
from ..records.base import Options
from ..records.capsule import Capsule
from ..rendering.scenario_text import with_added_events
from ..targets.options import options_from_record
from ..targets.own_rule import RuleGiven, record_rule_source
from ..targets.rule_name import resolve_rule_name
from ..worker import Isolation, open_target

State = Literal["FIXED", "STILL BROKEN", "FLAKY", "NOT APPLICABLE"]


@dataclass(frozen=True)
class Replay:
    """The outcome of a replay."""

    capsule: Capsule
    target: str
    state: State
    message: str


def replay(
    capsule: Capsule,
    against: str | None = None,
    isolation: Isolation | None = None,
    rule: RuleGiven | None = None,
) -> Replay:
    """Judge the scenario of a capsule by its law twice, on its target or on another.

    Args:
        capsule: The capsule.
        against: Another target.
        isolation: How the optimizer is run.
        rule: Where the user's own rule of the capsule is now, if its file was moved.

    Raises:
        WrongUse: The law, rule or target is unknown.
        CannotRun: The subject cannot be run.
    """
    law = laws().get(capsule.law)
    capsule, note = _load_own_rule(capsule, rule)
    if law is None or capsule.rule not in rules():
        raise WrongUse(
            f"The capsule is for the law {capsule.law!r} and the rule {capsule.rule!r}, which this "
            "version does not have, so it cannot be replayed. Replay it with the version that "
            f"wrote it: {', '.join(f'{k} {v}' for k, v in capsule.versions.items())}."
        )
    text = against or update_target(capsule.target)
    options = Options() if against else capsule.options
    with open_target(text, isolation) as target:
        subject, claimed = target.open(capsule.rule, options.dialects, options_from_record(options))
        judged_by = _formula_as_found(capsule, claimed)
        reason = law.not_applicable(judged_by, subject)
        if reason:
            return Replay(capsule, text, "NOT APPLICABLE", reason)
        trials = [Trial(judged_by, subject, capsule.scenario) for _ in range(2)]
        found = _judge_trials(capsule, text, law, trials)
        return replace(found, message="; ".join(filter(None, (found.message, note))))


def _load_own_rule(capsule: Capsule, rule: RuleGiven | None) -> tuple[Capsule, str]:
    """Load the user's own rule of a capsule; return the capsule for it, and how it has changed."""
    source = capsule.rule_source
    if source is None and rule is None:
        return capsule, ""
    name = resolve_rule_name(rule or source.spec)  # type: ignore[union-attr]
    now = record_rule_source(name)
    changed = source and now and now.sha256 != source.sha256
    note = f"the file of the rule, {now.file}, has changed since" if changed and now else ""
    scenario = change(capsule.scenario, rule=name)
    return msgspec.structs.replace(capsule, rule=name, scenario=scenario), note


def _formula_as_found(capsule: Capsule, rule: Rule) -> Rule:
    """Return the rule that a finding was judged by.

    A finding about something beside the formula was judged by the formula of the optimizer, if the
    diagnosis named one.
    """
    named = [d for d in capsule.diagnosis if d.layer == "formula" and d.cases == d.of]
    if not named or capsule.explained_by in {d.id for d in named}:
        return rule
    layers = {d.id: d.layer for d in capsule.diagnosis}
    by_formula = capsule.message.startswith(BY_FORMULA)
    if not by_formula and layers.get(capsule.explained_by) != "contract":
        return rule
    formula = find_candidate(rule, named[0].id)
    return rule_as_found(rule, formula) if formula else rule


def _judge_trials(capsule: Capsule, text: str, law: Law, trials: list[Trial]) -> Replay:
    seen = [law.judge(trial) for trial in trials]
    broken = [e.is_broken if e else False for e in seen]
    state: State = "STILL BROKEN" if all(broken) else "FLAKY" if any(broken) else "FIXED"
    message = next(
        (_message(capsule, e, t) for e, t in zip(seen, trials, strict=True) if e and e.is_broken),
        "",
    )
    return Replay(capsule, text, state, message)


def _message(capsule: Capsule, evidence: Evidence, trial: Trial) -> str:
    return with_added_events(evidence.message, capsule.scenario, trial.scenarios)
