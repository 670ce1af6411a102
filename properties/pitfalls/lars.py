"""LARS: the local learning rate."""

from ..planting import Edit
from .base import Pitfall

LOCAL = "local = h.trust_coefficient * size / (slope + h.weight_decay * size)"
VELOCITY = "+ h.lr * local * (g + h.weight_decay * theta)"

PITFALLS = (
    Pitfall(
        "lars-zero-stays", "a parameter of zeros has the local rate 0", "lars",
        (Edit("lars.py", "if size > 0 and slope > 0:", "if slope > 0:"),),
        "A bias that starts at zero never moves.", bug=75,
    ),
    Pitfall(
        "lars-decay-not-in-norm", "the local rate leaves decay out", "lars",
        (Edit("lars.py", LOCAL, "local = h.trust_coefficient * size / slope"),),
        "With decay 0.1 the first step is 9 % too long for gradients of 1, 1800 times for "
        "gradients of 1e-4.",
    ),
    Pitfall(
        "lars-decay-in-norm-alone", "decay changes the local rate and nothing else", "lars",
        (Edit("lars.py", VELOCITY, "+ h.lr * local * g"),),
        "With decay 0.1 steps are off by 9 %, and weights do not shrink.", bug=37,
    ),
    Pitfall(
        "lars-trust-ignored", "trust_coefficient is accepted and ignored", "lars",
        (Edit("lars.py", LOCAL, LOCAL.replace("h.trust_coefficient", "0.001")),),
        "Right at the default; with 0.02 steps are 20 times too short.", bug=82,
    ),
    Pitfall(
        "lars-decay-not-scaled", "decay without the local rate", "lars",
        (Edit("lars.py", VELOCITY, "+ h.lr * (local * g + h.weight_decay * theta)"),),
        "Decay is 1000 times too strong at the default trust: with decay 0.1 the first step is "
        "110 times too long.",
    ),
    Pitfall(
        "lars-ratio-turned", "the ratio of the norms is upside down", "lars",
        (Edit("lars.py", LOCAL,
              "local = h.trust_coefficient * (slope + h.weight_decay * size) / size"),),
        "For parameters and gradients near 1 a quarter off; under gradients of 1e-4 nothing "
        "moves.",
    ),
    Pitfall(
        "lars-norms-not-rooted", "norms without their square root", "lars",
        (Edit("lars.py", "np.linalg.norm(theta), np.linalg.norm(g)",
              "(theta * theta).sum(), (g * g).sum()"),),
        "Near 1 it is off by a tenth; under gradients of 1e-4 steps are 18,000 times too long.",
    ),
)  # fmt: skip
