"""A part of a pair that is None in some cases has no condition there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from properties.diagnosis.search.residual.conditions import ENOUGH, shared_conditions
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import Scenario, Start, encode_array


def case(first: float | None, second: float) -> Any:
    """Make a case, of which the conditions read the scenario alone."""
    group = {"eps": encode_hyper((first, second))}
    start = Start(encode_array([1.0]))
    return SimpleNamespace(scenario=Scenario("adafactor", "float64", (start,), (group,), ()))


@pytest.mark.parametrize(("here", "there"), [(0.25, None), (None, 0.25), (None, None)])
def test_none_in_one_case_is_no_value(here: float | None, there: float | None) -> None:
    off = [case(None if k else here, 0.5) for k in range(ENOUGH)]
    sound = [case(there, 0.0) for _ in range(ENOUGH)]
    assert list(shared_conditions(off, sound)) == ["Deviations occur only where eps[1] is not 0."]
