"""RAdam: how many gradients the second moment is worth, and what follows from it."""

from ..edits import swapped_betas
from ..planting import Edit
from .base import Pitfall

RHO = "rho = longest - 2 * t * beta2**t / (1 - beta2**t)"
LONGEST = "longest = 2 / (1 - beta2) - 1"
RATIO = "(rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho)"

PITFALLS = (
    Pitfall(
        "radam-swapped-betas", "the two betas are swapped", "radam",
        (swapped_betas("radam.py"),),
        "@@",
    ),
    Pitfall(
        "radam-not-rectified", "the step is not rectified", "radam",
        (Edit("radam.py", "move * rectified(rho, longest) * ", "move * "),),
        "@@",
    ),
    Pitfall(
        "radam-no-root", "the rectification lacks its square root", "radam",
        (Edit("radam.py", f"return ({RATIO}) ** 0.5", f"return {RATIO}"),),
        "@@",
    ),
    Pitfall(
        "radam-rho-single", "rho is computed in single precision", "radam",
        (Edit("radam.py", LONGEST, "longest = 2 / (1 - np.float32(beta2)) - 1"),
         Edit("radam.py", RHO,
              "rho = longest - 2 * t * np.float32(beta2) ** t / (1 - np.float32(beta2) ** t)")),
        "@@", bug=67,
    ),
    Pitfall(
        "radam-rho-without-t", "rho is computed without the count of steps", "radam",
        (Edit("radam.py", "2 * t * beta2**t /", "2 * beta2**t /"),),
        "@@",
    ),
    Pitfall(
        "radam-second-uncorrected", "the second moment is not corrected", "radam",
        (Edit("radam.py", "* (1 - beta2**t) ** 0.5 / (np", "/ (np"),),
        "@@",
    ),
    Pitfall(
        "radam-first-uncorrected", "the first moment is not corrected", "radam",
        (Edit("radam.py", "move = h.lr * m / (1 - beta1**t)", "move = h.lr * m"),),
        "@@",
    ),
    Pitfall(
        "radam-decay-coupled", "decoupled_weight_decay is accepted and ignored", "radam",
        (Edit("radam.py", "if h.weight_decay and h.decoupled_weight_decay:", "if False:"),),
        "@@", bug=82,
    ),
)  # fmt: skip
