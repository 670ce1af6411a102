"""RMSprop: its averages, its centre, its momentum."""

from ..edits import RMSPROP_EPS_INSIDE
from ..planting import Edit
from .base import Pitfall

SQUARES = 'v = average(s["v"], g * g, h.alpha)'

PITFALLS = (
    Pitfall(
        "rmsprop-eps-inside-root", "eps inside the square root", "rmsprop",
        (RMSPROP_EPS_INSIDE,),
        "eps then has the units of a squared gradient: with gradients of 1e-4 the first step is "
        "20 times too short at the defaults.", bug=22,
    ),
    Pitfall(
        "rmsprop-centre-of-squares", "the centre follows the squared gradients", "rmsprop",
        (Edit("rmsprop.py", 'average(s.get("a", 0.0), g, h.alpha)',
              'average(s.get("a", 0.0), g * g, h.alpha)'),),
        "For gradients near 1 the hundredth step is 56 % off, and larger ones give the root of a "
        "negative number; small gradients hardly show it.", bug=54,
    ),
    Pitfall(
        "rmsprop-centre-not-squared", "the centre is subtracted without being squared", "rmsprop",
        (Edit("rmsprop.py", "spread = v - a * a", "spread = v - a"),),
        "The spread has two units at once: the first random gradient of the wrong sign or size "
        "gives NaN.",
    ),
    Pitfall(
        "rmsprop-sum-of-squares", "squared gradients are summed, not averaged", "rmsprop",
        (Edit("rmsprop.py", SQUARES, 'v = s["v"] + g * g'),),
        "Adagrad under another name: the first step is 10 times too short at alpha = 0.99, and "
        "they only get shorter.",
    ),
    Pitfall(
        "rmsprop-alpha-turned", "alpha weights the new squared gradient", "rmsprop",
        (Edit("rmsprop.py", SQUARES, 'v = average(g * g, s["v"], h.alpha)'),),
        "The average forgets at once: the first step is 10 times too short at alpha = 0.99.",
    ),
    Pitfall(
        "rmsprop-centered-ignored", "centered is accepted and ignored", "rmsprop",
        (Edit("rmsprop.py", "spread = v - a * a", "spread = v"),),
        "On random gradients 1 % off; under a constant gradient 63 % at step 200, as the spread "
        "vanishes there.", bug=82,
    ),
    Pitfall(
        "rmsprop-buffer-not-kept", "the momentum's buffer is not stored", "rmsprop",
        (Edit("rmsprop.py", 'move = kept["b"] = h.momentum', "move = h.momentum"),),
        "Momentum has no effect; at 0.9 the steps come to a tenth of what they should be, and the "
        "first is right.", bug=50,
    ),
    Pitfall(
        "rmsprop-old-moment", "divides by the average without the newest gradient", "rmsprop",
        (Edit("rmsprop.py", 'kept, spread = {"v": v}, v', 'kept, spread = {"v": v}, s["v"]'),),
        "The first step divides by eps alone and is ten million times too long; after 10 steps 5 "
        "% are left.",
    ),
)  # fmt: skip
