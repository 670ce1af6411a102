"""The chart of training losses: a curve for each run, and nothing where no loss can be drawn."""

from __future__ import annotations

from conformance.rendering.charts.loss_chart import render_loss_chart


def test_every_run_has_a_curve_with_its_name() -> None:
    chart = render_loss_chart(
        {"without": [1.0, 0.1, 0.01], "with the <pitfall>": [1.0, 0.9, None, 0.0]}
    )
    assert chart.startswith("<svg")
    assert "without" in chart
    assert "with the &lt;pitfall&gt;" in chart
    assert chart.count("<path") >= 2


def test_losses_that_a_logarithm_cannot_show_leave_no_chart() -> None:
    assert render_loss_chart({}) == ""
    assert render_loss_chart({"diverged": [None, 0.0, -1.0]}) == ""
