"""``replay``: is a finding still there?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from properties.laws import Law, Trial, laws
from properties.rules import rules

from .errors import WrongUse
from .literals import literal
from .records import Capsule, Options
from .smoke import find_subject
from .speech import rule_in
from .target import resolve
from .wording import Wording

State = Literal["FIXED", "STILL BROKEN", "FLAKY", "NOT APPLICABLE"]


@dataclass(frozen=True)
class Replay:
    """What became of a finding."""

    capsule: Capsule
    target: str
    state: State
    message: str


def replay(capsule: Capsule, against: str | None = None) -> Replay:
    """Put a capsule's scenario to its law again, twice, on its target or on another.

    Raises:
        WrongUse: its law, rule or target is unknown here.
        CannotRun: the subject cannot be run.
    """
    law = laws().get(capsule.law)
    if law is None or capsule.rule not in rules():
        raise WrongUse(
            f"The capsule speaks of the law {capsule.law!r} and the rule {capsule.rule!r}, which "
            "this version does not have. Replay it with the version that wrote it: "
            f"{capsule.versions}."
        )
    text = against or capsule.target
    options = Options() if against else capsule.options
    subject, rule = find_subject(
        resolve(text), rule_in(capsule.rule, options.dialects), wording_of(options)
    )
    reason = law.not_applicable(rule, subject)
    if reason:
        return Replay(capsule, text, "NOT APPLICABLE", reason)
    return _judged(capsule, text, law, [Trial(rule, subject, capsule.scenario) for _ in range(2)])


def wording_of(options: Options) -> Wording:
    """What the user said of the subject's names, numbers and limits."""
    return Wording(
        options.map,
        {name: literal(text) for name, text in options.hyper.items()},
        {name: literal(text) for name, text in options.assume.items()},
        options.without,
        options.adapter,
    )


def _judged(capsule: Capsule, text: str, law: Law, trials: list[Trial]) -> Replay:
    seen = [law.judge(trial) for trial in trials]
    broken = [e.broken if e else False for e in seen]
    state: State = "STILL BROKEN" if all(broken) else "FLAKY" if any(broken) else "FIXED"
    message = next((e.message for e in seen if e and e.broken), "")
    return Replay(capsule, text, state, message)
