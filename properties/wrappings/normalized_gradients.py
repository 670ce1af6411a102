"""Gradients that are divided by their norm."""

from __future__ import annotations

from ..rules.wrapping import Wrapping
from ..scenarios.translated import Translated
from .base import WrappingKind
from .clipping import scale_to_norm
from .values import parse_positive


def _parse(text: str) -> Wrapping:
    small = parse_positive(text, "normalized-gradients=1e-8") if text else 0.0
    added = f" + {small:g}" if small else ""

    def translate(defaults: object, given: Translated) -> Translated:
        return given.with_gradients(
            lambda gradients: [scale_to_norm([g], 1.0, small, always=True)[0] for g in gradients]
        )

    return Wrapping(
        f"normalized-gradients={text}".rstrip("="),
        f"each gradient is divided by its norm{added} before the step",
        "The size of a gradient has no effect, only its direction.",
        translate,
        libraries=("optax (normalize_by_update_norm)",),
    )


KIND = WrappingKind(
    "normalized-gradients", "normalized-gradients[=EPS]", "each gradient is divided by its norm",
    _parse, ("", "1e-06", "1e-08", "1e-12"),
)  # fmt: skip
