"""ASGD: the schedule of its steps. (What goes into the average alone never moves a parameter.)"""

from ..planting import Edit
from .base import Pitfall

MOVE = "theta = theta * (1 - h.lambd * eta) - eta * g"
ETA = '"eta": h.lr / (1 + h.lambd * h.lr * t) ** h.alpha'

PITFALLS = (
    Pitfall(
        "asgd-power-missing", "alpha is accepted and ignored", "asgd",
        (Edit("asgd.py", ETA, '"eta": h.lr / (1 + h.lambd * h.lr * t)'),),
        "@@", bug=82,
    ),
    Pitfall(
        "asgd-steps-behind", "the schedule is one step behind", "asgd",
        (Edit("asgd.py", ETA, ETA.replace("* t)", "* (t - 1))")),),
        "@@", bug=5,
    ),
    Pitfall(
        "asgd-steps-compound", "each step divides the step before it", "asgd",
        (Edit("asgd.py", ETA, '"eta": eta / (1 + h.lambd * h.lr * t) ** h.alpha'),),
        "@@",
    ),
    Pitfall(
        "asgd-schedule-without-lr", "the schedule does not know the learning rate", "asgd",
        (Edit("asgd.py", ETA, '"eta": h.lr / (1 + h.lambd * t) ** h.alpha'),),
        "@@",
    ),
    Pitfall(
        "asgd-decay-constant", "decay by the first step's size, not by the present one's", "asgd",
        (Edit("asgd.py", MOVE, "theta = theta * (1 - h.lambd * h.lr) - eta * g"),),
        "@@",
    ),
    Pitfall(
        "asgd-average-returned", "the parameters are overwritten by their average", "asgd",
        (Edit("asgd.py", "return theta, {", "return ax, {"),),
        "@@",
    ),
    Pitfall(
        "asgd-eta-not-kept", "the size of the next step is not stored", "asgd",
        (Edit("asgd.py", 'return theta, {"ax": ax, ' + ETA + "}", 'return theta, {"ax": ax}'),),
        "@@",
    ),
)  # fmt: skip
