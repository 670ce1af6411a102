"""Gradients that are clipped by the norm of all gradients."""

from __future__ import annotations

from ..rules.wrapping import Defaults, Wrapping
from ..scenarios.translated import Translated
from .base import WrappingKind
from .clipping import scale_to_norm
from .values import parse_bound

EXAMPLE = "clip-global-norm=1.0, or clip-global-norm=1.0,1e-6 where 1e-6 is added to the norm"


def _parse(text: str) -> Wrapping:
    bound, small = parse_bound(text, EXAMPLE)
    added = f" + {small:g}" if small else ""

    def translate(defaults: Defaults, given: Translated) -> Translated:
        return given.with_gradients(lambda gradients: scale_to_norm(gradients, bound, small))

    return Wrapping(
        f"clip-global-norm={text}",
        f"all gradients are scaled by {bound:g} / (their common norm{added}) if it is larger than "
        f"{bound:g}",
        "The step of a parameter depends on the gradients of all others.",
        translate,
        libraries=("optax", "keras", "torch (clip_grad_norm_)"),
    )


KIND = WrappingKind(
    "clip-global-norm", "clip-global-norm=BOUND[,EPS]",
    "all gradients are scaled down to a common norm of BOUND", _parse,
    tuple(f"{bound}{small}" for bound in ("1", "0.5", "5", "10", "0.1", "0.01", "2", "0.25", "100")
          for small in ("", ",1e-06", ",1e-08", ",1e-12")),
)  # fmt: skip
