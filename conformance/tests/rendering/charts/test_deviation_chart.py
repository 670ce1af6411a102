"""The chart of the error: a point beside its enclosure, a curve above an area, crosses."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from conformance.records.pitfalls import Deviation
from conformance.rendering.charts.chart import BOTTOM, LEFT, RIGHT, TOP
from conformance.rendering.charts.deviation_chart import render_deviation_chart

SPACE = "{http://www.w3.org/2000/svg}"


def deviation(*pairs: tuple[float | None, float | None]) -> list[Deviation]:
    return [Deviation(off=off, radius=radius) for off, radius in pairs]


def parts(chart: str) -> list[ElementTree.Element]:
    """The elements of a chart that has the name space of SVG, as in a page."""
    text = str(chart).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return list(ElementTree.fromstring(text).iter())  # noqa: S314 - drawn here


def shapes(chart: str, kind: str) -> list[str]:
    """The shapes of this class, without the sample in the legend."""
    found = [p.get("d", "") for p in parts(chart) if kind in p.get("class", "").split()]
    return [shape for shape in found if int(re.findall(r"\d+", shape)[1]) >= TOP - 4]


def test_a_single_event_is_a_point_beside_its_enclosure() -> None:
    chart = render_deviation_chart(deviation((1e-3, 1e-15)))
    [dot], [area] = shapes(chart, "dot"), shapes(chart, "area")
    across, height = map(int, re.findall(r"\d+", dot)[:2])
    assert across == (LEFT + RIGHT) // 2
    left, bottom, top = map(int, re.findall(r"\d+", area)[:3])
    assert bottom == BOTTOM
    assert height < top < bottom
    assert left < across
    texts = [p.text for p in parts(chart) if p.tag == f"{SPACE}text"]
    assert "0" in texts
    assert any("10" in (text or "") for text in texts)


def test_a_long_run_is_a_curve_without_points() -> None:
    chart = render_deviation_chart(deviation(*[(1e-3, 1e-15)] * 60))
    assert shapes(chart, "dot") == []
    assert len(shapes(chart, "line")) == 1
    assert len(chart) < 2500


def test_an_error_that_is_not_finite_is_a_cross_at_the_top() -> None:
    chart = render_deviation_chart(deviation((1e-3, 1e-15), (None, 1e-15), (1e-2, 1e-15)))
    curve, cross = shapes(chart, "line")
    assert curve.count("M") == 2
    assert int(re.findall(r"\d+", cross)[1]) == TOP - 4


def test_an_unbounded_enclosure_reaches_the_top() -> None:
    [area] = shapes(render_deviation_chart(deviation((1e-3, None))), "area")
    assert int(re.findall(r"\d+", area)[2]) == TOP


def test_nothing_is_drawn_without_events() -> None:
    assert render_deviation_chart([]) == ""


def test_names_are_escaped() -> None:
    assert "&lt;b&gt;" in render_deviation_chart(deviation((1.0, 1.0)), "<b>")
