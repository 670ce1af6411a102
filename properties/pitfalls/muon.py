"""Pitfalls of Muon."""

from ..rules.source_edits import Edit
from .base import Pitfall

FACTOR = "return math.sqrt(max(1, rows / max(1, columns)))"

PITFALLS = (
    Pitfall(
        "muon-shape-factor", "the shape factor is missing", "muon",
        (Edit("muon.py", FACTOR, "return 1.0"),),
        "The step should be multiplied by sqrt(max(1, rows / columns)). Square and wide matrices "
        "are not affected; for 16 rows and 2 columns the step is 2.8 times too small.", bug=77,
    ),
    Pitfall(
        "muon-shape-factor-turned", "the shape factor uses columns / rows, not rows / columns",
        "muon",
        (Edit("muon.py", FACTOR, "return math.sqrt(max(1, columns / max(1, rows)))"),),
        "Square matrices are not affected; the step is 13 % off for 4 rows and 3 columns, and 2.8 "
        "times too small for 16 rows and 2 columns.",
    ),
    Pitfall(
        "muon-not-normalized", "the matrix is not normalized before the iteration", "muon",
        (Edit("muon.py", "x = u / max(np.linalg.norm(u), h.eps)", "x = u"),),
        "The matrix should be divided by its norm. For a norm near 1 the first step is some 16 % "
        "off; from a norm of 10 on the iteration overflows, and for a norm of 1e-4 steps are 6 "
        "times too small.",
    ),
    Pitfall(
        "muon-coefficients-ignored", "ns_coefficients is accepted and ignored", "muon",
        (Edit("muon.py", "a, b, c = h.ns_coefficients", "a, b, c = 3.4445, -4.775, 2.0315"),),
        "Steps are right at the defaults; with (2, -1.5, 0.5) the first step is 12 % off.", bug=82,
    ),
    Pitfall(
        "muon-step-short", "the Newton-Schulz iteration runs one step too few", "muon",
        (Edit("muon.py", "range(h.ns_steps)", "range(h.ns_steps - 1)"),),
        "The iteration should run ns_steps times. The step still has about the right size; it is "
        "some 35 % off.",
    ),
    Pitfall(
        "muon-gram-not-squared", "the last term of the polynomial has degree 3, not 5", "muon",
        (Edit("muon.py", "c * (gram @ gram)", "c * gram"),),
        "The Newton-Schulz iteration does not converge: on random gradients steps are up to 1e20 "
        "times too large.",
    ),
    Pitfall(
        "muon-nesterov-ignored", "nesterov is accepted and ignored", "muon",
        (Edit("muon.py", "u = average(m, g, h.momentum) if h.nesterov else m", "u = m"),),
        "The first step is right, because the iteration removes the size of its input; on random "
        "gradients the second is some 30 % off.", bug=82,
    ),
    Pitfall(
        "muon-decay-coupled", "weight decay is added to the gradient", "muon",
        (Edit("muon.py", 'm = average(s["m"], g, h.momentum)',
              "g = g + h.weight_decay * theta\n        m = average(s[\"m\"], g, h.momentum)"),
         Edit("muon.py", "theta = theta * (1 - h.lr * h.weight_decay)", "pass")),
        "The weights should be multiplied by 1 - lr * weight_decay. The iteration removes the size "
        "of the decay: on gradients of 1e-4 the first step is 180 % off.", bug=31,
    ),
)  # fmt: skip
