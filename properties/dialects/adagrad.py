"""Conventions under the name of Adagrad."""

from ..edits import ADAGRAD_EPS_INSIDE, decoupled
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "adagrad-eps-root", "eps inside the square root", "adagrad",
        (ADAGRAD_EPS_INSIDE,),
        "eps has the units of a squared gradient, and matters until the sum exceeds it.",
        ("keras", "tensorflow", "optax", "tfjs"), 22,
        powers={"eps": 2},
    ),
    Dialect(
        "adagrad-starts-at-a-tenth", "the sum of squares starts at 0.1 by default", "adagrad",
        (Edit("adagrad.py", "initial_accumulator_value: float = 0.0",
              "initial_accumulator_value: float = 0.1"),),
        "Without a start given, the first step along a gradient of 0.1 is 3.3 times smaller.",
        ("keras", "tensorflow", "optax", "tfjs"), 26,
    ),
    Dialect(
        "adagrad-decoupled-decay", "decay shrinks the parameters", "adagrad",
        (decoupled("adagrad.py"),),
        "Decay is not divided by the root of the sum.", ("keras",), 31,
        powers={"weight_decay": 0},
    ),
)  # fmt: skip
