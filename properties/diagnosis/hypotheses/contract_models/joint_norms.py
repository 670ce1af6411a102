"""Hypotheses that a norm, or another sum, is taken over several parameters together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from functools import partial
from typing import Any

import numpy as np

from ....enclosures.ball_arrays import Balls
from ....enclosures.optimizer_model import OptimizerModel
from ....enclosures.parameter_enclosure import ParameterEnclosure
from ....enclosures.shared_enclosure import DueParameter
from ....mutants.rule_source import read_rule
from ....mutants.tree import unparse
from ....rules.registry import Rule
from ....scenarios.model import Scenario
from ..contract_hypotheses import Hypothesis

FEATURES = frozenset({"parameters", "groups", "none", "add-group"})

# What sums all elements of an array, and what depends on the shape of the parameter.
SUMS = ("np.linalg.norm(", "np.sum(", "np.mean(", "np.max(")
SHAPES = ("axis", ".ndim", ".shape", ".T", " @ ")


def joint_norm_hypotheses(claimed: Rule) -> Iterator[Hypothesis]:
    """Yield the hypotheses, for rules that sum the elements of a parameter of any shape."""
    text = "\n".join(unparse(f.tree) for f in read_rule(claimed).functions)
    if claimed.ball_shared or any(part in text for part in SHAPES):
        return
    if not any(part in text for part in SUMS):
        return
    for of_all, words, needs in (
        (False, " of a group", "groups"),
        (True, " of all groups", "groups"),
        (True, "", ""),
    ):
        yield Hypothesis(
            f"norms-of-{'all' if of_all else 'group'}",
            f"norms are taken over all parameters{words} together",
            "Each parameter should have its own norms. Here its step depends on the other "
            "parameters. A test with one parameter passes.",
            FEATURES, shown_by="parameters", model=partial(JointNormModel, of_all),
            needs=needs,
        )  # fmt: skip


class JointNormModel(OptimizerModel):
    """An optimizer that updates the parameters of a group as if they were one flat array.

    Each parameter has its own state and step count. Nothing is known after a step of parameters
    whose step counts or hyper-parameters differ.

    Args:
        of_all: whether the parameters of all groups are one array.
    """

    joins_equal_elements = False

    def __init__(self, of_all: bool, rule: Rule, scenario: Scenario, *more: Any):
        super().__init__(rule, scenario, *more)
        self.of_all = of_all

    def update_parameters(self, k: int) -> None:
        due = [(i, one) for i, one, _ in self.due_parameters(k) if one.cell.theta.size]
        starts = self.scenario.parameters
        for group in {0 if self.of_all else starts[i].group for i, _ in due}:
            _step_together([d for i, d in due if self.of_all or starts[i].group == group])


def _step_together(due: Sequence[DueParameter]) -> None:
    first, *others = due
    joint = copy(first.cell)
    if any(not _is_alike(first, other) for other in others):
        for one in due:
            one.cell.make_indefinite()
        return
    joint.theta = _joined([one.cell.theta for one in due])
    joint.state = {
        name: _joined([one.cell.state[name] for one in due])
        if _is_array(value, first.cell) else value
        for name, value in first.cell.state.items()
    }  # fmt: skip
    joint.step(_joined([one.gradient for one in due]), first.hyper)
    start = 0
    for one in due:
        end = start + one.cell.theta.size
        shape = one.cell.theta.shape
        one.cell.theta = _part(joint.theta, start, end, shape)
        one.cell.state = {
            name: _part(value, start, end, shape) if _is_array(value, joint) else value
            for name, value in joint.state.items()
        }
        one.cell.is_state_known = joint.is_state_known
        start = end


def _is_alike(first: DueParameter, other: DueParameter) -> bool:
    """Whether two parameters can be updated as one array."""
    one, two = first.cell, other.cell
    are_known = one.is_known() and two.is_known()
    same_count = (one.t, one.form, one.state.keys()) == (two.t, two.form, two.state.keys())
    return are_known and same_count and first.hyper is other.hyper


def _is_array(value: Any, cell: ParameterEnclosure) -> bool:
    return isinstance(value, Balls) and value.shape == cell.theta.shape


def _joined(arrays: Sequence[Balls]) -> Balls:
    numbers = [np.ravel(np.asarray(array.arbs, dtype=object)) for array in arrays]
    return arrays[0].with_arbs(np.concatenate(numbers))


def _part(array: Balls, start: int, end: int, shape: tuple[int, ...]) -> Balls:
    numbers = np.asarray(array.arbs, dtype=object)[start:end]
    return array.with_arbs(numbers.reshape(shape))
