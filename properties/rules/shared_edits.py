"""Edits that several pitfalls and dialects share."""

from __future__ import annotations

from .source_edits import Edit

# One step count for all parameters: each step counts for every parameter.
GLOBAL_T = Edit(
    "optimizer.py",
    "        for _, p in due:\n            state = self.state[id(p)]\n"
    '            state["t"] += 1\n',
    '        for state in self.state.values():\n            state["t"] += 1\n'
    "        for _, p in due:\n            state = self.state[id(p)]\n",
)

ADAM_STEP = "return theta - h.lr * m_hat / (np.sqrt(v_hat) + h.eps), kept"
ADAM_EPS_HAT = Edit(
    "adam.py",
    ADAM_STEP,
    "return theta - h.lr * m_hat * (1 - beta2**t) ** 0.5 / (np.sqrt(v) + h.eps), kept",
)
ADAM_EPS_INSIDE = Edit(
    "adam.py", ADAM_STEP, "return theta - h.lr * m_hat / np.sqrt(v_hat + h.eps), kept"
)
ADAM_EPS_FLOOR = Edit(
    "adam.py", ADAM_STEP, "return theta - h.lr * m_hat / np.maximum(np.sqrt(v_hat), h.eps), kept"
)
ADAM_UNCORRECTED = (
    Edit("adam.py", "m_hat = m / (1 - beta1**t)", "m_hat = m"),
    Edit("adam.py", "v_hat = v / (1 - beta2**t)", "v_hat = v"),
)
ADAM_SGD_AT_ZERO = Edit(
    "adam.py",
    "    beta1, beta2 = h.betas\n",
    "    beta1, beta2 = h.betas\n    if not beta2:\n"
    '        return theta - h.lr * g, {"m": s["m"], "v": s["v"]}\n',
)
ADAM_CORRECTED_AVERAGES = (
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

VELOCITY = 'v = h.momentum * s["v"] + (1 - h.dampening) * g if "v" in s else g'
SGD_DAMPENED_FIRST = Edit(
    "sgd.py", VELOCITY, 'v = h.momentum * s.get("v", 0 * g) + (1 - h.dampening) * g'
)
SGD_LR_INSIDE = (
    Edit(
        "sgd.py",
        VELOCITY,
        'v = h.momentum * s["v"] + h.lr * (1 - h.dampening) * g if "v" in s else h.lr * g',
    ),
    Edit("sgd.py", "return theta - h.lr * u, {", "return theta - u, {"),
    Edit("sgd.py", "u = g + h.momentum * v", "u = h.lr * g + h.momentum * v"),
)

RMSPROP_EPS_INSIDE = Edit("rmsprop.py", "(np.sqrt(spread) + h.eps)", "np.sqrt(spread + h.eps)")
ADABELIEF_OLD_AVERAGE = Edit("adabelief.py", "(g - m) ** 2", '(g - s["m"]) ** 2')
ADAGRAD_EPS_INSIDE = Edit("adagrad.py", "(np.sqrt(v) + h.eps)", "np.sqrt(v + h.eps)")


def decoupled_decay_edit(where: str) -> Edit:
    """Return an edit from an L2 term in the gradient to decoupled weight decay."""
    return Edit(
        where,
        "g = g + h.weight_decay * theta",
        "theta = theta * (1 - h.lr * h.weight_decay)",
    )


def swapped_betas_edit(where: str) -> Edit:
    """Return an edit that swaps the two betas."""
    return Edit(where, "beta1, beta2 = h.betas", "beta2, beta1 = h.betas")
