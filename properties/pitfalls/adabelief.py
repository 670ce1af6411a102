"""AdaBelief: what the gradients stray from."""

from ..edits import ADABELIEF_OLD_AVERAGE, swapped_betas
from ..planting import Edit
from .base import Pitfall

BELIEF = 'variance = average(s["s"], (g - m) ** 2, beta2) + h.eps'

PITFALLS = (
    Pitfall(
        "adabelief-squared-gradient", "the second moment is that of the gradient", "adabelief",
        (Edit("adabelief.py", BELIEF, 'variance = average(s["s"], g * g, beta2) + h.eps'),),
        "Adam under another name: 10 % too short at the first step, 7 times at step 200 of a "
        "constant gradient, where AdaBelief speeds up.",
    ),
    Pitfall(
        "adabelief-old-average", "the gradient strays from the average before it", "adabelief",
        (ADABELIEF_OLD_AVERAGE,),
        "The difference is 1/beta1 times as large: every step is 10 % too short at the defaults.",
    ),
    Pitfall(
        "adabelief-corrected-average", "the gradient strays from the corrected average",
        "adabelief",
        (Edit("adabelief.py", BELIEF, BELIEF.replace("(g - m)", "(g - m / (1 - beta1**t))")),),
        "At the first step nothing is left of the difference, and eps alone divides: a million "
        "times too long for gradients of 1.",
    ),
    Pitfall(
        "adabelief-eps-outside-alone", "eps is missing inside the average", "adabelief",
        (Edit("adabelief.py", BELIEF, BELIEF.replace(" + h.eps", "")),),
        "1e-8 of a step for gradients near 1 at the defaults, a third of it for gradients of "
        "1e-4.",
    ),
    Pitfall(
        "adabelief-swapped-betas", "the two betas are swapped", "adabelief",
        (swapped_betas("adabelief.py"),),
        "The first step is 10 % too short at the defaults, the tenth 38 % under a constant "
        "gradient.",
    ),
    Pitfall(
        "adabelief-second-uncorrected", "the second moment is not corrected", "adabelief",
        (Edit("adabelief.py", "s_hat = variance / (1 - beta2**t)", "s_hat = variance"),),
        "The first step is 31.6 times too long at the defaults, the two hundredth 2.3 times.",
    ),
    Pitfall(
        "adabelief-decay-sign", "decay pushes away from zero", "adabelief",
        (Edit("adabelief.py", "(1 - h.lr * h.weight_decay)", "(1 + h.lr * h.weight_decay)"),),
        "Weights grow by the factor they should shrink by.", bug=35,
    ),
)  # fmt: skip
