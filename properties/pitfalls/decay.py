"""Weight decay."""

from ..planting import Edit
from .base import Pitfall

L2 = "g = g + h.weight_decay * theta"
DECOUPLED = "theta = theta * (1 - h.lr * h.weight_decay)"

PITFALLS = (
    Pitfall(
        "decay-coupled", "AdamW decays through the gradient, like Adam", "adamw",
        (Edit("adamw.py", DECOUPLED, L2),),
        "Adam with L2 under the name AdamW: decay is divided by the second moment.", bug=31,
    ),
    Pitfall(
        "decay-without-lr", "decay without the learning rate", "adamw",
        (Edit("adamw.py", DECOUPLED, "theta = theta * (1 - h.weight_decay)"),),
        "A schedule no longer scales the decay, which is 1/lr times too strong.", bug=34,
    ),
    Pitfall(
        "decay-sign", "decay pushes away from zero", "adamw",
        (Edit("adamw.py", DECOUPLED, "theta = theta * (1 + h.lr * h.weight_decay)"),),
        "Weights grow by the factor they should shrink by.", bug=35,
    ),
    Pitfall(
        "decay-unused", "decay is computed and not used", "adam",
        (Edit("adam.py", L2, "decayed = g + h.weight_decay * theta"),),
        "At usual values the difference is below the tolerance of most tests.", bug=37,
    ),
    Pitfall(
        "decay-after-step", "decay of the parameter already updated", "adamw",
        (Edit("adamw.py", DECOUPLED + "\n        return adaptive_step(theta, g, s, t, h)",
              "theta, kept = adaptive_step(theta, g, s, t, h)\n"
              "        return theta * (1 - h.lr * h.weight_decay), kept"),),
        "Off by lr squared times decay times the update: 1e-8 a step at usual values.", bug=32,
    ),
    Pitfall(
        "maximize-decays-up", "maximize turns the decay round as well", "sgd",
        (Edit("sgd.py", "            g = -g\n        if h.weight_decay:\n            " + L2,
              "            g = -g\n        if h.weight_decay:\n"
              "            g = g + (-1 if h.maximize else 1) * h.weight_decay * theta"),),
        "While maximizing, weights grow instead of shrinking.", bug=81,
    ),
)  # fmt: skip
