"""Pitfalls of Adafactor."""

from ..rules.source_edits import Edit
from .base import Pitfall

ALPHA = "alpha = max(eps2, rms(theta)) * min(h.lr, t**-0.5)"
BETA = "1 - t**h.beta2_decay"

PITFALLS = (
    Pitfall(
        "adafactor-first-axis", "column means run over the first axis, not the second to last",
        "adafactor",
        (Edit("adafactor.py", "mean(square, -2)", "mean(square, 0)"),),
        "The means should be those of each matrix over its last two axes. Matrices are not "
        "affected; with three or more axes, as in convolutions, the column means mix different "
        "matrices.", bug=72,
    ),
    Pitfall(
        "adafactor-decay-offset", "the step count in the decay rate starts at -1, not at 1",
        "adafactor",
        (Edit("adafactor.py", BETA, "1 - np.float64(t - 2) ** h.beta2_decay"),),
        "The decay rate should be 1 - t^beta2_decay. Here it contains (-1)^-0.8 at the first step, "
        "which does not use it, and 0^-0.8 at the second: that step is NaN, and so are all later "
        "ones.",
        bug=73,
    ),
    Pitfall(
        "adafactor-decay-constant", "the decay rate does not change with the step count",
        "adafactor",
        (Edit("adafactor.py", BETA, "1 - 2**h.beta2_decay"),),
        "The decay rate should be 1 - t^beta2_decay. The first two steps are right; on random "
        "gradients the tenth is some 10 % off.",
    ),
    Pitfall(
        "adafactor-not-normalized", "the product of row and column means is not normalized",
        "adafactor",
        (Edit("adafactor.py", "return row * column / np.maximum(whole, eps)",
              "return row * column"),),
        "The product should be divided by the mean of the row means. Clipping by d hides the bug "
        "while steps are large: the first two steps are right, and the tenth is up to 15 % off on "
        "random gradients.",
    ),
    Pitfall(
        "adafactor-clipping-ignored", "d is accepted and ignored", "adafactor",
        (Edit("adafactor.py", "max(1.0, rms(u) / h.d)", "max(1.0, rms(u))"),),
        "The update should be clipped to a root mean square of d. It is right at the default d = "
        "1; with d = 2 many of the first steps on random gradients are 5 to 20 % off.", bug=82,
    ),
    Pitfall(
        "adafactor-absolute-step", "the step is not scaled by the size of the parameter",
        "adafactor",
        (Edit("adafactor.py", ALPHA, "alpha = min(h.lr, t**-0.5)"),),
        "The step should be multiplied by max(eps2, RMS(theta)). It is right for weights with a "
        "root mean square of 1, and a thousand times too large for a parameter of zeros.",
    ),
    Pitfall(
        "adafactor-rate-not-bounded", "lr is not capped at 1/sqrt(t)", "adafactor",
        (Edit("adafactor.py", ALPHA, "alpha = max(eps2, rms(theta)) * h.lr"),),
        "The step should use min(lr, 1/sqrt(t)). At the default lr of 0.01 the cap takes effect "
        "after 10,000 steps; at lr = 0.1, step 200 is some 60 % too large on random gradients.",
    ),
    Pitfall(
        "adafactor-norm-for-rms", "the norm is used in place of the root mean square", "adafactor",
        (Edit("adafactor.py", "return np.linalg.norm(x) / max(1, x.size) ** 0.5",
              "return np.linalg.norm(x)"),),
        "The sum of squares should be divided by the number of elements. Scaling by the parameter "
        "makes steps too large by the root of this number, and clipping makes them too small by up "
        "to the same factor: for 12 elements and random gradients some steps are right and others "
        "are up to 50 % off.",
    ),
)  # fmt: skip
