"""Gradients that are each clipped by their norm."""

from __future__ import annotations

from ..rules.wrapping import Defaults, Wrapping
from ..scenarios.translated import Translated
from .base import WrappingKind
from .clipping import scale_to_norm
from .values import parse_bound

EXAMPLE = "clip-norm=1.0, or clip-norm=1.0,1e-6 where 1e-6 is added to the norm"


def _parse(text: str) -> Wrapping:
    bound, small = parse_bound(text, EXAMPLE)
    added = f" + {small:g}" if small else ""

    def translate(defaults: Defaults, given: Translated) -> Translated:
        return given.with_gradients(
            lambda gradients: [scale_to_norm([g], bound, small)[0] for g in gradients]
        )

    return Wrapping(
        f"clip-norm={text}",
        f"each gradient is scaled by {bound:g} / (its norm{added}) if its norm is larger than "
        f"{bound:g}",
        "The step of an element depends on the other elements of its parameter.",
        translate,
        libraries=("keras", "tensorflow"),
    )


KIND = WrappingKind(
    "clip-norm", "clip-norm=BOUND[,EPS]", "each gradient is scaled down to a norm of BOUND",
    _parse,
    tuple(f"{bound}{small}" for bound in ("1", "0.5", "5", "10", "0.1", "0.01", "2", "0.25", "100")
          for small in ("", ",1e-06", ",1e-08", ",1e-12")),
)  # fmt: skip
