"""Pitfalls of LAMB."""

from ..rules.source_edits import Edit
from .base import Pitfall

STEP = "u = m_hat / (np.sqrt(v_hat) + h.eps) + h.weight_decay * theta"
NORMS = "size, length = np.linalg.norm(theta), np.linalg.norm(u)"
TRUST = "trust = size / length if size > 0 and length > 0 else 1.0"

PITFALLS = (
    Pitfall(
        "lamb-decay-in-gradient", "weight decay is added to the gradient, not to the update",
        "lamb",
        (Edit("lamb.py", "        beta1, beta2 = h.betas\n",
              "        g = g + h.weight_decay * theta\n        beta1, beta2 = h.betas\n"),
         Edit("lamb.py", STEP, "u = m_hat / (np.sqrt(v_hat) + h.eps)")),
        "The decay should be added after the division by the second moment, which removes its "
        "size. The step has the right length, but its direction is off: with weight_decay = 0.1 by "
        "10 % on random gradients and weights of 1.", bug=42,
    ),
    Pitfall(
        "lamb-decay-not-in-ratio", "weight decay is left out of the update's norm", "lamb",
        (Edit("lamb.py",
              "        u = m_hat / (np.sqrt(v_hat) + h.eps) + h.weight_decay * theta\n"
              "        size, length = np.linalg.norm(theta), np.linalg.norm(u)\n",
              "        u = m_hat / (np.sqrt(v_hat) + h.eps)\n"
              "        size, length = np.linalg.norm(theta), np.linalg.norm(u)\n"
              "        u = u + h.weight_decay * theta\n"),),
        "The trust ratio should use the norm of the whole update. With weight_decay = 0.1 the "
        "first step is 10 % too large for gradients and weights of 1.",
        general="The norm should be that of the whole update, with the decay.",
    ),
    Pitfall(
        "lamb-zero-stays", "the trust ratio of a parameter of zeros is 0, not 1", "lamb",
        (Edit("lamb.py", "if size > 0 and length > 0 else", "if length > 0 else"),),
        "The ratio should be 1 where a norm is zero; the paper does not mention this case. Here a "
        "bias that starts at zero never moves.", bug=75,
    ),
    Pitfall(
        "lamb-ratio-of-zeros", "the trust ratio is also computed where a norm is zero", "lamb",
        (Edit("lamb.py", "/ length if size > 0 and length > 0 else 1.0", "/ length"),),
        "The ratio should be 1 there. Here a bias that starts at zero never moves, and a parameter "
        "whose update is zero becomes NaN.",
        bug=75,
    ),
    Pitfall(
        "lamb-ratio-turned", "the trust ratio is inverted", "lamb",
        (Edit("lamb.py", TRUST, TRUST.replace("size / length", "length / size")),),
        "The ratio should be the parameter's norm divided by the update's norm. Steps are right "
        "where the norms are equal; on random gradients step 200 is more than 10 times too small.",
    ),
    Pitfall(
        "lamb-norm-of-gradient", "the trust ratio uses the gradient's norm, not the update's",
        "lamb",
        (Edit("lamb.py", NORMS, NORMS.replace("norm(u)", "norm(g)")),),
        "The ratio should be the parameter's norm divided by the update's norm. Steps are right to "
        "1e-6 for gradients of 1; for gradients of 1e-4 the first step is 10,000 times too large, "
        "and later steps grow without bound.",
    ),
    Pitfall(
        "lamb-norms-not-rooted", "the norms are sums of squares without the square root", "lamb",
        (Edit("lamb.py", NORMS, "size, length = (theta * theta).sum(), (u * u).sum()"),),
        "The norms should be square roots of these sums. Here the trust ratio is squared: steps "
        "are right where it is 1; on random gradients step 200 is several times too large.",
    ),
    Pitfall(
        "lamb-per-element", "each element has its own trust ratio", "lamb",
        (Edit("lamb.py", NORMS + "\n        " + TRUST,
              "size, length = np.abs(theta), np.abs(u)\n"
              "        trust = np.where((size > 0) & (length > 0), size / length, 1.0)"),),
        "The ratio should be one number per parameter. The step has about the right length, but "
        "its direction is some 50 % off: each element moves by lr times its own size.",
    ),
)  # fmt: skip
