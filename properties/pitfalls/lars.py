"""LARS: the local learning rate."""

from ..planting import Edit
from .base import Pitfall

LOCAL = "local = h.trust_coefficient * size / (slope + h.weight_decay * size)"
VELOCITY = "+ h.lr * local * (g + h.weight_decay * theta)"

PITFALLS = (
    Pitfall(
        "lars-zero-stays", "a parameter of zeros has the local rate 0", "lars",
        (Edit("lars.py", "if size > 0 and slope > 0:", "if slope > 0:"),),
        "@@", bug=75,
    ),
    Pitfall(
        "lars-decay-not-in-norm", "the local rate leaves decay out", "lars",
        (Edit("lars.py", LOCAL, "local = h.trust_coefficient * size / slope"),),
        "@@",
    ),
    Pitfall(
        "lars-decay-in-norm-alone", "decay changes the local rate and nothing else", "lars",
        (Edit("lars.py", VELOCITY, "+ h.lr * local * g"),),
        "@@", bug=37,
    ),
    Pitfall(
        "lars-trust-ignored", "trust_coefficient is accepted and ignored", "lars",
        (Edit("lars.py", LOCAL, LOCAL.replace("h.trust_coefficient", "0.001")),),
        "@@", bug=82,
    ),
    Pitfall(
        "lars-decay-not-scaled", "decay without the local rate", "lars",
        (Edit("lars.py", VELOCITY, "+ h.lr * (local * g + h.weight_decay * theta)"),),
        "@@",
    ),
    Pitfall(
        "lars-ratio-turned", "the ratio of the norms is upside down", "lars",
        (Edit("lars.py", LOCAL,
              "local = h.trust_coefficient * (slope + h.weight_decay * size) / size"),),
        "@@",
    ),
    Pitfall(
        "lars-norms-not-rooted", "norms without their square root", "lars",
        (Edit("lars.py", "np.linalg.norm(theta), np.linalg.norm(g)",
              "(theta * theta).sum(), (g * g).sum()"),),
        "@@",
    ),
)  # fmt: skip
