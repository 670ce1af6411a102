"""Conventions under the name of Yogi."""

from ..planting import Edit
from .base import Dialect

STEP = "return theta - h.lr * m / (np.sqrt(v) + h.eps)"

DIALECTS = (
    Dialect(
        "yogi-corrected", "both moments start at one value and are corrected", "yogi",
        (Edit("yogi.py", 'm = average(s["m"], g, beta1)',
              'm = average(s["m"] if "v" in s else h.initial_accumulator_value, g, beta1)'),
         Edit("yogi.py", STEP,
              "return theta - h.lr * m / (1 - beta1**t) / "
              "(np.sqrt(v / (1 - beta2**t)) + h.eps)")),
        "As if Yogi's second moment were an average: the tenth step is 6.5 times shorter.",
        ("optax", "torch_optimizer"),
        lacks=frozenset({"odd", "scalable"}),
    ),
)  # fmt: skip
