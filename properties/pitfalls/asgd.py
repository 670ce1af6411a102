"""Pitfalls of ASGD: the learning rate schedule.

The average does not move a parameter, so a bug in the average alone cannot be seen.
"""

from ..rules.source_edits import Edit
from .base import Pitfall

MOVE = "theta = theta * (1 - h.lambd * eta) - eta * g"
ETA = '"eta": h.lr / (1 + h.lambd * h.lr * t) ** h.alpha'

PITFALLS = (
    Pitfall(
        "asgd-power-missing", "alpha is accepted and ignored", "asgd",
        (Edit("asgd.py", ETA, '"eta": h.lr / (1 + h.lambd * h.lr * t)'),),
        "The learning rate should be divided by the power alpha of 1 + lambd * lr * t. At the "
        "defaults step 100 is 2.5e-5 off; with lr and lambd of 0.1 it is 10 % off.", bug=82,
    ),
    Pitfall(
        "asgd-steps-behind", "the learning rate schedule is one step behind", "asgd",
        (Edit("asgd.py", ETA, ETA.replace("* t)", "* (t - 1))")),),
        "Each step uses the learning rate of the one before. At the defaults steps are 8e-7 off; "
        "with lr and lambd of 0.1 the first steps are 0.7 % off.", bug=5,
    ),
    Pitfall(
        "asgd-steps-compound", "the schedule divides the previous learning rate, not lr", "asgd",
        (Edit("asgd.py", ETA, '"eta": eta / (1 + h.lambd * h.lr * t) ** h.alpha'),),
        "Each learning rate should be computed from lr. The first two steps are right; with lr and "
        "lambd of 0.1 the tenth is 23 % too small and step 100 moves almost nothing.",
    ),
    Pitfall(
        "asgd-schedule-without-lr", "lr is missing from the learning rate schedule", "asgd",
        (Edit("asgd.py", ETA, '"eta": h.lr / (1 + h.lambd * t) ** h.alpha'),),
        "The schedule should use lambd * lr * t. At the defaults the learning rate decays 100 "
        "times too fast and step 100 is 0.7 % off; with lr and lambd of 0.1 it is 57 % too small.",
    ),
    Pitfall(
        "asgd-decay-constant", "the decay uses lr, not the current learning rate", "asgd",
        (Edit("asgd.py", MOVE, "theta = theta * (1 - h.lambd * h.lr) - eta * g"),),
        "The weights should be multiplied by 1 - lambd * eta, with the scheduled eta. The "
        "difference grows with the step count, and is small at the defaults.",
    ),
    Pitfall(
        "asgd-average-returned", "the parameters are overwritten by their average", "asgd",
        (Edit("asgd.py", "return theta, {", "return ax, {"),),
        "The average should be kept in the state only. Nothing shows until averaging starts, by "
        "default after a million steps; with t0 = 0 the tenth step is 9 times too small.",
    ),
    Pitfall(
        "asgd-eta-not-kept", "the learning rate of the next step is not stored", "asgd",
        (Edit("asgd.py", 'return theta, {"ax": ax, ' + ETA + "}", 'return theta, {"ax": ax}'),),
        "The stored learning rate should decay. Here every step uses lr: at the defaults step 100 "
        "is 7e-5 off; with lr and lambd of 0.1 it is 32 % too large.",
    ),
)  # fmt: skip
