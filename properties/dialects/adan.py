"""Conventions under the name of Adan."""

from ..planting import Edit
from .base import Dialect

START = """    if "g" not in s:
        return {"g": g, "m": g, "n": g * g}
    beta1, beta2, beta3 = betas
"""
ZEROS = """    if "g" not in s:
        s = {"g": g, "m": 0 * g, "v": 0 * g, "n": 0 * g}
    beta1, beta2, beta3 = betas
"""

DIALECTS = (
    Dialect(
        "adan-zero-start", "the averages start at zero and are corrected", "adan",
        (Edit("adan.py", START, ZEROS),
         Edit("adan.py", 'u = s["m"] + (1 - betas[1]) * s["v"] if "v" in s else s["m"]',
              "one, two, three = (1 - (1 - b) ** t for b in betas)\n"
              '        u = s["m"] / one + (1 - betas[1]) * s["v"] / two'),
         Edit("adan.py", 'np.sqrt(s["n"])', 'np.sqrt(s["n"] / three)')),
        "The first difference counts as zero, and later ones are corrected as if it were not.",
        ("sail-sg/Adan", "optax"),
    ),
    Dialect(
        "adan-betas-complement", "the betas multiply the old value", "adan",
        (Edit("adan.py", "betas = h.betas", "betas = [1 - b for b in h.betas]"),
         Edit("adan.py", " = (0.02, 0.08, 0.01)", " = (0.98, 0.92, 0.99)")),
        "A beta of 0.98 means what 0.02 means in the paper.", ("sail-sg/Adan", "optax"), 10,
    ),
    Dialect(
        "adan-decay-first", "decay multiplies by 1 - lr weight_decay", "adan",
        (Edit("adan.py", 'theta = theta - h.lr * u / (np.sqrt(s["n"]) + h.eps)',
              'theta = theta * (1 - h.lr * h.weight_decay) - h.lr * u / (np.sqrt(s["n"]) + h.eps)'),
         Edit("adan.py", "return theta / (1 + h.lr * h.weight_decay), s", "return theta, s")),
        "The paper divides by 1 + lr weight_decay after the step: 0.25 % apart at a product of "
        "0.05.", ("sail-sg/Adan (no_prox)", "optax"),
    ),
)  # fmt: skip
