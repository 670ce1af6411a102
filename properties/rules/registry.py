"""The rules that subjects can claim to follow."""

from __future__ import annotations

import inspect
import itertools
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import ModuleType
from typing import Any, Literal, TypeAlias
from weakref import WeakKeyDictionary

import optimcore

from ..registration.registry import import_modules
from ..scenarios.model import HyperValue, Precision, Scenario
from ..scenarios.translated import Translated
from .derived_allowances import widen_rule
from .own_balls import ball_shared_of, ball_shown_of, ball_update_of
from .own_rules import own_rules
from .own_source import compile_own_rule
from .patched_package import build_variant
from .profile import Profile
from .profiles import profile_of, profiles
from .rounding_allowances import SHARED
from .rounding_casts import let_casts_round_balls
from .shared_edits import GLOBAL_T, LAZY
from .source_edits import Edit
from .wrapping import Wrapping

# What happens where evaluation mode is set and left.
Modes: TypeAlias = Literal["correct", "ignored", "unrestored", "repeated", "retrained"]


@dataclass(frozen=True, eq=False)
class Rule:
    """An update rule of optimcore. Rules are compared by identity.

    Attributes:
        defaults: all hyper-parameters with their defaults.
        gradient_powers: exponents k such that hyper-parameters scale with c**k when gradients
            scale with c; None where no such scaling leaves the steps unchanged.
        moments: names of the state arrays that start as zeros.
        elementwise: whether the step of an element does not depend on other elements.
        shapeless: whether the steps do not depend on the shape of the parameter.
        dimensions: the required number of axes of a parameter; None for any number.
        sign_based: whether the steps use only the sign of the gradient.
        skips_empty: whether parameters without elements are left out.
        ball_update: the update function with the allowances for other orders of operations.
        ball_shared: the function of the values that all parameters share, likewise; None if they
            share none.
        ball_shown: the function of the point of evaluation, likewise; None if that is the
            parameter.
        reduced_precision_update: the update function for the reduced-precision variant of the rule,
            if there is one.
        rounding_variant: description of this variant if the rule is the variant, else empty.
        first_step_format: a format that represents the result of the variant's first step from zero
            at lr=1.
        dialects: ids of the dialects that are applied to the published rule.
        edits: edits of optimcore's source for these dialects.
        odd: whether negated parameters and gradients give negated steps.
        one_count: whether one step count is shared by all parameters, also those without a
            gradient.
        lazy: whether elements that a sparse gradient does not have are left alone; then the subject
            gets all gradients as sparse tensors.
        profile: the special cases of the rule.
        number: a number that no other rule has. Caches have it as a key in place of the rule, which
            they would keep alive, and with it the copy of the package that its update is from.
        enclosed_by: computes the enclosure of a scenario with a model (the next attribute), for a
            rule as a diagnosis found it, which is not always an edit of this rule; None for the
            enclosure of the rule itself.
        model: makes the model of an optimizer from the rule, a scenario and the errors of its
            gradients, which is the usual one except for a hypothesis of a diagnosis; None for the
            usual one.
        modes: what happens where evaluation mode is set and left, which is "correct" except for a
            hypothesis of a diagnosis. "ignored": nothing happens. "unrestored": training goes on
            from the point of evaluation. "repeated": a second switch to evaluation mode computes
            the point of the point, and a second one to training mode undoes that. "retrained": a
            second switch to training mode moves the parameters as the first one does.
        wrappings: what the optimizer does around the rule; gradients pass through them in order.
    """

    name: str
    title: str
    defaults: Mapping[str, HyperValue]
    gradient_powers: Mapping[str, int] | None
    moments: tuple[str, ...]
    elementwise: bool
    shapeless: bool
    dimensions: int | None
    sign_based: bool
    ball_update: Callable[..., Any]
    reduced_precision_update: Callable[..., Any] | None = None
    rounding_variant: str = ""
    first_step_format: Precision | None = None
    dialects: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    odd: bool = True
    one_count: bool = False
    lazy: bool = False
    profile: Profile = field(default_factory=Profile)
    number: int = field(init=False, default_factory=itertools.count().__next__)
    enclosed_by: Callable[[Scenario, Callable[..., Any] | None], Any] | None = None
    model: Callable[..., Any] | None = None
    wrappings: tuple[Wrapping, ...] = ()
    ball_shared: Callable[..., Any] | None = None
    skips_empty: bool = False
    ball_shown: Callable[..., Any] | None = None
    modes: Modes = "correct"

    @property
    def shares_values(self) -> bool:
        """Whether all parameters share values, so that each depends on the others."""
        return self.ball_shared is not None

    @property
    def has_evaluation_mode(self) -> bool:
        """Whether the parameters are evaluated at another point than the one of their gradients."""
        return self.ball_shown is not None

    @cached_property
    def unwrapped(self) -> Rule:
        """The rule without its wrappings."""
        return replace(self, wrappings=()) if self.wrappings else self

    def translate(self, scenario: Scenario) -> Translated:
        """Return what the rule inside the wrappings gets in place of a scenario."""
        found = Translated.unchanged(scenario)
        for wrapping in self.wrappings:
            found = wrapping.translate(self.defaults, found)
        return found

    def reduced_precision_variant(self) -> Rule | None:
        """Return the reduced-precision variant of the rule, or None."""
        allowed = self.profile.reduced_precision
        if self.reduced_precision_update is None or allowed is None:
            return None
        return replace(
            self, ball_update=self.reduced_precision_update, reduced_precision_update=None,
            rounding_variant=allowed.rounding_variant,
            first_step_format=allowed.first_step_format,
        )  # fmt: skip


