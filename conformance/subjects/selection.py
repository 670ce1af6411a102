"""Select the adapter for a target.

A subject that cannot be built or stepped on the simplest input may have the wrong adapter, which is
not a defect. An exception from its own arithmetic or state is one.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping

from properties.generation.probes import build_plain
from properties.rules.registry import Rule
from properties.subjects.hyper_names import GROUP
from properties.subjects.trajectory import ABILITIES, Abilities, Raised

from ..adapters import Adapter, Live, adapters
from ..adapters.common.adapter import HINT
from ..errors import CannotRun, WrongUse
from ..targets.hyper_mapping import Spelling, own_defaults, spelling
from ..targets.options import Wording
from ..targets.resolve import Target
from .probing import OWN_FAULT, drop_unknown, probe_abilities
from .rounding_variant import formulated


def find_subject(
    target: Target,
    rule: Rule,
    wording: Wording | None = None,
) -> tuple[Live, Rule]:
    """Wrap the target with the first adapter that works.

    Returns:
        The subject, and the rule with the fixed values of the subject as defaults.

    Raises:
        WrongUse: The adapter is unknown, or a mapped name does not exist.
        CannotRun: No adapter works; the message lists what each one raised.
    """
    met = []
    wording = wording or Wording()
    denied = _denied(wording.without)
    for candidate in _candidates(target, wording.adapter):
        spelt = spelling(
            target.thing, rule, wording, candidate.spelled(rule), candidate.takes_parameters
        )
        if {"float64", "float32"} <= {*candidate.lacks(target), *denied}:
            met.append(f"adapter {candidate.name}: neither float32 nor float64 remains")
            continue
        spelt = _without_unwritten_flags(target, rule, candidate, spelt, denied)
        if spelt.names.entries and not candidate.entries:
            met.append(f"adapter {candidate.name}: has no parameter groups for --hyper {GROUP}…")
            continue
        fixed = spelt.fixing(rule)
        subject, problem = _try(_untried(target, candidate, spelt, denied), fixed, spelt)
        if problem is None:
            return subject, formulated(subject, fixed)
        met.append(f"adapter {candidate.name}: {problem}")
    hints = (adapter.hint for adapter in adapters().values() if adapter.claims(target))
    raise CannotRun(
        f"{target.text} could not be run, so there is no verdict. Tried "
        f"{'; '.join(met) or 'no adapter, because none recognizes it'}. {next(hints, HINT)}"
    )


def _candidates(target: Target, adapter: str | None) -> list[Adapter]:
    known = adapters()
    if adapter is not None:
        if adapter not in known:
            raise WrongUse(
                f"The adapter {adapter!r} is unknown, so nothing can be run with it. Give one of: "
                f"{', '.join(known)}."
            )
        return [known[adapter]]
    sure = [a for a in known.values() if a.claims(target)]
    if sure:
        return sure[:1]
    suiting = [a for a in known.values() if a.suits(target)]
    return sorted(suiting, key=lambda adapter: adapter.rank(target))


def _without_unwritten_flags(
    target: Target,
    rule: Rule,
    adapter: Adapter,
    spelt: Spelling,
    denied: Mapping[str, str],
) -> Spelling:
    """Fix a flag if the subject raises NotImplementedError for its other value."""
    for name in [n for n in spelt.names.spelled if isinstance(rule.defaults[n], bool)]:
        subject = _untried(target, adapter, spelt, denied)
        built = {
            value: subject.run(build_plain(subject.abilities, rule, events=(), hyper={name: value}))
            for value in (False, True)
        }
        unwritten = {
            value: f"{run.kind}: {run.message}"
            for value, run in built.items()
            if isinstance(run, Raised) and run.kind == "NotImplementedError"
        }
        if len(unwritten) == 1:
            ((value, words),) = unwritten.items()
            spelt = spelt.with_built_in(name, not value, f"{name}={value} ({words})")
    return spelt


def _denied(without: Collection[str]) -> dict[str, str]:
    """The capabilities that the user excludes, with the reason."""
    if isinstance(without, str):
        raise WrongUse(
            f"without={without!r} is a string, but a list of capabilities is needed. Write "
            f"without=[{without!r}]."
        )
    for name in without:
        if name not in ABILITIES:
            raise WrongUse(
                f"without {name}: there is no such capability, so it cannot be excluded. "
                f"Give one of: {', '.join(sorted(ABILITIES))}."
            )
    if {"float64", "float32"} <= set(without):
        raise WrongUse(
            "without float64 and without float32: no supported precision remains, so nothing can "
            "be checked. Keep at least one."
        )
    return {name: f"excluded by the user (--without {shlex.quote(name)})" for name in without}


def _untried(target: Target, adapter: Adapter, spelt: Spelling, denied: Mapping[str, str]) -> Live:
    """Build the subject before any probe, with its names and declared limits alone."""
    abilities = Abilities(
        frozenset(spelt.names.spelled), frozenset(), spelt.required,
        {**adapter.lacks(target), **denied},
        own_defaults(target.thing, spelt.names), spelt.unwritten,
    )  # fmt: skip
    return Live(target, adapter, spelt.names, abilities)


def _try(subject: Live, rule: Rule, spelt: Spelling) -> tuple[Live, str | None]:
    problem = _refusal(subject, rule)
    if problem:
        return subject, problem
    optional = subject.abilities.hyper - spelt.required
    return probe_abilities(drop_unknown(subject, rule, optional, spelt.guessed), rule), None


def _refusal(subject: Live, rule: Rule) -> str | None:
    """What the subject raised in the simplest scenario, unless it is an error of its own."""
    outcome = subject.run(build_plain(subject.abilities, rule))
    if not isinstance(outcome, Raised) or (outcome.event >= 0 and outcome.kind in OWN_FAULT):
        return None
    return str(outcome)
