"""Conventions under the name of Adafactor."""

from ..edits import GLOBAL_T
from ..planting import Edit
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
        "The paper's own place for it: it has the units of a squared gradient and is averaged.",
        ("the paper", "optax", "transformers", "fairseq", "keras", "timm", "torch_optimizer",
         "pytorch_optimizer"), 22,
    ),
    Dialect(
        "adafactor-rate-alone", "the learning rate is not bounded by 1 / sqrt(t)", "adafactor",
        (Edit("adafactor.py", "min(h.lr, t**-0.5)", "h.lr"),),
        "A learning rate that is given is taken as it is: at 0.01 it shows from step 10001 on, at "
        "1 from the second.",
        ("fairseq", "transformers", "torch_optimizer", "pytorch_optimizer", "timm", "optax"),
    ),
    Dialect(
        "adafactor-absolute", "steps are not relative to theta", "adafactor",
        (Edit("adafactor.py", "max(eps2, rms(theta)) * ", ""),),
        "A learning rate that is given is in units of theta; the size of theta counts for nothing.",
        ("timm",),
    ),
    Dialect(
        "adafactor-decay-by-step", "decay is scaled by the step and not by lr", "adafactor",
        # As a line between others: where decay comes first there is no alpha yet.
        (Edit("adafactor.py", DECAY + "        return",
              DECAY.replace("h.lr", "alpha") + "        return"),),
        "Relative steps make decay relative, too: of small parameters it takes less.",
        ("fairseq", "transformers", "torch_optimizer", "pytorch_optimizer"),
    ),
    Dialect(
        "adafactor-decay-alone", "decay is not scaled by lr", "adafactor",
        (Edit("adafactor.py", "(1 - h.lr * h.weight_decay)", "(1 - h.weight_decay)"),),
        "A weight decay of 0.1 takes a tenth of theta at every step, whatever lr is.", ("optax",),
    ),
    Dialect(
        "adafactor-largest-axes", "the rows and columns are those of the two largest axes",
        "adafactor",
        (Edit("adafactor.py", "    row, column = mean(square, -1), mean(square, -2)\n", LARGEST),
         Edit("adafactor.py", "whole = mean(row, -2)", "whole = mean(row, one)")),
        "A parameter of three axes or more is factored along others than its last two.",
        ("optax",),
    ),
    Dialect(
        "adafactor-decay-first", "the size of theta is taken after decay", "adafactor",
        (Edit("adafactor.py", DECAY, ""),
         Edit("adafactor.py", "        alpha = ", DECAY + "        alpha = ")),
        "Steps are relative to what decay leaves of theta.", ("keras",),
    ),
    Dialect(
        "adafactor-global-t", "one step count for all parameters", "adafactor",
        (GLOBAL_T,
         Edit("adafactor.py", 'average(s["v"], square, beta) if "v" in s else square',
              'average(s.get("v", 0 * square), square, beta)'),
         Edit("adafactor.py", FIRST_MEANS, MEANS_FROM_ZERO)),
        "A parameter without a gradient on some steps is averaged as if it had had one: without "
        "one on the first, its averages start at zero.",
        ("pytorch_optimizer",), 13,
    ),
)  # fmt: skip
