"""Dialects of Adagrad."""

from ..rules.profiles.adagrad import EPS_INSIDE
from ..rules.shared_edits import decoupled_decay_edit
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adagrad-eps-root", "eps is added inside the square root", "adagrad",
        (EPS_INSIDE,),
        "eps has the units of a squared gradient, and matters until the sum of squares exceeds it.",
        ("keras", "tensorflow", "optax", "tfjs"), 22,
        powers={"eps": 2},
    ),
    Dialect(
        "adagrad-starts-at-a-tenth", "the sum of squared gradients starts at 0.1 by default",
        "adagrad",
        (Edit("adagrad.py", "initial_accumulator_value: float = 0.0",
              "initial_accumulator_value: float = 0.1"),),
        "Where no initial_accumulator_value is given, the first step for a gradient of 0.1 is 3.3 "
        "times smaller.",
        ("keras", "tensorflow", "optax", "tfjs"), 26,
    ),
    Dialect(
        "adagrad-decoupled-decay", "weight decay shrinks the weights directly", "adagrad",
        (decoupled_decay_edit("adagrad.py"),),
        "Weight decay is not divided by the root of the sum of squares.", ("keras",), 31,
        powers={"weight_decay": 0},
    ),
)  # fmt: skip
