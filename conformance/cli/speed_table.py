"""The table of ``conformance bench speed``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from ..benchmarks.cost import Cost

COLUMNS = (
    "subject", "check, s", "steps, s", "/ steps", "/ torch-adam", "/ torch's tests", "runs",
    "number of steps", "first finding, s", "shrinking + diagnosis", "memory, MB",
)  # fmt: skip


def speed_table(costs: Sequence[Cost]) -> Table:
    """Return the table, with ratios to torch's Adam if it was measured."""
    from rich.table import Table

    from ..benchmarks.speed import REFERENCE

    reference = next((cost.cpu for cost in costs if cost.name == REFERENCE), None)
    table = Table(*COLUMNS)
    for cost in costs:
        table.add_row(
            cost.name,
            f"{cost.cpu:.2f}",
            f"{cost.step_cpu:.2f}",
            _ratio(cost.cpu, cost.step_cpu),
            _ratio(cost.cpu, reference),
            _ratio(cost.cpu, cost.torch_tests),
            f"{cost.runs:,}",
            f"{cost.steps:,}",
            "" if cost.first_finding is None else f"{cost.first_finding:.2f}",
            f"{100 * cost.explanation_share:.0f} %",
            f"{cost.memory:.0f}",
        )
    return table


def _ratio(value: float, to: float | None) -> str:
    return f"{value / to:.2f}" if to else ""
