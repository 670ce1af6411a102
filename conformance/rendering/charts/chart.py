"""Draw curves between two axes as SVG.

Coordinates are whole numbers of a fixed picture, and colours are classes of the style sheet, so
that a chart takes about a kilobyte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup, escape

from .axis import Axis

WIDTH, HEIGHT = 480, 236
LEFT, RIGHT, TOP, BOTTOM = 58, 468, 30, 190

# The width of a character, and of the sample of a curve in the legend.
CHARACTER, SAMPLE = 7, 24
LEGEND_ROW = 18

# The width of a bar that stands for a single event.
BAR = 60

Point = tuple[float, float | None]
Place = tuple[int, int]


@dataclass(frozen=True)
class Curve:
    """A curve, or the area below it.

    Attributes:
        name: The name in the legend.
        points: Values of both axes. None leaves a gap in a curve; an area reaches the top there.
        colour: The number of its colour in the style sheet.
        area: Whether the area below the curve is filled.
        dots: Whether each point is marked.
        broad: Whether the curve is so broad that one on top of it does not hide it.
        crosses: Values of the horizontal axis at which a cross at the top marks that the value is
            not finite.
    """

    name: str
    points: Sequence[Point]
    colour: int
    area: bool = False
    dots: bool = False
    broad: bool = False
    crosses: Sequence[float] = ()


@dataclass(frozen=True)
class Plane:
    """Two axes as places in the picture; the legend takes ``offset`` above them."""

    across: Axis
    up: Axis
    offset: int

    def x(self, value: float) -> int:
        return round(LEFT + self.across.place(value) * (RIGHT - LEFT))

    def y(self, value: float) -> int:
        place = min(1.0, max(0.0, self.up.place(value)))
        return round(BOTTOM + self.offset - place * (BOTTOM - TOP))

    @property
    def top(self) -> int:
        return TOP + self.offset

    @property
    def bottom(self) -> int:
        return BOTTOM + self.offset


def draw_chart(across: Axis, up: Axis, curves: Sequence[Curve], style: str = "") -> Markup:
    """Draw curves with axes and a legend.

    Args:
        across: The horizontal axis.
        up: The vertical axis.
        curves: The curves, the last one on top.
        style: A style sheet, for a chart that stands alone in a file.
    """
    legend, rows = _lay_out_legend(curves, len(up.title))
    plane = Plane(across, up, LEGEND_ROW * (rows - 1))
    parts = [*_draw_axes(plane), *legend]
    for curve in curves:
        parts += _draw_area(plane, curve) if curve.area else _draw_curve(plane, curve)
    size = f"0 0 {WIDTH} {HEIGHT + plane.offset}"
    sheet = Markup("<style>{}</style>").format(Markup(style)) if style else ""  # noqa: S704
    space = Markup(' xmlns="http://www.w3.org/2000/svg"') if style else ""
    head = Markup('<svg{} class="chart" viewBox="{}">').format(space, size)
    return head + sheet + Markup("").join(parts) + Markup("</svg>")


def _draw_axes(plane: Plane) -> Iterator[Markup]:
    grid = "".join(f"M{LEFT} {plane.y(v)}H{RIGHT}" for v, _ in plane.up.ticks)
    grid += "".join(f"M{plane.x(v)} {plane.bottom}v4" for v, _ in plane.across.ticks)
    yield Markup('<path class="grid" d="{}"/>').format(grid)
    labels = [_text(LEFT - 6, plane.y(v) + 4, label) for v, label in plane.up.ticks]
    yield _group("end", labels)
    labels = [_text(plane.x(v), plane.bottom + 18, label) for v, label in plane.across.ticks]
    labels.append(_text((LEFT + RIGHT) // 2, plane.bottom + 38, plane.across.title))
    yield _group("mid", labels)
    yield _text(4, 14, plane.up.title)


def _lay_out_legend(curves: Sequence[Curve], taken: int) -> tuple[list[Markup], int]:
    """Lay out the names of the curves right of the title of the axis, in as many rows as needed.

    They stand below a long title.
    """
    beside = taken * CHARACTER < WIDTH / 3
    start = 4 + taken * CHARACTER + 20 if beside else 4
    x, row, parts = start, 0 if beside else 1, []
    for curve in curves:
        width = SAMPLE + CHARACTER * len(curve.name) + 16
        if x > start and x + width > WIDTH:
            x, row = start, row + 1
        y = 14 + row * LEGEND_ROW
        shape = f"M{x} {y - 9}h18v10h-18z" if curve.area else f"M{x} {y - 4}h18"
        parts.append(_path(curve, shape))
        parts.append(_text(x + SAMPLE, y, curve.name))
        x += width
    return parts, row + 1


def _draw_curve(plane: Plane, curve: Curve) -> Iterator[Markup]:
    places = [(plane.x(x), None if y is None else plane.y(y)) for x, y in curve.points]
    pieces = [
        [(x, y) for x, y in piece if y is not None]
        for known, piece in groupby(places, lambda place: place[1] is not None)
        if known
    ]
    if pieces:
        yield _path(curve, "".join(f"M{p[0][0]} {p[0][1]}{_line(p)}" for p in pieces))
    if curve.dots:
        dots = "".join(f"M{x} {y}h0" for piece in pieces for x, y in piece)
        yield Markup('<path class="dot c{}" d="{}"/>').format(curve.colour, dots)
    if curve.crosses:
        marks = "".join(f"M{plane.x(x) - 4} {plane.top - 4}l8 8m0-8l-8 8" for x in curve.crosses)
        yield Markup('<path class="line c{}" d="{}"/>').format(curve.colour, marks)


def _draw_area(plane: Plane, curve: Curve) -> Iterator[Markup]:
    places = [(plane.x(x), plane.top if y is None else plane.y(y)) for x, y in curve.points]
    if len(places) == 1:
        ((x, y),) = places
        places = [(x - BAR // 2, y), (x + BAR // 2, y)]
    (x, y), *_ = places
    yield _path(curve, f"M{x} {plane.bottom}V{y}{_line(places)}V{plane.bottom}z")


def _line(places: Sequence[Place]) -> str:
    """Return the line through some places, relative to the first, without needless points."""
    steps: list[Place] = []
    for (a, b), (c, d) in pairwise(places):
        step = (c - a, d - b)
        if steps and step[1] == steps[-1][1] == 0:
            steps[-1] = (steps[-1][0] + step[0], 0)
        else:
            steps.append(step)
    return "".join(f"h{x}" if y == 0 else f"l{x}{'' if y < 0 else ' '}{y}" for x, y in steps)


def _path(curve: Curve, shape: str) -> Markup:
    kind = "area" if curve.area else "line broad" if curve.broad else "line"
    return Markup('<path class="{} c{}" d="{}"/>').format(kind, curve.colour, shape)


def _group(kind: str, parts: Sequence[Markup]) -> Markup:
    return Markup('<g class="{}">{}</g>').format(kind, Markup("").join(parts))


def _text(x: int, y: int, text: str) -> Markup:
    return Markup('<text x="{}" y="{}">{}</text>').format(x, y, escape(text))
