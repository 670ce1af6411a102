"""Select the adapter for a target, and map its arguments."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from dataclasses import replace

from properties.rules.registry import Rule
from properties.subjects.hyper_names import GROUP
from properties.subjects.runner import Watch, ignore_progress
from properties.subjects.trajectory import CAPABILITIES, Capabilities

from ..adapters import AdaptedSubject, Adapter, adapters, find_adapter
from ..adapters.common.tensor_class import require_array_class
from ..errors import WrongUse
from ..targets.declared_state import parse_state, require_arguments
from ..targets.hyper_mapping import map_hyper
from ..targets.options import SubjectOptions
from ..targets.parameter_class import with_parameter_class
from ..targets.resolve import Target
from .failure import explain_failure
from .probing import probe_subject

# What an optimizer that gets sparse gradients only does not support, with the reasons.
SPARSE_ONLY = {
    "scalar": "a scalar has no rows that a sparse gradient could leave out",
    "sparse": "all gradients are sparse, as the declared dialect says",
}


def find_subject(
    target: Target,
    rule: Rule,
    options: SubjectOptions | None = None,
    watch: Watch = ignore_progress,
) -> tuple[AdaptedSubject, Rule]:
    """Wrap the target with the first adapter that works.

    Args:
        target: The target.
        rule: The rule that it may implement.
        options: What the user says about it.
        watch: Called as a run of the subject proceeds, with the index of the event.

    Returns:
        The subject, and the rule with the fixed values of the subject as defaults.

    Raises:
        WrongUse: The adapter is unknown, a name in ``options`` does not exist or its value has the
            wrong type, a required argument has no value, or the target takes no steps.
        CannotRun: No adapter works; the message lists what each one raised.
    """
    options = options or SubjectOptions()
    if options.state:
        target = replace(target, state=parse_state(options.state))
        require_arguments(target.state, target.signature)
    if options.parameter:
        target = with_parameter_class(target, options.parameter)
        require_array_class(target, options.parameter)
    excluded = _excluded_capabilities(options.without)
    candidates = _candidate_adapters(target, options)
    attempts = []
    for adapter in candidates:
        own, takes_parameters = adapter.argument_names(rule), adapter.takes_parameters
        mapping = map_hyper(adapter.signature(target), rule, options, own, takes_parameters)
        fixed = mapping.apply_fixed_values(rule)
        sparse = SPARSE_ONLY if rule.lazy else {}
        unsupported = {**adapter.unsupported(target), **sparse, **excluded}
        if {"float64", "float32"} <= unsupported.keys():
            attempts.append(f"adapter {adapter.name}: neither float32 nor float64 remains")
            continue
        if mapping.names.group_entries and not adapter.has_group_entries:
            attempts.append(f"adapter {adapter.name}: has no parameter groups for --hyper {GROUP}…")
            continue
        declared = Capabilities(
            frozenset(mapping.names.mapped), frozenset(), mapping.required, unsupported,
            mapping.defaults, few_shapes=adapter.compiles(target), only_sparse=rule.lazy,
        )  # fmt: skip
        subject = AdaptedSubject(target, adapter, mapping.names, declared, watch)
        probed = probe_subject(subject, fixed, mapping.guessed, mapping.undeclared)
        if not isinstance(probed, str):
            return probed
        attempts.append(f"adapter {adapter.name}: {probed}")
    raise explain_failure(target, attempts)


def _candidate_adapters(target: Target, options: SubjectOptions) -> list[Adapter]:
    known = adapters()
    if options.adapter is not None:
        given = find_adapter(options.adapter)
        if options.parameter and not given.uses_parameter_class:
            raise WrongUse(
                f"adapter {options.adapter!r} builds its own parameters, so that parameter "
                f"{options.parameter!r} has no effect. Leave out one of the two."
            )
        return [given]
    if options.parameter:
        return [a for a in known.values() if a.uses_parameter_class]
    sure = [a for a in known.values() if a.recognizes(target)]
    if sure:
        return sure
    suiting = [a for a in known.values() if a.may_accept(target)]
    return sorted(suiting, key=lambda adapter: adapter.rank(target))


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
