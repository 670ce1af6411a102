"""Pitfalls of AdaBelief."""

from ..rules.profiles.adabelief import OLD_AVERAGE
from ..rules.shared_edits import swapped_betas_edit
from ..rules.source_edits import Edit
from .base import Pitfall

BELIEF = 'variance = average(s["s"], (g - m) ** 2, beta2) + h.eps'

PITFALLS = (
    Pitfall(
        "adabelief-squared-gradient", "the second moment averages g squared, not (g - m) squared",
        "adabelief",
        (Edit("adabelief.py", BELIEF, 'variance = average(s["s"], g * g, beta2) + h.eps'),),
        "This is the second moment of Adam; AdaBelief averages the squared difference between the "
        "gradient and its average m. Under a constant gradient the first step is 10 % too small "
        "and step 200 is 7 times too small.",
    ),
    Pitfall(
        "adabelief-old-average", "the second moment uses the previous gradient average",
        "adabelief",
        (OLD_AVERAGE,),
        "AdaBelief subtracts the updated average from the gradient. The difference to the previous "
        "average is 1/beta1 times as large, so every step is 10 % too small at the defaults.",
    ),
    Pitfall(
        "adabelief-corrected-average", "the second moment uses the bias-corrected gradient average",
        "adabelief",
        (Edit("adabelief.py", BELIEF, BELIEF.replace("(g - m)", "(g - m / (1 - beta1**t))")),),
        "AdaBelief subtracts the uncorrected average. With the corrected one the difference is 0 "
        "at the first step and only eps is left in the denominator: the step is 2.8 million times "
        "too large for gradients of 1.",
    ),
    Pitfall(
        "adabelief-eps-outside-alone", "eps is not added inside the average", "adabelief",
        (Edit("adabelief.py", BELIEF, BELIEF.replace(" + h.eps", "")),),
        "AdaBelief adds eps inside the average as well as outside the root. At the defaults the "
        "difference is below 1e-10 of a step for gradients of 1, and 6e-6 at the first step for "
        "gradients of 1e-4.",
    ),
    Pitfall(
        "adabelief-swapped-betas", "the two betas are swapped", "adabelief",
        (swapped_betas_edit("adabelief.py"),),
        "The first moment should decay with beta1 and the second with beta2. At the defaults the "
        "first step is 10 % too small, and under a constant gradient the tenth is 38 % too small.",
    ),
    Pitfall(
        "adabelief-second-uncorrected", "the second moment is not bias-corrected", "adabelief",
        (Edit("adabelief.py", "s_hat = variance / (1 - beta2**t)", "s_hat = variance"),),
        "The second moment should be divided by 1 - beta2^t. At the defaults the first step is "
        "31.6 times too large, and step 200 still 2.3 times.",
    ),
    Pitfall(
        "adabelief-decay-sign", "weight decay pushes the weights away from zero", "adabelief",
        (Edit("adabelief.py", "(1 - h.lr * h.weight_decay)", "(1 + h.lr * h.weight_decay)"),),
        "Each step multiplies the weights by 1 + lr * weight_decay; it should multiply them by 1 - "
        "lr * weight_decay.", bug=35,
    ),
)  # fmt: skip
