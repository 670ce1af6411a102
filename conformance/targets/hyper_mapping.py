"""Map the hyper-parameters of a rule to the arguments of a subject's constructor."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from properties.rules.registry import Rule
from properties.scenarios.model import HyperValue
from properties.subjects.hyper_names import HyperNames

from ..errors import WrongUse
from .options import SubjectOptions
from .synonyms import LibraryNames, candidate_names, list_synonyms, match_spelling


@dataclass(frozen=True)
class HyperMapping:
    """The mapping of hyper-parameters to arguments.

    Attributes:
        names: The arguments, by the suite's names.
        required: Hyper-parameters without a default.
        fixed_values: Values of hyper-parameters that are fixed.
        guessed: Hyper-parameters that a constructor with ``**kwargs`` may or may not take.
        unwritten: Values for which the subject raises NotImplementedError.
    """

    names: HyperNames
    required: frozenset[str]
    fixed_values: Mapping[str, HyperValue] = field(default_factory=dict)
    guessed: frozenset[str] = frozenset()
    unwritten: tuple[str, ...] = ()

    def apply_fixed_values(self, rule: Rule) -> Rule:
        """Return the rule with the fixed values of the subject as defaults."""
        return replace(rule, defaults={**rule.defaults, **self.fixed_values})

    def with_fixed_value(self, ours: str, value: HyperValue, unwritten: str) -> HyperMapping:
        """Fix a hyper-parameter at a value, because the other one is not implemented."""
        left = {name: theirs for name, theirs in self.names.mapped.items() if name != ours}
        given = dict.fromkeys(self.names.mapped[ours], value)
        return replace(
            self,
            names=HyperNames(left, {**self.names.fixed, **given}),
            required=self.required - {ours},
            fixed_values={**self.fixed_values, ours: value},
            unwritten=(*self.unwritten, unwritten),
        )


def _collect_fixed_values(
    rule: Rule, options: SubjectOptions, own: LibraryNames
) -> dict[str, HyperValue]:
    fixed = {
        ours: value
        for ours in rule.defaults
        for known in list_synonyms(rule, ours, own)
        for value in [_find_fixed_value(options.fixed, match_spelling(known, options.fixed))]
        if value is not None
    }
    return {**fixed, **options.assumed}


def _is_one_for_several(
    rule: Rule, ours: str, theirs: tuple[str, ...], arguments: Mapping[str, inspect.Parameter]
) -> bool:
    """Whether the default is one number where the rule has several; it means something else."""
    several = isinstance(rule.defaults[ours], tuple)
    argument = arguments.get(theirs[0])
    given = argument.default if argument and len(theirs) == 1 else None
    return several and isinstance(given, float)


def _find_fixed_value(fixed: Mapping[str, Any], theirs: tuple[str, ...]) -> HyperValue | None:
    """The value of a hyper-parameter whose arguments are all fixed, else None."""
    if not all(t in fixed for t in theirs):
        return None
    values = [fixed[t] for t in theirs]
    if len(values) == 2:
        return (float(values[0]), float(values[1]))
    value = values[0]
    if isinstance(value, (tuple, list)):
        return tuple(None if v is None else float(v) for v in value)
    return value if isinstance(value, bool | int | str) else float(value)


def map_hyper(
    make: Any, rule: Rule, options: SubjectOptions, own: LibraryNames, takes_parameters: bool = True
) -> HyperMapping:
    """Map the hyper-parameters of the rule to the subject's arguments, where it has them.

    Args:
        make: The subject's class or factory function.
        rule: The rule.
        options: The user's description of the subject.
        own: The names that its library uses.
        takes_parameters: Whether its first argument is the list of parameters to optimize.

    Raises:
        WrongUse: A name in ``options`` is not a hyper-parameter of the rule, or not an argument
            of the subject.
    """
    arguments = _constructor_arguments(make, takes_parameters)
    takes_any = any(p.kind is p.VAR_KEYWORD for p in arguments.values())
    mapped: dict[str, tuple[str, ...]] = {}
    guessed = set()
    for ours in rule.defaults:
        for known in candidate_names(rule, ours, own, arguments):
            theirs = match_spelling(known, arguments)
            taken = arguments.keys() | (theirs if takes_any and ours in own else ())
            free = all(t in taken and t not in options.fixed for t in theirs)
            if free and not _is_one_for_several(rule, ours, theirs, arguments):
                mapped.setdefault(ours, theirs)
        if takes_any and ours not in mapped and ours not in options.fixed and ours not in own:
            mapped[ours] = (ours,)
            guessed.add(ours)
    for ours, given in options.mapped.items():
        mapped[ours] = _check_mapping(rule, arguments, takes_any, ours, given)
    for ours in options.assumed:
        _require_hyper(rule, f"assume {ours}", ours)
        mapped.pop(ours, None)
    required = {
        ours
        for ours, theirs in mapped.items()
        if any(_is_required(ours, arguments.get(t)) for t in theirs)
    }
    return HyperMapping(
        HyperNames(mapped, options.fixed),
        frozenset(required),
        _collect_fixed_values(rule, options, own),
        frozenset(guessed - options.mapped.keys()),
    )


def _is_required(ours: str, argument: inspect.Parameter | None) -> bool:
    """Whether an argument has no default. ``lr=None`` is none: it stands for a schedule."""
    missing = (inspect.Parameter.empty, None) if ours == "lr" else (inspect.Parameter.empty,)
    return argument is not None and argument.default in missing


def _constructor_arguments(make: Any, takes_parameters: bool) -> dict[str, inspect.Parameter]:
    try:
        parameters = list(inspect.signature(make).parameters.values())
    except (TypeError, ValueError):
        return {}
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if takes_parameters and parameters and parameters[0].kind in positional:
        parameters = parameters[1:]
    return {p.name: p for p in parameters if p.kind is not inspect.Parameter.VAR_POSITIONAL}


def constructor_defaults(make: Any) -> dict[str, Any]:
    """The arguments of a constructor that have a default, with their defaults."""
    arguments = _constructor_arguments(make, takes_parameters=False)
    return {n: a.default for n, a in arguments.items() if a.default is not a.empty}


# Arguments of functional optimizers that are no hyper-parameters, even with a default.
STEP_ARGUMENTS = {"params", "grads", "state"}


def list_untouched(make: Any, names: HyperNames) -> list[str]:
    """The arguments that are no known hyper-parameter; they keep their defaults."""
    known = (
        {t for theirs in names.mapped.values() for t in theirs}
        | names.fixed.keys()
        | STEP_ARGUMENTS
    )
    return [name for name in constructor_defaults(make) if name not in known]


def own_defaults(make: Any, names: HyperNames) -> dict[str, HyperValue]:
    """The defaults of the subject's constructor, by the suite's names, where it has any."""
    defaults = constructor_defaults(make)
    found: dict[str, HyperValue] = {}
    for ours, theirs in names.mapped.items():
        values = [defaults.get(t) for t in theirs]
        if all(isinstance(v, int | float | tuple) for v in values):
            found[ours] = values[0] if len(values) == 1 else tuple(values)
    return found


def _check_mapping(
    rule: Rule,
    arguments: Mapping[str, inspect.Parameter],
    takes_any: bool,
    ours: str,
    given: str,
) -> tuple[str, ...]:
    _require_hyper(rule, f"map {ours}={given}", ours)
    theirs = tuple(given.split(","))
    missing = [t for t in theirs if t not in arguments]
    if missing and not takes_any:
        raise WrongUse(
            f"map {ours}={given}: the optimizer has no argument {missing[0]!r}, so the name "
            f"cannot be used. Its arguments are: {', '.join(arguments)}."
        )
    return theirs


def _require_hyper(rule: Rule, option: str, ours: str) -> None:
    if ours not in rule.defaults:
        raise WrongUse(
            f"{option}: {rule.title} has no hyper-parameter {ours!r}, so the option cannot be "
            f"applied. "
            f"The hyper-parameters are: {', '.join(rule.defaults)}."
        )
