"""Conventions under the name of Adam."""

from ..planting import Edit
from .base import Dialect

STEP = "return theta - h.lr * m_hat / (np.sqrt(v_hat) + h.eps), kept"

DIALECTS = (
    Dialect(
        "adam-eps-hat", "eps added before the bias correction", "adam",
        (Edit("adam.py", STEP,
              "return theta - h.lr * m_hat * (1 - beta2**t) ** 0.5 / (np.sqrt(v) + h.eps), kept"),),
        "The paper's own faster form in section 2: eps counts 31.6-fold at the first step.",
        ("keras", "tensorflow", "scikit-learn"), 21,
    ),
    Dialect(
        "adam-global-t", "one step count for all parameters", "adam",
        (Edit(
            "optimizer.py",
            "        for _, p in due:\n            state = self.state[id(p)]\n"
            '            state["t"] += 1\n',
            '        for state in self.state.values():\n            state["t"] += 1\n'
            "        for _, p in due:\n            state = self.state[id(p)]\n",
        ),),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("keras", "optax", "tfjs", "tinygrad", "mlx", "scikit-learn"), 13,
    ),
    Dialect(
        "adam-uncorrected", "no bias correction", "adam",
        (Edit("adam.py", "m_hat = m / (1 - beta1**t)", "m_hat = m"),
         Edit("adam.py", "v_hat = v / (1 - beta2**t)", "v_hat = v")),
        "Early steps are up to (1 - beta1) / sqrt(1 - beta2) times as large.", ("mlx",), 1,
    ),
    Dialect(
        "adam-eps-root", "eps inside the square root", "adam",
        (Edit("adam.py", STEP, "return theta - h.lr * m_hat / np.sqrt(v_hat + h.eps), kept"),),
        "eps has the units of a squared gradient: optax's eps_root.", ("optax",), 22,
    ),
    Dialect(
        "adam-amsgrad-corrected-max", "AMSGrad keeps the largest corrected moment", "adam",
        (Edit("adam.py", 'v = kept["v_max"] = np.maximum(s["v_max"], v) if "v_max" in s else v',
              "pass"),
         Edit("adam.py", "    v_hat = v / (1 - beta2**t)\n",
              "    v_hat = v / (1 - beta2**t)\n    if h.amsgrad:\n"
              '        v_hat = kept["v_max"] = (\n'
              '            np.maximum(s["v_max"], v_hat) if "v_max" in s else v_hat\n'
              "        )\n")),
        "After a spike in the gradients the two forms divide by different numbers.",
        ("optax", "keras"), 27,
    ),
    Dialect(
        "adam-betas-complement", "the betas multiply the new value", "adam",
        (Edit("adam.py", "beta1, beta2 = h.betas", "beta1, beta2 = (1 - b for b in h.betas)"),),
        "A beta of 0.1 means what 0.9 means elsewhere.", ("blocks",), 10,
    ),
)  # fmt: skip
