"""``conformance bench growth``: the exponent tells linear growth from quadratic growth."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from conformance.benchmarks import growth
from conformance.benchmarks.growth import MEASURES, Growth, measure_growth
from conformance.rendering.charts.growth_chart import render_growth_chart
from conformance.tests.fixture_types import Command
from properties.generation.corpus import supported_scenarios
from properties.rules.registry import rules
from properties.subjects.optimcore_subject import CoreSubject

SIZES = (8, 16, 32, 64)


@pytest.mark.parametrize("power", [1, 2])
def test_a_fixed_cost_does_not_hide_the_growth(power: int) -> None:
    seconds = tuple(5.0 + 0.001 * (size - 8) ** power for size in SIZES)
    assert Growth("steps", SIZES, seconds).exponent == pytest.approx(power)


def test_noise_has_no_exponent() -> None:
    assert Growth("steps", (1, 2, 4), (1.0, 0.9, 1.1)).exponent == 0.0


@pytest.mark.parametrize("quantity", MEASURES)
def test_every_quantity_is_measured(quantity: str, monkeypatch: pytest.MonkeyPatch) -> None:
    measure, _ = MEASURES[quantity]
    small = supported_scenarios(rules()["adam"], CoreSubject("adam").capabilities)[:2]
    monkeypatch.setattr(growth, "supported_scenarios", lambda *given: small)
    sizes = (20, 40) if quantity == "laws" else (1, 2)
    monkeypatch.setitem(growth.MEASURES, quantity, (measure, sizes))
    [found] = measure_growth([quantity], repetitions=1)
    assert found.sizes == sizes
    assert all(seconds > 0 for seconds in found.seconds)


def test_the_chart_has_a_curve_for_each_quantity_and_one_that_is_proportional(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measures = {"laws": (lambda n: 1.0 * n, SIZES), "steps": (lambda n: 2.0 * n * n, SIZES)}
    monkeypatch.setattr(growth, "MEASURES", measures)
    path = tmp_path / "growth.svg"
    seen = command("bench", "growth", "--out", str(path))
    assert seen.exit_code == 0, seen.output
    assert "1.00" in seen.output
    text = path.read_text(encoding="utf-8")
    ElementTree.fromstring(text)  # noqa: S314 - written here
    assert all(name in text for name in ("laws", "steps", "proportional"))


def test_points_are_drawn_relative_to_the_first() -> None:
    root = ElementTree.fromstring(render_growth_chart({"laws": [(2, 3), (20, 300)]}))  # noqa: S314
    labels = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"1", "10", "100"} <= set(labels)
    assert "1000" not in labels
