"""Laws about complex numbers and mixed precisions."""

from __future__ import annotations

import numpy as np

from ..comparison.evidence import Evidence
from ..comparison.trajectories import compare_within_rounding
from ..scenarios.model import Array, Precision, Scenario, Step
from ..scenarios.transforms import change, with_gradients, with_starts
from ..subjects.trajectory import SubjectError
from .changed_runs import compare_changed_run
from .law import MUST, SHOULD, law
from .trial import Trial

REPORT_ORDER = 110

OTHER: dict[Precision, Precision] = {"float64": "float32", "float32": "float64"}


@law("complex", SHOULD, capabilities=("complex",), traits=("elementwise",))
def complex_numbers(trial: Trial) -> Evidence | None:
    """A complex parameter gets the same steps as its real and imaginary parts.

    SHOULD: the second moment of a complex gradient g is that of its two parts, not g·g; few models
    have complex parameters.

    Fix: View a complex parameter as real numbers, as with torch.view_as_real, before the
    formula.

    Source: torch, note "Complex numbers", and the optimizers in torch.optim.
    """
    return _compare_with_parts(trial)


@law("complex-branch", MUST, capabilities=("complex", "complex branch"), traits=("elementwise",))
def complex_branch(trial: Trial) -> Evidence | None:
    """A branch for complex numbers gives the steps of their real and imaginary parts.

    MUST: an optimizer with a branch of its own for complex parameters is used for them.

    Fix: View parameter, gradient and every state as real numbers, each once.

    Source: torch, note "Complex numbers", and the optimizers in torch.optim.
    """
    return _compare_with_parts(trial)


def _compare_with_parts(trial: Trial) -> Evidence | None:
    if any(s.strided for s in trial.scenario.parameters):
        return None

    def paired(values: Array) -> Array:
        return values.fill_shape((*values.shape, 2))

    real = with_gradients(
        with_starts(trial.scenario, lambda s: change(s, value=paired(s.value))), paired
    )
    other = with_starts(real, lambda s: change(s, complex=True))
    outcome = trial.outcome(other)
    if isinstance(outcome, SubjectError):
        return None
    parts = trial.run(real)
    # A complex product spreads a part that is not a number to the other one.
    if not all(np.isfinite(values).all() for frame in parts.frames for values in frame):
        return None
    return compare_within_rounding(
        real, outcome, parts, trial.enclosure(real), "with complex parameters",
        "where the parts as real numbers give",
    )  # fmt: skip


@law(
    "several-dtypes",
    MUST,
    capabilities=("float32", "several dtypes"),
    traits=("own values",),
)
def several_dtypes(trial: Trial) -> Evidence | None:
    """Parameters of different precisions in one optimizer are each updated in their own precision.

    MUST: kernels for lists of tensors must group the tensors by dtype first. Rules with values that
    all parameters share are not tested: it is not defined in which precision these are.

    Fix: Group the tensors by dtype before a kernel for lists, and make the state in the dtype
    of its own parameter.

    Source: torch.optim, the argument foreach.
    """
    if trial.scenario.dtype not in OTHER or len(trial.scenario.parameters) < 2:
        return None
    first, *others = trial.scenario.parameters
    converted = tuple(change(s, dtype=OTHER[trial.scenario.dtype]) for s in others)
    scenario = change(trial.scenario, parameters=(first, *converted))
    if not _fits_float32(scenario):
        return None
    return compare_changed_run(trial, scenario)


def _fits_float32(scenario: Scenario) -> bool:
    """Return whether all gradients are well inside the range of float32."""
    arrays = [a for e in scenario.events if isinstance(e, Step) for a in e.gradients if a]
    sizes = (abs(float.fromhex(v)) for a in arrays for v in a.values)
    return all(s == 0 or 2.0**-60 < s < 2.0**60 for s in sizes)
