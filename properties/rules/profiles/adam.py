"""The profile of Adam."""

from __future__ import annotations

from ..other_form import OtherForm
from ..profile import Profile
from ..source_edits import Edit

STEP = "return theta - h.lr * m_hat / (np.sqrt(v_hat) + h.eps), kept"
EPS_HAT = Edit(
    "adam.py",
    STEP,
    "return theta - h.lr * m_hat * (1 - beta2**t) ** 0.5 / (np.sqrt(v) + h.eps), kept",
)
EPS_INSIDE = Edit("adam.py", STEP, "return theta - h.lr * m_hat / np.sqrt(v_hat + h.eps), kept")
EPS_FLOOR = Edit(
    "adam.py", STEP, "return theta - h.lr * m_hat / np.maximum(np.sqrt(v_hat), h.eps), kept"
)
UNCORRECTED = (
    Edit("adam.py", "m_hat = m / (1 - beta1**t)", "m_hat = m"),
    Edit("adam.py", "v_hat = v / (1 - beta2**t)", "v_hat = v"),
)
SGD_AT_ZERO = Edit(
    "adam.py",
    "    beta1, beta2 = h.betas\n",
    "    beta1, beta2 = h.betas\n    if not beta2:\n"
    '        return theta - h.lr * g, {"m": s["m"], "v": s["v"]}\n',
)
CORRECTED_AVERAGES = (
    Edit(
        "adam.py",
        'm = average(s["m"], g, beta1)',
        'm = average(s["m"] * (1 - beta1 ** (t - 1)), g, beta1)',
    ),
    Edit(
        "adam.py",
        'v = average(s["v"], g * g, beta2)',
        'v = average(s["v"] * (1 - beta2 ** (t - 1)), g * g, beta2)',
    ),
    Edit(
        "adam.py",
        'kept = {"m": m, "v": v}',
        'kept = {"m": m / (1 - beta1**t), "v": v / (1 - beta2**t)}',
    ),
)

# Both corrections in the step size, as in section 2 of the paper.
CORRECTED_STEP_SIZE = OtherForm(
    "adaptive_step",
    f"m_hat = m / (1 - beta1**t)\nv_hat = v / (1 - beta2**t)\n{STEP}",
    "step = h.lr * ((1 - beta2**t) ** 0.5 / (1 - beta1**t))\n"
    "return theta - step * m / (np.sqrt(v) + h.eps * (1 - beta2**t) ** 0.5), kept",
)

PROFILE = Profile(
    quantities={"step": "the step size"},
    forms=(CORRECTED_STEP_SIZE,),
    synonyms={"amsgrad": (("amsgrad",), ("ams_grad",), ("use_amsgrad",), ("ams",))},
    torch_class="Adam",
    closed_forms=("constant-gradient", "zero-betas"),
    without_decay="adam",
    training_lr=1e-2,
    other_algorithms=(
        "adamod",
        "adamp",
        "adams",
        "qhadam",
        "sparse_adam",
        "lazy_adam",
        "adam_mini",
        "fadam",
        "vadam",
    ),
)
