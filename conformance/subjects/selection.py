"""Select the adapter for a target.

A subject that cannot be built or stepped on the simplest input may have the wrong adapter, which is
not a defect. An exception from its own arithmetic or state is one.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping

from properties.generation.probes import build_simplest
from properties.rules.registry import Rule
from properties.subjects.hyper_names import GROUP
from properties.subjects.trajectory import CAPABILITIES, Capabilities, SubjectError

from ..adapters import AdaptedSubject, Adapter, adapters
from ..adapters.common.adapter import HINT
from ..errors import CannotRun, WrongUse
from ..targets.hyper_mapping import HyperMapping, map_hyper, own_defaults
from ..targets.options import SubjectOptions
from ..targets.resolve import Target
from .probing import SUBJECT_ERROR_KINDS, drop_unknown, probe_capabilities
from .rounding_variant import choose_rounding_variant


def find_subject(
    target: Target,
    rule: Rule,
    options: SubjectOptions | None = None,
) -> tuple[AdaptedSubject, Rule]:
    """Wrap the target with the first adapter that works.

    Returns:
        The subject, and the rule with the fixed values of the subject as defaults.

    Raises:
        WrongUse: The adapter is unknown, or a mapped name does not exist.
        CannotRun: No adapter works; the message lists what each one raised.
    """
    attempts = []
    options = options or SubjectOptions()
    excluded = _excluded_capabilities(options.without)
    for candidate in _candidate_adapters(target, options.adapter):
        mapping = map_hyper(
            target.thing, rule, options, candidate.argument_names(rule), candidate.takes_parameters
        )
        if {"float64", "float32"} <= {*candidate.unsupported(target), *excluded}:
            attempts.append(f"adapter {candidate.name}: neither float32 nor float64 remains")
            continue
        mapping = _fix_unwritten_flags(target, rule, candidate, mapping, excluded)
        if mapping.names.group_entries and not candidate.has_group_entries:
            attempts.append(
                f"adapter {candidate.name}: has no parameter groups for --hyper {GROUP}…"
            )
            continue
        fixed = mapping.apply_fixed_values(rule)
        subject, problem = _probe_subject(
            _unprobed_subject(target, candidate, mapping, excluded), fixed, mapping
        )
        if problem is None:
            return subject, choose_rounding_variant(subject, fixed)
        attempts.append(f"adapter {candidate.name}: {problem}")
    hints = (adapter.hint for adapter in adapters().values() if adapter.recognizes(target))
    raise CannotRun(
        f"{target.text} could not be run, so there is no verdict. Tried "
        f"{'; '.join(attempts) or 'no adapter, because none recognizes it'}. {next(hints, HINT)}"
    )


def _candidate_adapters(target: Target, adapter: str | None) -> list[Adapter]:
    known = adapters()
    if adapter is not None:
        if adapter not in known:
            raise WrongUse(
                f"The adapter {adapter!r} is unknown, so nothing can be run with it. Give one of: "
                f"{', '.join(known)}."
            )
        return [known[adapter]]
    sure = [a for a in known.values() if a.recognizes(target)]
    if sure:
        return sure[:1]
    suiting = [a for a in known.values() if a.may_accept(target)]
    return sorted(suiting, key=lambda adapter: adapter.rank(target))


def _fix_unwritten_flags(
    target: Target,
    rule: Rule,
    adapter: Adapter,
    mapping: HyperMapping,
    excluded: Mapping[str, str],
) -> HyperMapping:
    """Fix a flag if the subject raises NotImplementedError for its other value."""
    for name in [n for n in mapping.names.mapped if isinstance(rule.defaults[n], bool)]:
        subject = _unprobed_subject(target, adapter, mapping, excluded)
        built = {
            value: subject.run(
                build_simplest(subject.capabilities, rule, events=(), hyper={name: value})
            )
            for value in (False, True)
        }
        unwritten = {
            value: f"{run.kind}: {run.message}"
            for value, run in built.items()
            if isinstance(run, SubjectError) and run.kind == "NotImplementedError"
        }
        if len(unwritten) == 1:
            ((value, words),) = unwritten.items()
            mapping = mapping.with_fixed_value(name, not value, f"{name}={value} ({words})")
    return mapping


def _excluded_capabilities(without: Collection[str]) -> dict[str, str]:
    """The capabilities that the user excludes, with the reason."""
    if isinstance(without, str):
        raise WrongUse(
            f"without={without!r} is a string, but a list of capabilities is needed. Write "
            f"without=[{without!r}]."
        )
    for name in without:
        if name not in CAPABILITIES:
            raise WrongUse(
                f"without {name}: there is no such capability, so it cannot be excluded. "
                f"Give one of: {', '.join(sorted(CAPABILITIES))}."
            )
    if {"float64", "float32"} <= set(without):
        raise WrongUse(
            "without float64 and without float32: no supported precision remains, so nothing can "
            "be checked. Keep at least one."
        )
    return {name: f"excluded by the user (--without {shlex.quote(name)})" for name in without}


def _unprobed_subject(
    target: Target, adapter: Adapter, mapping: HyperMapping, excluded: Mapping[str, str]
) -> AdaptedSubject:
    """Build the subject before any probe, with its names and declared limits alone."""
    capabilities = Capabilities(
        frozenset(mapping.names.mapped), frozenset(), mapping.required,
        {**adapter.unsupported(target), **excluded},
        own_defaults(target.thing, mapping.names), mapping.unwritten,
    )  # fmt: skip
    return AdaptedSubject(target, adapter, mapping.names, capabilities)


def _probe_subject(
    subject: AdaptedSubject, rule: Rule, mapping: HyperMapping
) -> tuple[AdaptedSubject, str | None]:
    problem = _first_error(subject, rule)
    if problem:
        return subject, problem
    optional = subject.capabilities.hyper - mapping.required
    return probe_capabilities(drop_unknown(subject, rule, optional, mapping.guessed), rule), None


def _first_error(subject: AdaptedSubject, rule: Rule) -> str | None:
    """What the subject raised in the simplest scenario, unless it is an error of its own."""
    outcome = subject.run(build_simplest(subject.capabilities, rule))
    if not isinstance(outcome, SubjectError) or (
        outcome.event >= 0 and outcome.kind in SUBJECT_ERROR_KINDS
    ):
        return None
    return str(outcome)
