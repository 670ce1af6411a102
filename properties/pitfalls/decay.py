"""Pitfalls of weight decay."""

from ..rules.source_edits import Edit
from .base import Pitfall

L2 = "g = g + h.weight_decay * theta"
DECOUPLED = "theta = theta * (1 - h.lr * h.weight_decay)"

PITFALLS = (
    Pitfall(
        "decay-coupled", "weight decay is added to the gradient, as in Adam", "adamw",
        (Edit("adamw.py", DECOUPLED, L2),),
        "AdamW should shrink the weights directly. Added to the gradient, the decay is divided by "
        "the root of the second moment.", bug=31,
        general_title="weight decay is added to the gradient",
        general="The decay should shrink the weights directly.",
    ),
    Pitfall(
        "decay-without-lr", "weight decay is not multiplied by lr", "adamw",
        (Edit("adamw.py", DECOUPLED, "theta = theta * (1 - h.weight_decay)"),),
        "The weights should be multiplied by 1 - lr * weight_decay. Here the decay is 1/lr times "
        "too strong, and a learning rate schedule does not scale it.", bug=34,
    ),
    Pitfall(
        "decay-sign", "weight decay pushes the weights away from zero", "adamw",
        (Edit("adamw.py", DECOUPLED, "theta = theta * (1 + h.lr * h.weight_decay)"),),
        "Each step multiplies the weights by 1 + lr * weight_decay; it should multiply them by 1 - "
        "lr * weight_decay.", bug=35,
    ),
    Pitfall(
        "decay-unused", "weight decay has no effect", "adam",
        (Edit("adam.py", f"        if h.weight_decay:\n            {L2}\n", ""),),
        "The decay should be added to the gradient. On random gradients the difference is about "
        "1e-4 of a step at weight_decay = 1e-4, below the tolerance of most tests.", bug=37,
    ),
    Pitfall(
        "decay-after-step", "weight decay is applied after the step, not before", "adamw",
        (Edit("adamw.py", DECOUPLED + "\n        return adaptive_step(theta, g, s, t, h)",
              "theta, kept = adaptive_step(theta, g, s, t, h)\n"
              "        return theta * (1 - h.lr * h.weight_decay), kept"),),
        "The weights should be decayed before the step. Here the decay also shrinks the newest "
        "step, by lr^2 * weight_decay times the update: 1e-8 per step at the defaults.", bug=32,
    ),
    Pitfall(
        "maximize-decays-up", "maximize also reverses the sign of weight decay", "sgd",
        (Edit("sgd.py", "            g = -g\n        if h.weight_decay:\n            " + L2,
              "            g = -g\n        if h.weight_decay:\n"
              "            g = g + (-1 if h.maximize else 1) * h.weight_decay * theta"),),
        "Weight decay should pull towards zero in either case. With maximize=True it makes the "
        "weights grow.", bug=81,
    ),
)  # fmt: skip
