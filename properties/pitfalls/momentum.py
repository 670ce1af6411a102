"""Pitfalls of the velocity of SGD."""

from ..rules.profiles.sgd import DAMPENED_FIRST as SGD_DAMPENED_FIRST
from ..rules.profiles.sgd import LR_INSIDE as SGD_LR_INSIDE
from ..rules.profiles.sgd import VELOCITY
from ..rules.source_edits import Edit
from .base import Pitfall

LOOK_AHEAD = "u = g + h.momentum * v if h.nesterov else v"
STEP = "return theta - h.lr * u, "

PITFALLS = (
    Pitfall(
        "momentum-on-gradient", "momentum multiplies the gradient, not the velocity", "sgd",
        (Edit("sgd.py", VELOCITY,
              'v = s["v"] + h.momentum * (1 - h.dampening) * g if "v" in s else g'),),
        "The velocity should decay by the factor momentum at each step. Here it is a weighted sum "
        "of all gradients and never decays.",
        in_case_study=True, claim="Momentum is an exponentially weighted average of the gradients.",
    ),
    Pitfall(
        "velocity-not-kept", "the velocity is not stored", "sgd",
        (Edit("sgd.py", STEP + '{"v": v}', STEP + "{}"),),
        "The velocity should be kept for the next step. Here momentum has no effect; the first "
        "step is right.", bug=50,
    ),
    Pitfall(
        "nesterov-sign", "Nesterov momentum has the wrong sign", "sgd",
        (Edit("sgd.py", LOOK_AHEAD, "u = g - h.momentum * v if h.nesterov else v"),),
        "The step should follow the gradient plus momentum times the velocity. At momentum 0.9 the "
        "first step is a twentieth of the right size.", bug=47,
    ),
    Pitfall(
        "dampened-first-step", "dampening also applies to the first velocity", "sgd",
        (SGD_DAMPENED_FIRST,),
        "The first velocity should be the gradient itself; here the first step is multiplied by 1 "
        "- dampening. Some libraries do this on purpose.", bug=49,
    ),
    Pitfall(
        "velocity-rescaled", "the old velocity is also multiplied by lr", "sgd",
        (Edit("sgd.py", VELOCITY,
              'v = h.lr * h.momentum * s["v"] + (1 - h.dampening) * g if "v" in s else g'),),
        "The old velocity should be multiplied by momentum alone. The first step is right; at lr = "
        "1e-3 and momentum 0.9 the second is 47 % too small under a constant gradient.", bug=45,
    ),
    Pitfall(
        "lr-inside-velocity", "lr is inside the velocity, not outside", "sgd",
        SGD_LR_INSIDE,
        "The velocity should be multiplied by lr when the step is taken. Steps are the same at a "
        "constant learning rate; after a tenfold drop of lr the next step is 8.7 times too large. "
        "Some libraries do this on purpose.", bug=43,
    ),
)  # fmt: skip
