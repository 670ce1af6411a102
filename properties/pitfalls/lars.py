"""Pitfalls of LARS."""

from ..rules.source_edits import Edit
from .base import Pitfall

LOCAL = "local = h.trust_coefficient * size / (slope + h.weight_decay * size)"
VELOCITY = "+ h.lr * local * (g + h.weight_decay * theta)"

PITFALLS = (
    Pitfall(
        "lars-zero-stays", "the local learning rate of a parameter of zeros is 0, not 1", "lars",
        (Edit("lars.py", "if size > 0 and slope > 0:", "if slope > 0:"),),
        "The local learning rate should be 1 where a norm is zero. Here a bias that starts at zero "
        "never moves.", bug=75,
    ),
    Pitfall(
        "lars-decay-not-in-norm", "the local learning rate leaves out weight decay", "lars",
        (Edit("lars.py", LOCAL, "local = h.trust_coefficient * size / slope"),),
        "The denominator should be the gradient's norm plus weight_decay times the parameter's "
        "norm. With weight_decay = 0.1 and weights of 1 the first step is 10 % too large for "
        "gradients of 1, 1000 times for gradients of 1e-4.",
    ),
    Pitfall(
        "lars-decay-in-norm-alone", "weight decay only changes the local learning rate", "lars",
        (Edit("lars.py", VELOCITY, "+ h.lr * local * g"),),
        "The decay should also be added to the gradient. With weight_decay = 0.1 and gradients and "
        "weights of 1 steps are 9 % too small, and weights do not shrink.", bug=37,
    ),
    Pitfall(
        "lars-trust-ignored", "trust_coefficient is accepted and ignored", "lars",
        (Edit("lars.py", LOCAL, LOCAL.replace("h.trust_coefficient", "0.001")),),
        "The local learning rate should be proportional to it. Steps are right at the default of "
        "0.001; with trust_coefficient = 0.02 they are 20 times too small.", bug=82,
    ),
    Pitfall(
        "lars-decay-not-scaled", "weight decay is not multiplied by the local learning rate",
        "lars",
        (Edit("lars.py", VELOCITY, "+ h.lr * (local * g + h.weight_decay * theta)"),),
        "The local learning rate should multiply the sum of gradient and decay. At the default "
        "trust_coefficient and equal norms the decay is about 1000 times too strong: with "
        "weight_decay = 0.1 and gradients and weights of 1 the first step is 100 times too large.",
    ),
    Pitfall(
        "lars-ratio-turned", "the ratio of the norms is inverted", "lars",
        (Edit("lars.py", LOCAL,
              "local = h.trust_coefficient * (slope + h.weight_decay * size) / size"),),
        "The local learning rate should grow with the parameter's norm and shrink with the "
        "gradient's. Steps are right where the norms are equal; for weights of 1 and gradients of "
        "1e-4 nearly nothing moves.",
    ),
    Pitfall(
        "lars-norms-not-rooted", "the norms are sums of squares without the square root", "lars",
        (Edit("lars.py", "np.linalg.norm(theta), np.linalg.norm(g)",
              "(theta * theta).sum(), (g * g).sum()"),),
        "The norms should be square roots of these sums. Steps are right where the two norms are "
        "equal; for weights of 1 and gradients of 1e-4 the first is 10,000 times too large.",
    ),
)  # fmt: skip
