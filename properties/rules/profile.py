"""The profile of a rule: what the suite needs to know about it beyond its source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..scenarios.model import HyperValue, Scenario
from .other_form import OtherForm
from .rounding_allowances import Allowance

Hyper: TypeAlias = Mapping[str, HyperValue]
Synonyms: TypeAlias = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Profile:
    """The special cases of a rule. The defaults fit a rule that has none.

    The module ``properties.rules.profiles.RULE`` defines it as ``PROFILE``. A rule needs no module
    if its hyper-parameters have the names and the meanings that they have in other rules.

    Attributes:
        values: values that a hyper-parameter is drawn from, the simplest first. Needed for each
            hyper-parameter that is not in ``generation.hyper_values.TABLES``, or that has another
            meaning there.
        gradient_units: powers of the gradient in the units of hyper-parameters that are drawn
            relative to the gradients, where ``gradient_powers`` of the rule does not have them.
        scaled: hyper-parameters that are also drawn times their power of the scale of the
            gradients.
        repeats: numbers of repetitions of a step in small scenarios. By default, a spike is
            sometimes followed by enough equal steps for an error in a decay rate to accumulate.
        same_in_all_groups: hyper-parameters that have one value in all parameter groups, such as
            initial values of the state.
        starting: hyper-parameters that have an effect in the first step of a parameter alone. An
            optimizer may read them when it is built: a value that is set in between decides
            nothing.
        depends_on_order: whether the order of the parameters matters, as it may where they share
            values.
        halved: hyper-parameters that are set to 1/2 to reduce a scenario, so that fewer steps show
            their effect.
        is_valid: whether a complete set of hyper-parameters is accepted by the rule.
        make_valid: change drawn values in place so that the rule accepts them together with
            the defaults. Its arguments are the defaults and the drawn values.
        boundary_values: return the hyper-parameters of a complete set that are at a boundary other
            than zero, and that a library may reject.
        synonyms: names of the arguments that libraries have for a hyper-parameter, the name in
            this suite first; several names for a hyper-parameter with several numbers. Needed
            where another rule uses a synonym for something else.
        average: the hyper-parameter that is the decay rate of the only moving average; a library
            may call it ``decay``.
        closed_forms: ids of laws about the closed forms that the rule has. Such a law applies only
            to rules that declare it.
        without_decay: name of the rule with the same steps at weight_decay=0; it may be this one.
        allowances: rounding bounds of other correct orders of operations.
        reduced_precision: rounding bounds of the reduced-precision variant of the rule. A subject
            is judged with them only if a probe shows that it uses the variant.
        quantities: what names in the source of the rule stand for, as in ``{"v": "the velocity"}``;
            needed where ``mutants.descriptions`` lacks a name, or has other words for it.
        forms: other ways to write formulas of the rule. Changes of these are hypotheses of the
            diagnosis.
        torch_class: name of the class in ``torch.optim``; empty if there is none.
        torch_is_oracle: whether torch's class computes in the precision of the parameters, so that
            it can be compared with other implementations.
        uncompared: a result of the rule that is no parameter, so that no run shows it.
        training_lr: learning rate of the training run in the pitfall report; None if the rule is
            not in it.
        other_algorithms: names of other algorithms that contain the name of the rule, in lower
            case, with an underscore where there may be one. No rule is inferred from such a name.
        extra_scenarios: return scenarios for the corpus that random scenarios do not come close to.
    """

    values: Mapping[str, Sequence[HyperValue]] = field(default_factory=dict)
    gradient_units: Mapping[str, int] = field(default_factory=dict)
    scaled: Collection[str] = ("lr",)
    repeats: Sequence[int] = (1, 1, 1, 1, 9)
    same_in_all_groups: Collection[str] = ()
    starting: Collection[str] = ()
    depends_on_order: bool = False
    halved: Collection[str] = ("betas",)
    is_valid: Callable[[Hyper], bool] = lambda hyper: True
    make_valid: Callable[[Hyper, dict[str, Any]], None] = lambda defaults, drawn: None
    boundary_values: Callable[[Hyper], Collection[str]] = lambda hyper: ()
    synonyms: Mapping[str, Synonyms] = field(default_factory=dict)
    average: str = ""
    closed_forms: Collection[str] = ()
    without_decay: str = ""
    allowances: Sequence[Allowance] = ()
    reduced_precision: Allowance | None = None
    quantities: Mapping[str, str] = field(default_factory=dict)
    forms: Sequence[OtherForm] = ()
    torch_class: str = ""
    torch_is_oracle: bool = True
    uncompared: str = ""
    training_lr: float | None = None
    other_algorithms: Collection[str] = ()
    extra_scenarios: Callable[[], Sequence[Scenario]] = lambda: ()
