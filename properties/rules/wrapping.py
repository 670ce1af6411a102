"""Wrappings: what an optimizer does around its rule, such as clipping gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..scenarios.model import HyperValue, Scenario
from ..scenarios.translated import Translated

Defaults = Mapping[str, HyperValue]


@dataclass(frozen=True)
class Wrapping:
    """What an optimizer does around its rule, for every rule alike.

    Attributes:
        id: the id with its value, as in ``clip-global-norm=1``; it is declared like a dialect.
        title: what the optimizer does, as a clause.
        explanation: what follows from it for its user.
        translate: returns what the rule gets in place of a scenario, for its hyper-parameters with
            their defaults.
        scenarios: returns scenarios that show the wrapping, for the name and the defaults of a
            rule.
        libraries: libraries that document or deliberately implement it.
        needs: hyper-parameters that the rule must have.
        unsettable: hyper-parameters of which a change between steps has no agreed meaning.
        changes_gradients: whether gradients are changed, which may be done in place.
        defines_non_finite: whether it defines what gradients do that are not finite.
        is_usual: whether people wrap optimizers in this on purpose.
    """

    id: str
    title: str
    explanation: str
    translate: Callable[[Defaults, Translated], Translated]
    scenarios: Callable[[str, Defaults], Iterable[Scenario]] = lambda name, defaults: ()
    libraries: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unsettable: frozenset[str] = frozenset()
    changes_gradients: bool = True
    defines_non_finite: bool = False
    is_usual: bool = True