import_modules(optimcore.__name__, optimcore.__path__)


# Weak, because a cache that holds the copies would keep them after their last use.
_optimizers: WeakKeyDictionary[ModuleType, dict[str, type[optimcore.Optimizer]]] = (
    WeakKeyDictionary()
)


def optimizers(package: ModuleType = optimcore) -> dict[str, type[optimcore.Optimizer]]:
    """Return the optimizer classes of optimcore, or of a copy of it, by rule name.

    The class of a rule is in the module of the same name: ``Adam`` in ``adam.py``.
    """
    found = _optimizers.get(package)
    if found is None:
        found = _optimizers[package] = _find_optimizers(package)
    if package is not optimcore:
        return found
    return {**found, **{name: load_own_rule(name) for name in own_rules()}}


def _find_optimizers(package: ModuleType) -> dict[str, type[optimcore.Optimizer]]:
    base: type[optimcore.Optimizer] = package.Optimizer
    kinds: dict[str, type[optimcore.Optimizer]] = {
        name: found
        for file, module in vars(package).items()
        if inspect.ismodule(module)
        for name, found in vars(module).items()
        if name.lower() == file and inspect.isclass(found) and issubclass(found, base)
    }
    del kinds[base.__name__]
    own = {
        name: getattr(vars(package)[name], rule.attribute)
        for name, rule in own_rules().items()
        if name in vars(package)
    }
    return {**{name.lower(): kinds[name] for name in sorted(kinds)}, **own}


def load_own_rule(name: str) -> type[optimcore.Optimizer]:
    """Return the class of a user's own rule, from a module ``optimcore.NAME`` with its text."""
    own, module = own_rules()[name], f"{optimcore.__name__}.{name}"
    if module not in sys.modules:
        loaded = ModuleType(module)
        loaded.__file__ = own.file
        sys.modules[module] = loaded
        try:
            exec(compile_own_rule(own, own.source, optimcore.__name__), vars(loaded))  # noqa: S102
        except BaseException:
            del sys.modules[module]
            raise
    kind: type[optimcore.Optimizer] = getattr(sys.modules[module], own.attribute)
    return kind


_known_rules: dict[str, Rule] = {}


def rules() -> dict[str, Rule]:
    """Return all rules by name, those that were registered for this process last."""
    if not _known_rules:
        _known_rules.update(_published_rules())
    for name in own_rules():
        if name not in _known_rules:
            _known_rules[name] = edit_rule(name, ())
    return _known_rules


def _published_rules() -> dict[str, Rule]:
    widened = optimizers(_build_ball_package(()))
    reduced = (profile.reduced_precision for profile in profiles().values())
    coarse = optimizers(_build_ball_package([edit for a in reduced if a for edit in a.edits]))
    return {
        name: _make_rule(name, kind, widened[name].update, coarse[name].update)
        for name, kind in _find_optimizers(optimcore).items()
    }


def read_defaults(kind: type[optimcore.Optimizer]) -> dict[str, HyperValue]:
    """Return the hyper-parameters of an optimizer of optimcore with their defaults."""
    arguments, declared = inspect.signature(kind).parameters, kind.default_hyper()
    return {
        hyper: declared[hyper] if hyper in declared else arguments[hyper].default
        for hyper in kind.hyperparameters()
    }


def edit_rule(name: str, edits: Sequence[Edit]) -> Rule:
    """Return the rule with edits applied."""
    kind = optimizers(_build_ball_package(edits, name))[name]
    own = own_rules().get(name)
    rule = _make_rule(name, kind, ball_update_of(kind, own) if own else kind.update, kind.update)
    return replace(
        rule,
        ball_shared=ball_shared_of(kind, own) if own else None,
        ball_shown=ball_shown_of(kind, own) if own else None,
        reduced_precision_update=None,
        edits=tuple(edits),
        one_count=GLOBAL_T in edits,
        lazy=set(LAZY) <= set(edits),
    )


def edit_reduced_precision(name: str, edits: Sequence[Edit]) -> Callable[..., Any] | None:
    """Return the update of the rule's reduced-precision variant with edits applied.

    None where there is no variant, or the edits are not compatible with it.
    """
    reduced = profile_of(name).reduced_precision
    if reduced is None:
        return None
    try:
        return optimizers(_build_ball_package([*reduced.edits, *edits], name))[name].update
    except ValueError:
        return None


def _build_ball_package(edits: Sequence[Edit], rule: str | None = None) -> ModuleType:
    own = [a for profile in profiles().values() for a in profile.allowances]
    allowed = [edit for a in (*SHARED, *own) for edit in a.edits]
    package = build_variant(
        [*(a for a in allowed if not any(_overlap(a, edit) for edit in edits)), *edits],
        rule,
        widen_rule,
    )
    let_casts_round_balls(package, edits)
    return package


def _overlap(first: Edit, other: Edit) -> bool:
    """Return whether two edits change the same text, so that only one can be applied."""
    return first.where == other.where and (
        first.before in other.before or other.before in first.before
    )


def _make_rule(
    name: str,
    kind: type[optimcore.Optimizer],
    ball_update: Callable[..., Any],
    coarse: Callable[..., Any],
) -> Rule:
    own = own_rules().get(name)
    profile = Profile(**own.profile) if own else profile_of(name)
    return Rule(
        name,
        kind.__name__,
        read_defaults(kind),
        kind.gradient_powers,
        kind.moments,
        kind.elementwise,
        kind.shapeless,
        kind.dimensions,
        kind.sign_based,
        ball_update,
        coarse if profile.reduced_precision else None,
        profile=profile,
        odd=own.is_odd if own else True,
        skips_empty=kind.skips_empty,
    )
