"""Parameters that do not decay because of their names."""

from __future__ import annotations

from ..rules.wrapping import Defaults, Wrapping
from ..scenarios.parameter_names import names_of_parameters
from ..scenarios.translated import Translated
from .base import WrappingKind
from .decay_groups import decay_scenarios, without_decay
from .values import InvalidValue


def _parse(text: str) -> Wrapping:
    parts = [part for part in text.split(",") if part]
    if not parts:
        raise InvalidValue("It needs parts of names. Write, for example, no-decay-names=bias,norm.")

    def translate(defaults: Defaults, given: Translated) -> Translated:
        names = names_of_parameters(given.scenario)
        return without_decay(given, [any(part in name for part in parts) for name in names])

    listed = " or ".join(parts)
    return Wrapping(
        f"no-decay-names={','.join(parts)}",
        f"parameters with {listed} in their names do not decay",
        "weight_decay has no effect on them, whatever their shape.",
        translate,
        decay_scenarios,
        changes_gradients=False,
        libraries=("transformers", "timm"),
        needs=("weight_decay",),
        unsettable=frozenset({"weight_decay"}),
    )


KIND = WrappingKind(
    "no-decay-names", "no-decay-names=PART,…",
    "parameters with one of these parts in their names do not decay", _parse,
    ("bias", "bias,norm", "norm"),
)  # fmt: skip
