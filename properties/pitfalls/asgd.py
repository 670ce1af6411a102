"""ASGD: the schedule of its steps. (What goes into the average alone never moves a parameter.)"""

from ..planting import Edit
from .base import Pitfall

MOVE = "theta = theta * (1 - h.lambd * eta) - eta * g"
ETA = '"eta": h.lr / (1 + h.lambd * h.lr * t) ** h.alpha'

PITFALLS = (
    Pitfall(
        "asgd-power-missing", "alpha is accepted and ignored", "asgd",
        (Edit("asgd.py", ETA, '"eta": h.lr / (1 + h.lambd * h.lr * t)'),),
        "At the defaults 2.5e-5 of a step after 100; with lr and lambd 0.1 the hundredth step is "
        "10 % off.", bug=82,
    ),
    Pitfall(
        "asgd-steps-behind", "the schedule is one step behind", "asgd",
        (Edit("asgd.py", ETA, ETA.replace("* t)", "* (t - 1))")),),
        "Every step has the size of the one before it: 8e-7 off at the defaults, 0.7 % with lr "
        "and lambd 0.1.", bug=5,
    ),
    Pitfall(
        "asgd-steps-compound", "each step divides the step before it", "asgd",
        (Edit("asgd.py", ETA, '"eta": eta / (1 + h.lambd * h.lr * t) ** h.alpha'),),
        "The first two steps are right; with lr and lambd 0.1 the tenth is 23 % too short and the "
        "hundredth nothing.",
    ),
    Pitfall(
        "asgd-schedule-without-lr", "the schedule does not know the learning rate", "asgd",
        (Edit("asgd.py", ETA, '"eta": h.lr / (1 + h.lambd * t) ** h.alpha'),),
        "At the defaults steps shrink 100 times too fast: 0.7 % off after 100. With lr and lambd "
        "0.1 the hundredth is 57 % too short.",
    ),
    Pitfall(
        "asgd-decay-constant", "decay by the first step's size, not by the present one's", "asgd",
        (Edit("asgd.py", MOVE, "theta = theta * (1 - h.lambd * h.lr) - eta * g"),),
        "At the defaults 1e-8 of a step after 100; with lr and lambd 0.1 the hundredth step is 43 "
        "% off.",
    ),
    Pitfall(
        "asgd-average-returned", "the parameters are overwritten by their average", "asgd",
        (Edit("asgd.py", "return theta, {", "return ax, {"),),
        "Nothing shows until the average begins, a million steps after the start by default; with "
        "t0 = 0 the tenth step is 9 times too short.",
    ),
    Pitfall(
        "asgd-eta-not-kept", "the size of the next step is not stored", "asgd",
        (Edit("asgd.py", 'return theta, {"ax": ax, ' + ETA + "}", 'return theta, {"ax": ax}'),),
        "Steps never become smaller: 7e-5 of a step after 100 at the defaults, 32 % with lr and "
        "lambd 0.1.",
    ),
)  # fmt: skip
