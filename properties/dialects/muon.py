"""Conventions under the name of Muon."""

from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "muon-eps-added", "eps is added to the norm", "muon",
        (Edit("muon.py", "x = u / max(np.linalg.norm(u), h.eps)",
              "x = u / (np.linalg.norm(u) + h.eps)"),),
        "The iteration starts smaller by eps over the norm; the author's own code does so.",
        ("KellerJordan/Muon", "optax"),
    ),
    Dialect(
        "muon-columns-over-rows", "the factor for the shape is columns over rows", "muon",
        (Edit("muon.py", "return math.sqrt(max(1, rows / max(1, columns)))",
              "return math.sqrt(max(1, columns / max(1, rows)))"),),
        "Its matrices stand to the right of what they are multiplied by: columns are the outputs.",
        ("optax",),
    ),
    Dialect(
        "muon-corrected", "the averages are corrected", "muon",
        (Edit("muon.py", "u = average(m, g, h.momentum) if h.nesterov else m",
              "kept = h.momentum\n"
              "        u = kept * m / (1 - kept ** (t + 1)) + (1 - kept) * g / (1 - kept**t) "
              "if h.nesterov else m / (1 - kept**t)"),),
        "The iteration takes a factor of the whole away; the look-ahead weighs the newest gradient "
        "otherwise in the first steps.", ("optax",), 1,
    ),
    Dialect(
        "muon-l2-decay", "decay goes through the gradient", "muon",
        (Edit("muon.py", 'm = average(s["m"], g, h.momentum)',
              "g = g + h.weight_decay * theta\n        m = average(s[\"m\"], g, h.momentum)"),
         Edit("muon.py", "theta = theta * (1 - h.lr * h.weight_decay)", "pass")),
        "The iteration takes the size of the decay away: it turns the step, and shrinks nothing.",
        ("mlx",), 31,
        powers={"weight_decay": 1},
    ),
    Dialect(
        "muon-none-unadjusted", "without a name the learning rate is not adjusted", "muon",
        (Edit("muon.py", '    if name == "match_rms_adamw":',
              '    if name is None:\n        return 1.0\n    if name == "match_rms_adamw":'),),
        "Steps of tall matrices are shorter: of 4 rows and one column half as long.", ("timm",),
    ),
)  # fmt: skip
