"""Dialects of Muon."""

from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "muon-eps-added", "eps is added to the norm", "muon",
        (Edit("muon.py", "x = u / max(np.linalg.norm(u), h.eps)",
              "x = u / (np.linalg.norm(u) + h.eps)"),),
        "The iteration starts with a matrix that is smaller by eps divided by the norm, as in the "
        "author's own code; torch uses eps as a lower bound.",
        ("KellerJordan/Muon", "optax"),
    ),
    Dialect(
        "muon-columns-over-rows", "the shape factor uses columns / rows", "muon",
        (Edit("muon.py", "return math.sqrt(max(1, rows / max(1, columns)))",
              "return math.sqrt(max(1, columns / max(1, rows)))"),),
        "It is for matrices that are stored with inputs as rows and outputs as columns.",
        ("optax",),
    ),
    Dialect(
        "muon-corrected", "the averages are bias-corrected", "muon",
        (Edit("muon.py", "u = average(m, g, h.momentum) if h.nesterov else m",
              "kept = h.momentum\n"
              "        u = kept * m / (1 - kept ** (t + 1)) + (1 - kept) * g / (1 - kept**t) "
              "if h.nesterov else m / (1 - kept**t)"),),
        "The iteration removes a common factor, but the Nesterov step weights the newest gradient "
        "differently in the first steps.", ("optax",), 1,
    ),
    Dialect(
        "muon-l2-decay", "weight decay is added to the gradient", "muon",
        (Edit("muon.py", 'm = average(s["m"], g, h.momentum)',
              "g = g + h.weight_decay * theta\n        m = average(s[\"m\"], g, h.momentum)"),
         Edit("muon.py", "theta = theta * (1 - h.lr * h.weight_decay)", "pass")),
        "The iteration removes the size of the decay: it changes the direction of the step and "
        "does not shrink the weights.",
        ("mlx",), 31,
        powers={"weight_decay": 1},
    ),
    Dialect(
        "muon-none-unadjusted", "without adjust_lr_fn the learning rate is not adjusted", "muon",
        (Edit("muon.py", '    if name == "match_rms_adamw":',
              '    if name is None:\n        return 1.0\n    if name == "match_rms_adamw":'),),
        "Steps of matrices with more rows than columns are smaller: half as large for 4 rows and "
        "one column.", ("timm",),
    ),
)  # fmt: skip
