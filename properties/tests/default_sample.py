"""A pytest plugin: of a test with many parameters, the default run takes a fixed sample.

``@pytest.mark.sampled("rule", "dtype")`` keeps, of the items of one parametrized test, as few as
it takes for every value of every named parameter to occur, and marks the others ``campaign``. A
name may lead to an attribute of a parameter: ``"pitfall.rule"``. Without a name the first item is
kept. The sample depends on the
parameters alone, so every run and every worker makes the same choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from operator import attrgetter
from typing import TypeAlias

import pytest

Value: TypeAlias = tuple[str, Hashable]


@pytest.hookimpl(tryfirst=True)  # before items are selected by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the items that the sample leaves out."""
    tests: dict[str, list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("sampled"):
            tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for group in tests.values():
        kept = sample([_values(item) for item in group])
        for index in set(range(len(group))) - kept:
            group[index].add_marker(pytest.mark.campaign)


def sample(rows: Sequence[Sequence[Value]]) -> set[int]:
    """Choose rows until every value occurs: those with most missing values, then rarest values.

    Of rows without any values the first is chosen.
    """
    if not any(rows):
        return {0}
    missing = {value for row in rows for value in row}
    uses: Counter[Value] = Counter()
    chosen: set[int] = set()
    while missing:
        index = min(
            set(range(len(rows))) - chosen,
            key=lambda k: (-len(missing.intersection(rows[k])), sum(uses[v] for v in rows[k]), k),
        )
        chosen.add(index)
        uses.update(rows[index])
        missing.difference_update(rows[index])
    return chosen


def _values(item: pytest.Function) -> list[Value]:
    """The values of the parameters that the marker names, with their names."""
    names = [name for marker in item.iter_markers("sampled") for name in marker.args]
    values: list[Value] = []
    for name in names:
        parameter, _, attribute = name.partition(".")
        value = item.callspec.params[parameter]
        values.append((name, attrgetter(attribute)(value) if attribute else value))
    return values
