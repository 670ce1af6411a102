"""Map the hyper-parameters of a rule to the arguments of a subject's constructor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from inspect import Parameter
from typing import Any

from properties.rules.profile import Synonyms
from properties.rules.registry import Rule
from properties.scenarios.model import HyperValue
from properties.subjects.hyper_names import HyperNames

from ..errors import WrongUse
from .fixed_values import check_assumed_value, check_fixed_values
from .options import SubjectOptions
from .signature import Signature
from .synonyms import DECAY, LibraryNames, list_synonyms


@dataclass(frozen=True)
class HyperMapping:
    """The mapping of hyper-parameters to arguments.

    Attributes:
        names: The arguments, by the suite's names.
        required: Hyper-parameters without a default.
        defaults: The defaults of the subject's constructor, by the suite's names, where it has any.
        fixed_values: Values of hyper-parameters that are fixed.
        guessed: Hyper-parameters that a constructor with ``**kwargs`` may or may not take.
        undeclared: Hyper-parameters that no argument of the constructor stands for, but
            ``**kwargs``: those that are guessed, and those that the library is known to take.
    """

    names: HyperNames
    required: frozenset[str]
    defaults: Mapping[str, HyperValue] = field(default_factory=dict)
    fixed_values: Mapping[str, HyperValue] = field(default_factory=dict)
    guessed: frozenset[str] = frozenset()
    undeclared: frozenset[str] = frozenset()

    def apply_fixed_values(self, rule: Rule) -> Rule:
        """Return the rule with the fixed values of the subject as defaults."""
        return replace(rule, defaults={**rule.defaults, **self.fixed_values})


def map_hyper(
    signature: Signature,
    rule: Rule,
    options: SubjectOptions,
    own: LibraryNames,
    takes_parameters: bool = True,
) -> HyperMapping:
    """Map the hyper-parameters of the rule to the subject's arguments, where it has them.

    Args:
        signature: The arguments of the subject's class or factory function.
        rule: The rule.
        options: The user's description of the subject.
        own: The names that its library uses.
        takes_parameters: Whether its first argument is the list of parameters to optimize.

    Raises:
        WrongUse: A name in ``options`` is not a hyper-parameter of the rule, or not an argument
            of the subject, or a fixed value has another type than the argument's default.
    """
    passed = {signature.first} if takes_parameters else set()
    arguments = {n: a for n, a in signature.arguments.items() if n not in passed}
    takes_any = any(p.kind is p.VAR_KEYWORD for p in arguments.values())
    check_fixed_values(options.fixed, arguments, takes_any)
    synonyms = {ours: list_synonyms(rule, ours, own) for ours in rule.defaults}
    mapped: dict[str, tuple[str, ...]] = {}
    guessed = set()
    for ours, known in synonyms.items():
        for words in _with_decay(rule, ours, known, own, arguments):
            theirs = _match_spelling(words, arguments)
            taken = arguments.keys() | (theirs if takes_any and ours in own else ())
            free = all(t in taken and t not in options.fixed for t in theirs)
            if free and not _means_something_else(rule, ours, theirs, arguments):
                mapped.setdefault(ours, theirs)
        known_elsewhere = {*mapped, *arguments, *options.fixed, *own}
        if takes_any and ours not in known_elsewhere:
            mapped[ours] = (ours,)
            guessed.add(ours)
    undeclared = {ours for ours, theirs in mapped.items() if not arguments.keys() >= set(theirs)}
    for ours, given in options.mapped.items():
        mapped[ours] = _check_mapping(rule, arguments, takes_any, ours, given)
    for ours in options.assumed:
        _require_hyper(rule, f"assume {ours}", ours)
        check_assumed_value(ours, options.assumed[ours], rule.defaults[ours])
        mapped.pop(ours, None)
    required = {
        ours
        for ours, theirs in mapped.items()
        if any(_is_required(ours, arguments.get(t)) for t in theirs)
    }
    return HyperMapping(
        HyperNames(mapped, options.fixed),
        frozenset(required),
        _declared_defaults(signature, mapped),
        _collect_fixed_values(rule, synonyms, options),
        frozenset(guessed - options.mapped.keys()),
        frozenset(undeclared - options.mapped.keys()),
    )


def _with_decay(
    rule: Rule, ours: str, known: Synonyms, own: LibraryNames, arguments: Mapping[str, Parameter]
) -> Synonyms:
    """The synonyms; a default near 1 makes ``decay`` a moving average's rate."""
    averaged = rule.profile.average
    if not averaged or averaged in own or not _is_near_one(arguments.get(*DECAY)):
        return known
    return (*known, DECAY) if ours == averaged else tuple(w for w in known if w != DECAY)


def _is_near_one(argument: Parameter | None) -> bool:
    default = argument.default if argument else None
    return isinstance(default, float) and 0.5 < default < 1.0


def _match_spelling(known: tuple[str, ...], arguments: Iterable[str]) -> tuple[str, ...]:
    """Synonyms in the subject's spelling: ``learning_rate`` may be its ``learningRate``."""
    theirs = {_normalize_name(name): name for name in arguments}
    return tuple(theirs.get(_normalize_name(word), word) for word in known)


def _normalize_name(word: str) -> str:
    return word.replace("_", "").lower()


def _means_something_else(
    rule: Rule, ours: str, theirs: tuple[str, ...], arguments: Mapping[str, Parameter]
) -> bool:
    """Whether the default is one number where the rule has several, or a flag for a number."""
    argument = arguments.get(theirs[0])
    given = argument.default if argument and len(theirs) == 1 else None
    several = isinstance(rule.defaults[ours], tuple)
    return (several and isinstance(given, float)) or _is_flag_for_number(rule, ours, given)


def _is_flag_for_number(rule: Rule, ours: str, value: Any) -> bool:
    """Whether a value is True or False where the rule has something else, such as a number."""
    return isinstance(value, bool) and not isinstance(rule.defaults[ours], bool)


def _collect_fixed_values(
    rule: Rule, synonyms: Mapping[str, Synonyms], options: SubjectOptions
) -> dict[str, HyperValue]:
    fixed = {
        ours: value
        for ours, known in synonyms.items()
        for words in known
        for value in [_find_fixed_value(options.fixed, _match_spelling(words, options.fixed))]
        if value is not None and not _is_flag_for_number(rule, ours, value)
    }
    return {**fixed, **options.assumed}


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


def _is_required(ours: str, argument: Parameter | None) -> bool:
    """Whether an argument has no default. ``lr=None`` is none: it stands for a schedule."""
    missing = (Parameter.empty, None) if ours == "lr" else (Parameter.empty,)
    return argument is not None and argument.default in missing


def _declared_defaults(
    signature: Signature, mapped: Mapping[str, tuple[str, ...]]
) -> dict[str, HyperValue]:
    """The defaults of the constructor, by the suite's names, where it has any."""
    defaults = signature.defaults
    found: dict[str, HyperValue] = {}
    for ours, theirs in mapped.items():
        values = [defaults.get(t) for t in theirs]
        if all(isinstance(v, int | float | tuple) for v in values):
            found[ours] = values[0] if len(values) == 1 else tuple(values)
    return found


def _check_mapping(
    rule: Rule,
    arguments: Mapping[str, Parameter],
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
