"""Optimizers without the closed forms of their rules."""

from .base import change_step, make_defect

BROKEN_BY = {
    "constant-gradient": "beta-without-power",
    "zero-betas": make_defect(
        "eps is squared in the denominator",
        "adam",
        ("adam.py", "np.sqrt(v_hat) + h.eps", "v_hat ** 0.5 + 1.5 * h.eps * h.eps"),
    ),
    "decay-factor": "decay-sign",
    "zero-decay": "no-first-correction",
    "zero-momentum": change_step(
        "dampening scales the gradient also without momentum",
        "theta - h.lr * (1 - h.dampening) * g",
    ),
}
