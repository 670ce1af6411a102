"""Parameters of few axes, such as biases, that do not decay."""

from __future__ import annotations

from ..rules.wrapping import Defaults, Wrapping
from ..scenarios.model import Start
from ..scenarios.translated import Translated
from .base import WrappingKind
from .decay_groups import decay_scenarios, without_decay
from .values import InvalidValue


def axes_of(start: Start) -> int:
    """Return the number of axes of a parameter."""
    return len(start.value.shape) - start.complex


EXAMPLE = "no-decay-axes=1"


def _parse(text: str) -> Wrapping:
    if text and not text.isdecimal():
        raise InvalidValue(f"{text!r} is not a number of axes. Write, as an example, {EXAMPLE}.")
    most = int(text or 1)

    def translate(defaults: Defaults, given: Translated) -> Translated:
        few = [axes_of(start) <= most for start in given.scenario.parameters]
        return without_decay(given, few)

    return Wrapping(
        f"no-decay-axes={most}",
        f"parameters of at most {most} {'axis' if most == 1 else 'axes'}, such as biases and "
        "norms, do not decay",
        "weight_decay has an effect on matrices and kernels only.",
        translate,
        decay_scenarios,
        changes_gradients=False,
        libraries=("timm", "nanoGPT"),
        needs=("weight_decay",),
        unsettable=frozenset({"weight_decay"}),
    )


KIND = WrappingKind(
    "no-decay-axes", "no-decay-axes=N", "parameters of at most N axes, such as biases, do not "
    "decay", _parse, ("1", "0"),
)  # fmt: skip
