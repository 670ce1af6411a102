"""RAdam: how many gradients the second moment is worth, and what follows from it."""

from ..edits import swapped_betas
from ..planting import Edit
from .base import Pitfall

SHORT = "short = 2 * t * beta2**t / (1 - beta2**t)"
LONGEST = "longest = 2 / (1 - beta2) - 1"

PITFALLS = (
    Pitfall(
        "radam-swapped-betas", "the two betas are swapped", "radam",
        (swapped_betas("radam.py"),),
        "While it waits the first beta alone counts, and the correction hides it; from step 6 on "
        "steps are some 10 times too long.",
    ),
    Pitfall(
        "radam-not-rectified", "the step is not rectified", "radam",
        (Edit("radam.py", "move * rectified(short, longest) * ", "move * "),),
        "Step 6, the first to divide, is 38.7 times too long at the defaults, step 200 still 3.3 "
        "times.",
    ),
    Pitfall(
        "radam-no-root", "the rectification lacks its square root", "radam",
        (Edit("radam.py", "return ratio**0.5", "return ratio"),),
        "Step 6, the first to divide, is 38.7 times too short at the defaults, step 200 still 3.3 "
        "times.",
    ),
    Pitfall(
        "radam-rho-single", "rho is computed in single precision", "radam",
        (Edit("radam.py", LONGEST, "longest = 2 / (1 - np.float32(beta2)) - 1"),
         Edit("radam.py", SHORT,
              "short = 2 * t * np.float32(beta2) ** t / (1 - np.float32(beta2) ** t)"),
         Edit("radam.py", "rho = longest - short", "rho = longest - short; short = longest - rho")),
        "Two numbers near 2000 cancel: rho is off by a thousandth, and step 6 by 0.18 % at the "
        "defaults. It fades to 7e-6 at step 200.", bug=67,
    ),
    Pitfall(
        "radam-t-one-ahead", "t is one ahead", "radam",
        (Edit("radam.py", "beta1, beta2 = h.betas", "(beta1, beta2), t = h.betas, t + 1"),),
        "The first step is half as long as it should be, and the second moment is used a step "
        "earlier.", bug=5,
    ),
    Pitfall(
        "radam-rho-without-t", "rho is computed without the count of steps", "radam",
        (Edit("radam.py", "2 * t * beta2**t /", "2 * beta2**t /"),),
        "rho is too large, so that it divides from the second step on, by 35 times too little at "
        "step 6.",
    ),
    Pitfall(
        "radam-second-uncorrected", "the second moment is not corrected", "radam",
        (Edit("radam.py", "* (1 - beta2**t) ** 0.5 / (np", "/ (np"),),
        "Step 6, the first to divide, is 12.9 times too long at the defaults, step 200 still 2.3 "
        "times.",
    ),
    Pitfall(
        "radam-first-uncorrected", "the first moment is not corrected", "radam",
        (Edit("radam.py", "move = h.lr * m / (1 - beta1**t)", "move = h.lr * m"),),
        "The first step is 10 times too short at the defaults, the tenth 35 %; gone after 100.",
    ),
    Pitfall(
        "radam-decay-coupled", "decoupled_weight_decay is accepted and ignored", "radam",
        (Edit("radam.py", "if h.weight_decay and h.decoupled_weight_decay:", "if False:"),),
        "The same while it waits but for 4e-5; with decay 0.1 step 6 is then 95 % off on random "
        "gradients.", bug=82,
    ),
)  # fmt: skip
