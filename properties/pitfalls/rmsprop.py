"""Pitfalls of RMSprop."""

from ..rules.profiles.rmsprop import EPS_INSIDE
from ..rules.source_edits import Edit
from .base import Pitfall

SQUARES = 'v = average(s["v"], g * g, h.alpha)'

PITFALLS = (
    Pitfall(
        "rmsprop-eps-inside-root", "eps is added inside the square root, not outside", "rmsprop",
        (EPS_INSIDE,),
        "Inside the root, eps has the units of a squared gradient: at the defaults the first step "
        "is 10 times too small for gradients of 1e-4.", bug=22,
    ),
    Pitfall(
        "rmsprop-centre-of-squares", "the average for centering is of squared gradients", "rmsprop",
        (Edit("rmsprop.py", 'average(s.get("a", 0.0), g, h.alpha)',
              'average(s.get("a", 0.0), g * g, h.alpha)'),),
        "Centering should subtract the square of the average gradient. On random gradients near 1 "
        "step 100 is about 60 % off, and larger gradients give the root of a negative number; with "
        "small gradients centering has no effect.", bug=54,
    ),
    Pitfall(
        "rmsprop-centre-not-squared", "the average gradient is subtracted without being squared",
        "rmsprop",
        (Edit("rmsprop.py", "spread = v - a * a", "spread = v - a"),),
        "Centering should subtract the square of the average gradient. A first gradient between 0 "
        "and 1 gives the root of a negative number: NaN.",
    ),
    Pitfall(
        "rmsprop-sum-of-squares", "squared gradients are summed, not averaged", "rmsprop",
        (Edit("rmsprop.py", SQUARES, 'v = s["v"] + g * g'),),
        "Old squared gradients should lose weight. A sum, as in Adagrad, keeps them: at alpha = "
        "0.99 the first step is 10 times too small, and step 200 is 15 times too small under a "
        "constant gradient.",
    ),
    Pitfall(
        "rmsprop-alpha-turned", "alpha is the weight of the new squared gradient", "rmsprop",
        (Edit("rmsprop.py", SQUARES, 'v = average(g * g, s["v"], h.alpha)'),),
        "alpha should be the weight of the old average. At alpha = 0.99 the average is almost the "
        "newest squared gradient, and the first step is 10 times too small.",
    ),
    Pitfall(
        "rmsprop-centered-ignored", "centered is accepted and ignored", "rmsprop",
        (Edit("rmsprop.py", "spread = v - a * a", "spread = v"),),
        "The square of the average gradient should be subtracted. On random gradients steps are 1 "
        "% off; under a constant gradient, where the centered second moment vanishes, step 200 is "
        "63 % too small.", bug=82,
    ),
    Pitfall(
        "rmsprop-buffer-not-kept", "the momentum buffer is not stored", "rmsprop",
        (Edit("rmsprop.py", 'move = kept["b"] = h.momentum', "move = h.momentum"),),
        "The buffer should be kept for the next step. Here momentum has no effect: the first step "
        "is right, and at momentum 0.9 later steps fall to a tenth of the right size under a "
        "constant gradient.", bug=50,
    ),
    Pitfall(
        "rmsprop-old-moment", "the denominator leaves out the newest gradient", "rmsprop",
        (Edit("rmsprop.py", 'kept, spread = {"v": v}, v', 'kept, spread = {"v": v}, s["v"]'),),
        "The average should include the current squared gradient. The first step is divided by eps "
        "alone and is ten million times too large for gradients of 1; under a constant gradient "
        "the tenth is 5 % too large.",
    ),
)  # fmt: skip
