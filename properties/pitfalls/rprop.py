"""Rprop: when steps grow, when they shrink, and what is remembered."""

from ..planting import Edit
from .base import Pitfall

MOVE = "return theta - np.sign(g) * size"

PITFALLS = (
    Pitfall(
        "rprop-step-behind", "moves by the size of the step before", "rprop",
        (Edit("rprop.py", MOVE, 'return theta - np.sign(g) * s.get("size", 0.0)'),),
        "@@", bug=68,
    ),
    Pitfall(
        "rprop-etas-swapped", "steps shrink where they should grow", "rprop",
        (Edit("rprop.py", "(slower, faster), (least, most)", "(faster, slower), (least, most)"),),
        "@@",
    ),
    Pitfall(
        "rprop-turn-remembered", "the gradient that turned is remembered", "rprop",
        (Edit("rprop.py", "g = np.where(turn < 0, 0 * g, g)",
              "seen, g = g, np.where(turn < 0, 0 * g, g)"),
         Edit("rprop.py", '{"g": g, "size": size}', '{"g": seen, "size": size}')),
        "@@",
    ),
    Pitfall(
        "rprop-limits-ignored", "step_sizes is accepted and ignored", "rprop",
        (Edit("rprop.py", "size = np.minimum(np.maximum(size, least), most)", "pass"),),
        "@@", bug=82,
    ),
    Pitfall(
        "rprop-gradient-sized", "the step is along the gradient, not its sign", "rprop",
        (Edit("rprop.py", MOVE, "return theta - g * size"),),
        "@@",
    ),
    Pitfall(
        "rprop-size-not-kept", "the sizes of the steps are not stored", "rprop",
        (Edit("rprop.py", '{"g": g, "size": size}', '{"g": g}'),),
        "@@",
    ),
)  # fmt: skip
