"""What is known of the hyper-parameters of a user's own rule, and of the order of parameters."""

from __future__ import annotations

from types import FunctionType
from typing import Any, cast

import optimcore

from ..rules.code_names import names_in, reachable_functions
from .draw_values import is_decay_rate, values_to_draw
from .find_traits import Traits, depends_on_order
from .trial_runs import TrialRuns
from .trial_shapes import trial_shapes, working_shape

# Hyper-parameters that have values to draw whatever the rule is.
SHARED = ("lr", "weight_decay", "eps")


def profile_arguments(
    kind: type[optimcore.Optimizer], runs: TrialRuns, found: Traits
) -> dict[str, Any]:
    """Return what is known of a rule, as arguments of ``Profile``."""
    values = {
        name: values_to_draw(kind, runs, name, trial_shapes(found.dimensions, found.shapeless))
        for name, default in runs.defaults.items()
        if not isinstance(default, bool)
    }
    rates = [n for n, v in runs.defaults.items() if _holds_decay_rates(kind, n, v)]
    return {
        "values": {n: v for n, v in values.items() if n not in SHARED or not v},
        "gradient_units": {
            n: k for n, k in (found.gradient_powers or {}).items() if k > 0 and n not in SHARED
        },
        "halved": tuple(rates),
        "same_in_all_groups": _hyper_of_all(kind, runs),
        "depends_on_order": kind.shared is not None and _depends_on_order(runs, found),
    }  # fmt: skip


def _depends_on_order(runs: TrialRuns, found: Traits) -> bool:
    shape = working_shape(found.dimensions)
    return any(depends_on_order(runs, shape, s) for s in runs.settings() if runs.works(shape, s))


def _hyper_of_all(kind: type[optimcore.Optimizer], runs: TrialRuns) -> tuple[str, ...]:
    """Return the hyper-parameters that the shared values depend on, which all groups share."""
    if kind.shared is None:
        return ()
    functions = reachable_functions(cast(FunctionType, kind.shared), kind.shared.__module__)
    used = {name for function in functions for name in names_in(function.__code__)}
    return tuple(name for name in runs.defaults if name in used)


def _holds_decay_rates(kind: type[optimcore.Optimizer], name: str, default: Any) -> bool:
    accept = getattr(kind, name).accept

    def accepts(number: float) -> bool:
        try:
            accept((number,) * len(default) if isinstance(default, tuple) else number)
        except (TypeError, ValueError, OverflowError):
            return False
        return True

    numeric = isinstance(default, float | tuple)
    return numeric and is_decay_rate(accepts)
