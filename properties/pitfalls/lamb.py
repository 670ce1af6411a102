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
        "The two moments take the decay's size away: with decay 0.1 the first step is 89 % off on "
        "random gradients, though its length is right.", bug=42,
    ),
    Pitfall(
        "lamb-decay-not-in-ratio", "decay in the step, not in its norm", "lamb",
        (Edit("lamb.py", "np.linalg.norm(u)", "np.linalg.norm(u - h.weight_decay * theta)"),),
        "With decay 0.1 the first step is 7 % too short on random gradients, and later ones up to "
        "14 % off.",
    ),
    Pitfall(
        "lamb-zero-stays", "a parameter of zeros has the ratio 0", "lamb",
        (Edit("lamb.py", "if size > 0 and length > 0 else", "if length > 0 else"),),
        "A bias that starts at zero never moves. The paper says nothing of it.", bug=75,
    ),
    Pitfall(
        "lamb-ratio-of-zeros", "the ratio is taken where a norm is zero, too", "lamb",
        (Edit("lamb.py", "/ length if size > 0 and length > 0 else 1.0", "/ length"),),
        "A bias that starts at zero never moves, and a parameter whose step is zero becomes NaN.",
        bug=75,
    ),
    Pitfall(
        "lamb-ratio-turned", "the ratio of the norms is upside down", "lamb",
        (Edit("lamb.py", TRUST, TRUST.replace("size / length", "length / size")),),
        "The same where both norms are one; on random gradients the two hundredth step is 10 "
        "times too short.",
    ),
    Pitfall(
        "lamb-norm-of-gradient", "the ratio is to the gradient's norm", "lamb",
        (Edit("lamb.py", NORMS, NORMS.replace("norm(u)", "norm(g)")),),
        "Under gradients of 1 right to 1e-6; under gradients of 1e-4 steps are some 10,000 times "
        "too long, and grow without bound.",
    ),
    Pitfall(
        "lamb-norms-not-rooted", "norms without their square root", "lamb",
        (Edit("lamb.py", NORMS, "size, length = (theta * theta).sum(), (u * u).sum()"),),
        "The ratio is squared: 11 % off where it is near 1, 4 times too long at step 200 on "
        "random gradients.",
    ),
    Pitfall(
        "lamb-per-element", "a ratio for every element", "lamb",
        (Edit("lamb.py", NORMS + "\n        " + TRUST,
              "size, length = np.abs(theta), np.abs(u)\n"
              "        trust = np.where((size > 0) & (length > 0), size / length, 1.0)"),),
        "Steps have the right length in all and go 47 % astray: each element moves by lr times "
        "itself.",
    ),
)  # fmt: skip
