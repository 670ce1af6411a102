"""AdaBelief: what the gradients stray from."""

from ..edits import ADABELIEF_OLD_AVERAGE, swapped_betas
from ..planting import Edit
from .base import Pitfall

BELIEF = 'variance = average(s["s"], (g - m) ** 2, beta2) + h.eps'

PITFALLS = (
    Pitfall(
        "adabelief-squared-gradient", "the second moment is that of the gradient", "adabelief",
        (Edit("adabelief.py", BELIEF, 'variance = average(s["s"], g * g, beta2) + h.eps'),),
        "@@",
    ),
    Pitfall(
        "adabelief-old-average", "the gradient strays from the average before it", "adabelief",
        (ADABELIEF_OLD_AVERAGE,),
        "@@",
    ),
    Pitfall(
        "adabelief-corrected-average", "the gradient strays from the corrected average",
        "adabelief",
        (Edit("adabelief.py", BELIEF, BELIEF.replace("(g - m)", "(g - m / (1 - beta1**t))")),),
        "@@",
    ),
    Pitfall(
        "adabelief-eps-outside-alone", "eps is missing inside the average", "adabelief",
        (Edit("adabelief.py", BELIEF, BELIEF.replace(" + h.eps", "")),),
        "@@",
    ),
    Pitfall(
        "adabelief-swapped-betas", "the two betas are swapped", "adabelief",
        (swapped_betas("adabelief.py"),),
        "@@",
    ),
    Pitfall(
        "adabelief-second-uncorrected", "the second moment is not corrected", "adabelief",
        (Edit("adabelief.py", "s_hat = variance / (1 - beta2**t)", "s_hat = variance"),),
        "@@",
    ),
    Pitfall(
        "adabelief-decay-sign", "decay pushes away from zero", "adabelief",
        (Edit("adabelief.py", "(1 - h.lr * h.weight_decay)", "(1 + h.lr * h.weight_decay)"),),
        "@@", bug=35,
    ),
)  # fmt: skip
