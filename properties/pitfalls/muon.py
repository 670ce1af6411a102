"""Muon: the iteration, its start, and the size of the step."""

from ..planting import Edit
from .base import Pitfall

FACTOR = "return math.sqrt(max(1, rows / max(1, columns)))"

PITFALLS = (
    Pitfall(
        "muon-shape-factor", "the factor for the shape is missing", "muon",
        (Edit("muon.py", FACTOR, "return 1.0"),),
        "@@", bug=77,
    ),
    Pitfall(
        "muon-shape-factor-turned", "the factor for the shape is that of the transpose", "muon",
        (Edit("muon.py", FACTOR, "return math.sqrt(max(1, columns / max(1, rows)))"),),
        "@@",
    ),
    Pitfall(
        "muon-not-normalized", "the iteration starts without a normalized matrix", "muon",
        (Edit("muon.py", "x = u / max(np.linalg.norm(u), h.eps)", "x = u"),),
        "@@",
    ),
    Pitfall(
        "muon-coefficients-ignored", "ns_coefficients is accepted and ignored", "muon",
        (Edit("muon.py", "a, b, c = h.ns_coefficients", "a, b, c = 3.4445, -4.775, 2.0315"),),
        "@@", bug=82,
    ),
    Pitfall(
        "muon-step-short", "one iteration too few", "muon",
        (Edit("muon.py", "range(h.ns_steps)", "range(h.ns_steps - 1)"),),
        "@@",
    ),
    Pitfall(
        "muon-gram-not-squared", "the last term of the polynomial is of the third power", "muon",
        (Edit("muon.py", "c * (gram @ gram)", "c * gram"),),
        "@@",
    ),
    Pitfall(
        "muon-nesterov-ignored", "nesterov is accepted and ignored", "muon",
        (Edit("muon.py", "u = average(m, g, h.momentum) if h.nesterov else m", "u = m"),),
        "@@", bug=82,
    ),
    Pitfall(
        "muon-decay-coupled", "decay goes through the gradient", "muon",
        (Edit("muon.py", 'm = average(s["m"], g, h.momentum)',
              "g = g + h.weight_decay * theta\n        m = average(s[\"m\"], g, h.momentum)"),
         Edit("muon.py", "theta = theta * (1 - h.lr * h.weight_decay)", "pass")),
        "@@", bug=31,
    ),
)  # fmt: skip
