"""Conventions under the name of Adan."""

from ..edits import GLOBAL_T
from ..planting import Edit
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
        "adan-zero-start", "the averages start at zero and are corrected", "adan",
        ZERO_START,
        "The first difference counts as zero, and later ones are corrected as if it were not.",
        ("sail-sg/Adan", "optax", "adan_pytorch"),
    ),
    Dialect(
        "adan-zero-start-global-t",
        "the averages start at zero and are corrected by one step count for all parameters",
        "adan",
        (*ZERO_START, GLOBAL_T),
        "A parameter without a gradient on some steps is corrected as if it had had one: started "
        "at the second step, its first update is 29 % too small at the defaults.",
        ("sail-sg/Adan", "timm", "pytorch_optimizer"), 13,
    ),
    Dialect(
        "adan-weights-corrected-global-t",
        "the averages start at zero, their weights are corrected by one step count for all "
        "parameters",
        "adan",
        (ZERO_START[0], *CORRECTED_WEIGHTS, GLOBAL_T),
        "What is kept is the corrected average: after a step without a gradient it counts as it "
        "was, and the first average of a late parameter is corrected as if it had been there.",
        ("optimi",), 13,
    ),
    Dialect(
        "adan-waits", "the first step keeps the gradient and does not average it", "adan",
        (Edit("adan.py", "s = moments(g, s, betas)",
              's = moments(g, s, betas) if "g" in s else '
              '{"g": g, "m": 0 * g, "v": 0 * g, "n": 0 * g}'),),
        "Nothing moves on the first step, which is counted: where the averages are corrected, the "
        "second step along a constant gradient is 29 % too short at the defaults.",
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
        "adan-decay-first", "decay multiplies by 1 - lr weight_decay", "adan",
        (Edit("adan.py", 'theta = theta - h.lr * u / (np.sqrt(s["n"]) + h.eps)',
              'theta = theta * (1 - h.lr * h.weight_decay) - h.lr * u / (np.sqrt(s["n"]) + h.eps)'),
         Edit("adan.py", "return theta / (1 + h.lr * h.weight_decay), s", "return theta, s")),
        "The paper divides by 1 + lr weight_decay after the step: 0.25 % apart at a product of "
        "0.05.", ("sail-sg/Adan (no_prox)", "optax"),
    ),
)  # fmt: skip
