"""The profile of Rprop."""

from __future__ import annotations

from collections.abc import Collection

from ..profile import Hyper, Profile


def boundary_values(hyper: Hyper) -> Collection[str]:
    """Return ``lr`` if it is outside the step sizes, where Rprop clips its first step."""
    lr, sizes = hyper.get("lr"), hyper.get("step_sizes")
    if not (isinstance(sizes, tuple) and isinstance(lr, int | float)):
        return ()
    numbers = [size for size in sizes if size is not None]
    return () if min(numbers) <= lr <= max(numbers) else ("lr",)


PROFILE = Profile(
    quantities={"size": "the step size", "turn": "the product of the last two gradients"},
    values={
        "etas": ((0.5, 1.2), (0.5, 2.0), (0.25, 1.5), (0.9, 1.1)),
        "step_sizes": ((1e-6, 50.0), (0.25, 0.75), (1e-3, 2.0), (0.5, 4.0)),
    },
    boundary_values=boundary_values,
    starting=("lr",),
    synonyms={
        "etas": (("etas",), ("eta_minus", "eta_plus"), ("etaminus", "etaplus")),
        "step_sizes": (
            ("step_sizes",), ("min_step_size", "max_step_size"), ("step_size_min", "step_size_max"),
        ),
    },
    torch_class="Rprop",
)  # fmt: skip
