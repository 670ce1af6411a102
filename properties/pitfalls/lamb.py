"""LAMB: what goes into the ratio of the norms."""

from ..planting import Edit
from .base import Pitfall

STEP = "u = m_hat / (np.sqrt(v_hat) + h.eps) + h.weight_decay * theta"
NORMS = "size, length = np.linalg.norm(theta), np.linalg.norm(u)"
TRUST = "trust = size / length if size > 0 and length > 0 else 1.0"

PITFALLS = (
    Pitfall(
        "lamb-decay-in-gradient", "decay in the gradient, not in the step", "lamb",
        (Edit("lamb.py", "        beta1, beta2 = h.betas\n",
              "        g = g + h.weight_decay * theta\n        beta1, beta2 = h.betas\n"),
         Edit("lamb.py", STEP, "u = m_hat / (np.sqrt(v_hat) + h.eps)")),
        "@@", bug=42,
    ),
    Pitfall(
        "lamb-decay-not-in-ratio", "decay in the step, not in its norm", "lamb",
        (Edit("lamb.py", "np.linalg.norm(u)", "np.linalg.norm(u - h.weight_decay * theta)"),),
        "@@",
    ),
    Pitfall(
        "lamb-zero-stays", "a parameter of zeros has the ratio 0", "lamb",
        (Edit("lamb.py", "if size > 0 and length > 0 else", "if length > 0 else"),),
        "@@", bug=75,
    ),
    Pitfall(
        "lamb-ratio-turned", "the ratio of the norms is upside down", "lamb",
        (Edit("lamb.py", TRUST, TRUST.replace("size / length", "length / size")),),
        "@@",
    ),
    Pitfall(
        "lamb-norm-of-gradient", "the ratio is to the gradient's norm", "lamb",
        (Edit("lamb.py", NORMS, NORMS.replace("norm(u)", "norm(g)")),),
        "@@",
    ),
    Pitfall(
        "lamb-norms-not-rooted", "norms without their square root", "lamb",
        (Edit("lamb.py", NORMS, "size, length = (theta * theta).sum(), (u * u).sum()"),),
        "@@",
    ),
    Pitfall(
        "lamb-per-element", "a ratio for every element", "lamb",
        (Edit("lamb.py", NORMS + "\n        " + TRUST,
              "size, length = np.abs(theta), np.abs(u)\n"
              "        trust = np.where((size > 0) & (length > 0), size / length, 1.0)"),),
        "@@",
    ),
)  # fmt: skip
