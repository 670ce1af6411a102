"""RMSprop: its averages, its centre, its momentum."""

from ..edits import RMSPROP_EPS_INSIDE
from ..planting import Edit
from .base import Pitfall

SQUARES = 'v = average(s["v"], g * g, h.alpha)'

PITFALLS = (
    Pitfall(
        "rmsprop-eps-inside-root", "eps inside the square root", "rmsprop",
        (RMSPROP_EPS_INSIDE,),
        "@@", bug=22,
    ),
    Pitfall(
        "rmsprop-centre-of-squares", "the centre follows the squared gradients", "rmsprop",
        (Edit("rmsprop.py", 'average(s.get("a", 0.0), g, h.alpha)',
              'average(s.get("a", 0.0), g * g, h.alpha)'),),
        "@@", bug=54,
    ),
    Pitfall(
        "rmsprop-centre-not-squared", "the centre is subtracted without being squared", "rmsprop",
        (Edit("rmsprop.py", "spread = v - a * a", "spread = v - a"),),
        "@@",
    ),
    Pitfall(
        "rmsprop-sum-of-squares", "squared gradients are summed, not averaged", "rmsprop",
        (Edit("rmsprop.py", SQUARES, 'v = s["v"] + g * g'),),
        "@@",
    ),
    Pitfall(
        "rmsprop-alpha-turned", "alpha weights the new squared gradient", "rmsprop",
        (Edit("rmsprop.py", SQUARES, 'v = average(g * g, s["v"], h.alpha)'),),
        "@@",
    ),
    Pitfall(
        "rmsprop-centered-ignored", "centered is accepted and ignored", "rmsprop",
        (Edit("rmsprop.py", "spread = v - a * a", "spread = v"),),
        "@@", bug=82,
    ),
    Pitfall(
        "rmsprop-buffer-not-kept", "the momentum's buffer is not stored", "rmsprop",
        (Edit("rmsprop.py", 'move = kept["b"] = h.momentum', "move = h.momentum"),),
        "@@", bug=50,
    ),
    Pitfall(
        "rmsprop-old-moment", "divides by the average without the newest gradient", "rmsprop",
        (Edit("rmsprop.py", 'kept, spread = {"v": v}, v', 'kept, spread = {"v": v}, s["v"]'),),
        "@@",
    ),
)  # fmt: skip
