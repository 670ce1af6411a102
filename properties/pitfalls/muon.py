"""Muon: the iteration, its start, and the size of the step."""

from ..planting import Edit
from .base import Pitfall

FACTOR = "return math.sqrt(max(1, rows / max(1, columns)))"

PITFALLS = (
    Pitfall(
        "muon-shape-factor", "the factor for the shape is missing", "muon",
        (Edit("muon.py", FACTOR, "return 1.0"),),
        "Nothing for square or wide matrices; 2.8 times too short for 16 rows of 2.", bug=77,
    ),
    Pitfall(
        "muon-shape-factor-turned", "the factor for the shape is that of the transpose", "muon",
        (Edit("muon.py", FACTOR, "return math.sqrt(max(1, columns / max(1, rows)))"),),
        "Nothing for square matrices; 13 % off for 4 rows of 3, 2.8 times for 16 rows of 2.",
    ),
    Pitfall(
        "muon-not-normalized", "the iteration starts without a normalized matrix", "muon",
        (Edit("muon.py", "x = u / max(np.linalg.norm(u), h.eps)", "x = u"),),
        "Near norm 1 the iteration forgives it, with 16 % in the first step; from a norm of 10 on "
        "it overflows, and at 1e-4 steps are 6 times too short.",
    ),
    Pitfall(
        "muon-coefficients-ignored", "ns_coefficients is accepted and ignored", "muon",
        (Edit("muon.py", "a, b, c = h.ns_coefficients", "a, b, c = 3.4445, -4.775, 2.0315"),),
        "Right at the defaults; with (2, -1.5, 0.5) the first step is 12 % off.", bug=82,
    ),
    Pitfall(
        "muon-step-short", "one iteration too few", "muon",
        (Edit("muon.py", "range(h.ns_steps)", "range(h.ns_steps - 1)"),),
        "The step still has about the right size; it is 34 % off at the first step.",
    ),
    Pitfall(
        "muon-gram-not-squared", "the last term of the polynomial is of the third power", "muon",
        (Edit("muon.py", "c * (gram @ gram)", "c * gram"),),
        "The iteration does not converge: steps are 1e20 times too long.",
    ),
    Pitfall(
        "muon-nesterov-ignored", "nesterov is accepted and ignored", "muon",
        (Edit("muon.py", "u = average(m, g, h.momentum) if h.nesterov else m", "u = m"),),
        "The first step is the same, as the iteration takes its size away; the second is 39 % off "
        "on random gradients.", bug=82,
    ),
    Pitfall(
        "muon-decay-coupled", "decay goes through the gradient", "muon",
        (Edit("muon.py", 'm = average(s["m"], g, h.momentum)',
              "g = g + h.weight_decay * theta\n        m = average(s[\"m\"], g, h.momentum)"),
         Edit("muon.py", "theta = theta * (1 - h.lr * h.weight_decay)", "pass")),
        "The iteration takes the size of the decay away: on gradients of 1e-4 the first step is "
        "180 % off.", bug=31,
    ),
)  # fmt: skip
