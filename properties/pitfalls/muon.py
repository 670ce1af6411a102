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
        "The step should be multiplied by sqrt(max(1, rows / columns)). Square matrices are not "
        "affected; the step is 13 % off for 4 rows and 3 columns, and 2.8 times too small for 16 "
        "rows and 2 columns.",
    ),
    Pitfall(
        "muon-not-normalized", "the matrix is not normalized before the iteration", "muon",
        (Edit("muon.py", "x = u / max(np.linalg.norm(u), h.eps)", "x = u"),),
        "The matrix should be divided by its norm. Steps are right where the norm is 1; from a "
        "norm of 10 on the iteration overflows, and for a norm of 1e-4 the first step is 4 to 8 "
        "times too small.",
    ),
    Pitfall(
        "muon-coefficients-ignored", "ns_coefficients is accepted and ignored", "muon",
        (Edit("muon.py", "a, b, c = h.ns_coefficients", "a, b, c = 3.4445, -4.775, 2.0315"),),
        "The iteration should use the given coefficients. Steps are right at the defaults; with "
        "(2, -1.5, 0.5) the first step is 10 to 25 % off.", bug=82,
    ),
    Pitfall(
        "muon-step-short", "the Newton-Schulz iteration runs one step too few", "muon",
        (Edit("muon.py", "range(h.ns_steps)", "range(h.ns_steps - 1)"),),
        "The iteration should run ns_steps times. The step has about the right size, but is some "
        "35 % off.",
    ),
    Pitfall(
        "muon-gram-not-squared", "the last term of the polynomial has degree 3, not 5", "muon",
        (Edit("muon.py", "c * (gram @ gram)", "c * gram"),),
        "The polynomial should have the term c x^5. Here the Newton-Schulz iteration does not "
        "converge: on random gradients most steps are more than 1e14 times too large.",
    ),
    Pitfall(
        "muon-nesterov-ignored", "nesterov is accepted and ignored", "muon",
        (Edit("muon.py", "u = average(m, g, h.momentum) if h.nesterov else m", "u = m"),),
        "The input of the iteration should be an average of momentum and gradient. The first step "
        "is right, because the iteration removes the size of its input; on random gradients the "
        "second is some 30 % off.", bug=82,
    ),
    Pitfall(
        "muon-decay-coupled", "weight decay is added to the gradient", "muon",
        (Edit("muon.py", 'm = average(s["m"], g, h.momentum)',
              "g = g + h.weight_decay * theta\n        m = average(s[\"m\"], g, h.momentum)"),
         Edit("muon.py", "theta = theta * (1 - h.lr * h.weight_decay)", "pass")),
        "The weights should be multiplied by 1 - lr * weight_decay. The iteration removes the size "
        "of the decay: for gradients of 1e-4 and weights of 1 the first step is some 90 % off.",
        bug=31,
    ),
)  # fmt: skip
