"""Dialects of Adan."""

from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Dialect

ZERO_START = (
    Edit(
        "adan.py",
        'return {"g": g, "m": g, "n": g * g}',
        's = {"g": g, "m": 0 * g, "v": 0 * g, "n": 0 * g}',
    ),
    Edit(
        "adan.py",
        'u = s["m"] + (1 - betas[1]) * s["v"] if "v" in s else s["m"]',
        "one, two, three = (1 - (1 - b) ** t for b in betas)\n"
        '        u = s["m"] / one + (1 - betas[1]) * s["v"] / two',
    ),
    Edit("adan.py", 'np.sqrt(s["n"])', 'np.sqrt(s["n"] / three)'),
)
CORRECTED_WEIGHTS = (
    Edit("adan.py", "s = moments(g, s, betas)", "s = moments(g, s, betas, t)"),
    Edit("adan.py", "betas: Any) -> State:", "betas: Any, t: int) -> State:"),
    Edit(
        "adan.py",
        "    difference =",
        "    one, two, three = (b and b / (1 - (1 - b) ** t) for b in betas)\n    difference =",
    ),
    Edit("adan.py", "g, 1 - beta1)", "g, 1 - one)"),
    Edit("adan.py", "difference, 1 - beta2)", "difference, 1 - two)"),
    Edit("adan.py", "1 - beta3)", "1 - three)"),
)

DIALECTS = (
    Dialect(
        "adan-zero-start", "the averages start at zero and are bias-corrected", "adan",
        ZERO_START,
        "The first gradient difference is zero, but later averages of differences are corrected as "
        "if it were not.",
        ("sail-sg/Adan", "optax", "adan_pytorch"),
    ),
    Dialect(
        "adan-zero-start-global-t",
        "the averages start at zero and are bias-corrected, with the same step count for all",
        "adan",
        (*ZERO_START, GLOBAL_T),
        "A parameter without a gradient on some steps is corrected as if it had had one: if its "
        "first gradient comes at the second step, its first step is 29 % too small at the "
        "defaults.",
        ("sail-sg/Adan", "timm", "pytorch_optimizer"), 13,
    ),
    Dialect(
        "adan-weights-corrected-global-t",
        "the averages start at zero with bias-corrected weights, with the same step count for all",
        "adan",
        (ZERO_START[0], *CORRECTED_WEIGHTS, GLOBAL_T),
        "The state holds corrected averages. A step without a gradient leaves them unchanged, and "
        "the first average of a parameter with a late first gradient is corrected by the shared "
        "step count.",
        ("optimi",), 13,
    ),
    Dialect(
        "adan-waits", "the first step only stores the gradient", "adan",
        (Edit("adan.py", "s = moments(g, s, betas)",
              's = moments(g, s, betas) if "g" in s else '
              '{"g": g, "m": 0 * g, "v": 0 * g, "n": 0 * g}'),),
        "Nothing moves on the first step, but it is counted: where the averages are "
        "bias-corrected, the second step is 29 % too small at the defaults under a constant "
        "gradient.",
        ("adan_pytorch",),
    ),
    Dialect(
        "adan-betas-complement", "the betas multiply the old value", "adan",
        (Edit("adan.py", "betas = h.betas", "betas = [1 - b for b in h.betas]"),
         Edit("adan.py", " = (0.02, 0.08, 0.01)", " = (0.98, 0.92, 0.99)")),
        "A beta of 0.98 means what 0.02 means in the paper.",
        ("sail-sg/Adan", "optax", "timm", "pytorch_optimizer", "optimi"), 10,
    ),
    Dialect(
        "adan-decay-first", "weight decay multiplies by 1 - lr * weight_decay", "adan",
        (Edit("adan.py", 'theta = theta - h.lr * u / (np.sqrt(s["n"]) + h.eps)',
              'theta = theta * (1 - h.lr * h.weight_decay) - h.lr * u / (np.sqrt(s["n"]) + h.eps)'),
         Edit("adan.py", "return theta / (1 + h.lr * h.weight_decay), s", "return theta, s")),
        "The paper divides by 1 + lr * weight_decay after the step: the two are 0.25 % apart where "
        "the product is 0.05.", ("sail-sg/Adan (no_prox)", "optax"),
    ),
)  # fmt: skip
