"""Pitfalls of RAdam."""

from ..rules.shared_edits import swapped_betas_edit
from ..rules.source_edits import Edit
from .base import Pitfall

SHORT = "gap = 2 * t * beta2**t / (1 - beta2**t)"
LONGEST = "rho_inf = 2 / (1 - beta2) - 1"

PITFALLS = (
    Pitfall(
        "radam-swapped-betas", "the two betas are swapped", "radam",
        (swapped_betas_edit("radam.py"),),
        "The first moment should decay with beta1 and the second with beta2. Under a constant "
        "gradient the bias correction hides the bug at first; from step 6 on, steps are some 10 "
        "times too large.",
    ),
    Pitfall(
        "radam-not-rectified", "the rectification factor is missing", "radam",
        (Edit("radam.py", "move * rectified(gap, rho_inf) * ", "move * "),),
        "The step should be multiplied by the factor. Step 6, the first that uses the second "
        "moment, is 38.7 times too large at the defaults, and step 200 still 3.3 times.",
    ),
    Pitfall(
        "radam-no-root", "the rectification factor lacks its square root", "radam",
        (Edit("radam.py", "return ratio**0.5", "return ratio"),),
        "The factor should be a square root. Step 6, the first that uses the second moment, is "
        "38.7 times too small at the defaults, and step 200 still 3.3 times.",
    ),
    Pitfall(
        "radam-rho-single", "rho is computed in float32", "radam",
        (Edit("radam.py", LONGEST, "rho_inf = 2 / (1 - np.float32(beta2)) - 1"),
         Edit("radam.py", SHORT,
              "gap = 2 * t * np.float32(beta2) ** t / (1 - np.float32(beta2) ** t)"),
         Edit("radam.py", "rho = rho_inf - gap", "rho = rho_inf - gap; gap = rho_inf - rho")),
        "rho should be computed in float64, because two numbers near 2000 cancel: here it is off "
        "by a thousandth, and step 6 by 0.18 % at the defaults. The difference fades to 7e-6 at "
        "step 200.", bug=67,
    ),
    Pitfall(
        "radam-t-one-ahead", "every formula uses t + 1 in place of t", "radam",
        (Edit("radam.py", "beta1, beta2 = h.betas", "(beta1, beta2), t = h.betas, t + 1"),),
        "The first step is about half as large as it should be, and the second moment is used one "
        "step too early.", bug=5,
        general="The first step is step 1, and is computed here as if it were step 2.",
    ),
    Pitfall(
        "radam-rho-without-t", "rho is computed without the step count", "radam",
        (Edit("radam.py", "2 * t * beta2**t /", "2 * beta2**t /"),),
        "rho is too large, so that the second moment is used from the second step on instead of "
        "the sixth; step 6 is 35 times too large.",
    ),
    Pitfall(
        "radam-second-uncorrected", "the second moment is not bias-corrected", "radam",
        (Edit("radam.py", "* (1 - beta2**t) ** 0.5 / (np", "/ (np"),),
        "The second moment should be divided by 1 - beta2^t. Step 6, the first that uses it, is "
        "12.9 times too large at the defaults, and step 200 still 2.3 times.",
    ),
    Pitfall(
        "radam-first-uncorrected", "the first moment is not bias-corrected", "radam",
        (Edit("radam.py", "move = h.lr * m / (1 - beta1**t)", "move = h.lr * m"),),
        "The first moment should be divided by 1 - beta1^t. At the defaults the first step is 10 "
        "times too small and the tenth is 35 % too small; after 100 steps the difference is gone.",
    ),
    Pitfall(
        "radam-decay-coupled", "decoupled_weight_decay is accepted and ignored", "radam",
        (Edit("radam.py", "if h.weight_decay and h.decoupled_weight_decay:", "if False:"),),
        "The weights should be multiplied by 1 - lr * weight_decay. Here the decay is added to the "
        "gradient: before the second moment is used the difference is below 2e-4; with "
        "weight_decay = 0.1 and weights of 1, step 6 is 80 to 95 % off.", bug=82,
    ),
)  # fmt: skip
