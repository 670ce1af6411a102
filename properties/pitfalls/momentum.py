"""SGD's velocity."""

from ..edits import SGD_DAMPENED_FIRST, SGD_LR_INSIDE, VELOCITY
from ..planting import Edit
from .base import Pitfall

LOOK_AHEAD = "u = g + h.momentum * v if h.nesterov else v"
STEP = "return theta - h.lr * u, "

PITFALLS = (
    Pitfall(
        "momentum-on-gradient", "momentum multiplies the gradient, not the velocity", "sgd",
        (Edit("sgd.py", VELOCITY,
              'v = s["v"] + h.momentum * (1 - h.dampening) * g if "v" in s else g'),),
        "The velocity never decays: it is a sum of all gradients.",
        seed=True, claim="Momentum is an exponentially weighted average of the gradients.",
    ),
    Pitfall(
        "velocity-not-kept", "the velocity is forgotten after each step", "sgd",
        (Edit("sgd.py", STEP + '{"v": v}', STEP + "{}"),),
        "Momentum has no effect; the first step is right.", bug=50,
    ),
    Pitfall(
        "nesterov-sign", "Nesterov looks backwards", "sgd",
        (Edit("sgd.py", LOOK_AHEAD, "u = g - h.momentum * v if h.nesterov else v"),),
        "At momentum 0.9 the first step is a twentieth of what it should be.", bug=47,
    ),
    Pitfall(
        "dampened-first-step", "dampening applies to the first velocity too", "sgd",
        (SGD_DAMPENED_FIRST,),
        "The first step is 1 - dampening times too small; a convention of some libraries.", bug=49,
    ),
    Pitfall(
        "velocity-rescaled", "the velocity is scaled by lr once more", "sgd",
        (Edit("sgd.py", VELOCITY,
              'v = h.lr * h.momentum * s["v"] + (1 - h.dampening) * g if "v" in s else g'),),
        "The first step is right, the second 21 % off at usual values.", bug=45,
    ),
    Pitfall(
        "lr-inside-velocity", "lr inside the velocity", "sgd",
        SGD_LR_INSIDE,
        "The same at a constant learning rate; after a tenfold drop the next step is 8.7 times too "
        "large. A convention of some libraries.", bug=43,
    ),
)  # fmt: skip
