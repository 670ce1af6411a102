"""Hypotheses about the contract that are models of the optimizer with the defect."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ....rules.registry import Rule
from ..contract_hypotheses import Hypothesis
from .closures import closure_hypotheses
from .decay_without_gradient import decay_without_gradient_hypotheses
from .first_counts import first_count_hypotheses
from .first_states import first_state_hypotheses
from .joint_norms import joint_norm_hypotheses
from .kept_gradients import kept_gradient_hypotheses
from .loaded_states import loaded_state_hypotheses
from .loaded_values import loaded_value_hypotheses
from .missing_gradients import missing_gradient_hypotheses
from .positions import position_hypotheses
from .resets import reset_hypotheses
from .shared_entries import shared_entry_hypotheses
from .shared_state import shared_state_hypotheses
from .shifted_gradients import shifted_gradient_hypotheses
from .single_parameters import single_parameter_hypotheses
from .step_counts import step_count_hypotheses
from .updated_parameters import updated_parameter_hypotheses

SOURCES: tuple[Callable[[Rule], Iterator[Hypothesis]], ...] = (
    missing_gradient_hypotheses,
    shifted_gradient_hypotheses,
    decay_without_gradient_hypotheses,
    single_parameter_hypotheses,
    updated_parameter_hypotheses,
    position_hypotheses,
    shared_state_hypotheses,
    shared_entry_hypotheses,
    step_count_hypotheses,
    first_count_hypotheses,
    first_state_hypotheses,
    joint_norm_hypotheses,
    reset_hypotheses,
    loaded_state_hypotheses,
    loaded_value_hypotheses,
    kept_gradient_hypotheses,
    closure_hypotheses,
)


def model_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses that are models of the optimizer, for a claimed rule."""
    for source in SOURCES:
        yield from source(claimed)
