"""Dialects of Adafactor."""

from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Dialect

FIRST_MEANS = """    if s:
        row, column = average(s["row"], row, beta), average(s["column"], column, beta)
"""
MEANS_FROM_ZERO = """    row = average(s.get("row", 0 * row), row, beta)
    column = average(s.get("column", 0 * column), column, beta)
"""
LARGEST = """    *_, one, largest = np.argsort(square.shape, kind="stable")
    row, column = mean(square, largest), mean(square, one)
"""
DECAY = "        theta = theta * (1 - h.lr * h.weight_decay)\n"

DIALECTS = (
    Dialect(
        "adafactor-eps-in-square", "eps1 is added to the squared gradient", "adafactor",
        (Edit("adafactor.py", "second_moment(g * g, s", "second_moment(g * g + eps1, s"),
         Edit("adafactor.py", "np.sqrt(np.maximum(v, eps1 * eps1))", "np.sqrt(v)"),
         Edit("adafactor.py", "np.maximum(whole, eps)", "whole"),
         Edit("adafactor.py", " = (None, 1e-3)", " = (1e-30, 1e-3)")),
        "The paper adds eps1 there: it has the units of a squared gradient and is averaged. torch "
        "uses it as a lower bound of the denominator.",
        ("the paper", "optax", "transformers", "fairseq", "keras", "timm", "torch_optimizer",
         "pytorch_optimizer"), 22,
    ),
    Dialect(
        "adafactor-rate-alone", "lr is not capped at 1 / sqrt(t)", "adafactor",
        (Edit("adafactor.py", "min(h.lr, t**-0.5)", "h.lr"),),
        "A given lr is used unchanged: at lr = 0.01 the difference shows from step 10001 on, at lr "
        "= 1 from the second step.",
        ("fairseq", "transformers", "torch_optimizer", "pytorch_optimizer", "timm", "optax"),
    ),
    Dialect(
        "adafactor-absolute", "steps are not scaled by the size of the parameter", "adafactor",
        (Edit("adafactor.py", "max(eps2, rms(theta)) * ", ""),),
        "A given lr is in units of the parameter; the root mean square of the parameter is not "
        "used.",
        ("timm",),
    ),
    Dialect(
        "adafactor-decay-by-step", "weight decay is multiplied by the step size, not by lr",
        "adafactor",
        # The edit includes the next line, so that it does not match with adafactor-decay-first,
        # where alpha is not defined yet.
        (Edit("adafactor.py", DECAY + "        return",
              DECAY.replace("h.lr", "alpha") + "        return"),),
        "The step size is relative to the parameter, so the decay is relative too: small "
        "parameters shrink less.",
        ("fairseq", "transformers", "torch_optimizer", "pytorch_optimizer"),
    ),
    Dialect(
        "adafactor-decay-alone", "weight decay is not multiplied by lr", "adafactor",
        (Edit("adafactor.py", "(1 - h.lr * h.weight_decay)", "(1 - h.weight_decay)"),),
        "A weight decay of 0.1 takes away a tenth of the weights at every step, whatever lr is.",
        ("optax",),
    ),
    Dialect(
        "adafactor-largest-axes", "rows and columns are the two largest axes", "adafactor",
        (Edit("adafactor.py", "    row, column = mean(square, -1), mean(square, -2)\n", LARGEST),
         Edit("adafactor.py", "whole = mean(row, -2)", "whole = mean(row, one)")),
        "A parameter with three or more axes is factored along its two largest axes, not along its "
        "last two.",
        ("optax",),
    ),
    Dialect(
        "adafactor-decay-first", "the size of the parameter is measured after weight decay",
        "adafactor",
        (Edit("adafactor.py", DECAY, ""),
         Edit("adafactor.py", "        alpha = ", DECAY + "        alpha = ")),
        "Steps are relative to the parameter after weight decay has shrunk it.", ("keras",),
    ),
    Dialect(
        "adafactor-global-t", "all parameters have the same step count", "adafactor",
        (GLOBAL_T,
         Edit("adafactor.py", 'average(s["v"], square, beta) if "v" in s else square',
              'average(s.get("v", 0 * square), square, beta)'),
         Edit("adafactor.py", FIRST_MEANS, MEANS_FROM_ZERO)),
        "A parameter without a gradient on some steps is averaged as if it had had one; without a "
        "gradient on the first step, its averages start at zero.",
        ("pytorch_optimizer",), 13,
    ),
)  # fmt: skip
