"""Precision, checkpoints and kernels around Adam and SGD."""

from ..planting import Edit
from .base import Pitfall

SAVED = '"state": [_copied(self.state[id(p)]) for p in self.params],'

PITFALLS = (
    Pitfall(
        "t-per-block", "t counts the blocks of a large parameter", "adam",
        (Edit("optimizer.py", '            state["t"] += 1\n            self._apply(',
              "            self._apply("),
         Edit("optimizer.py", "            theta, kept = self.update(\n",
              '            state["t"] += 1\n            theta, kept = self.update(\n')),
        "Nothing up to the size of one block; the second block of the first step is corrected as "
        "if it were the second step, 26 % too short.", bug=15,
    ),
    Pitfall(
        "one-t-saved", "a checkpoint has one count of steps for all parameters", "adam",
        (Edit("optimizer.py", SAVED,
              '"state": [_copied(self.state[id(p)]) | {"t": self.state[id(self.params[0])]["t"]} '
              "for p in self.params],"),),
        "A parameter that had more gradients than the first goes on with the first one's count: "
        "if that is 0 after ten steps, the next step is twice too long.", bug=16,
    ),
    Pitfall(
        "powers-in-half", "powers of beta in half precision", "adam",
        (Edit("adam.py", "m_hat = m / (1 - beta1**t)", "m_hat = m / (1 - np.float16(beta1) ** t)"),
         Edit("adam.py", "v_hat = v / (1 - beta2**t)",
              "v_hat = v / (1 - np.float16(beta2) ** t)")),
        "Steps are 1.3 % off at the defaults; at beta2 = 0.9999, which is 1 in half precision, "
        "nothing moves at the first step.", bug=18,
    ),
    Pitfall(
        "betas-of-construction", "corrections use the betas given at construction", "adam",
        (Edit("optimizer.py", "self.params = list(params)\n",
              "self.params, self.given = list(params), hyper\n"),
         Edit("adam.py", "m_hat = m / (1 - beta1**t)",
              'm_hat = m / (1 - h.given["betas"][0] ** t)'),
         Edit("adam.py", "v_hat = v / (1 - beta2**t)",
              'v_hat = v / (1 - h.given["betas"][1] ** t)')),
        "Right until a state is loaded that was saved with other betas: loaded with (0.9, 0.999) "
        "where 0.99 was given, the second step is 3.2 times too long.", bug=20,
    ),
    Pitfall(
        "eps-in-half", "eps in half precision", "adam",
        (Edit("adam.py", "(np.sqrt(v_hat) + h.eps)", "(np.sqrt(v_hat) + np.float16(h.eps))"),),
        "1e-8 is 0 there: steps are 1e-8 off for gradients of 1, and a zero gradient gives NaN at "
        "the first step.", bug=24,
    ),
    Pitfall(
        "decay-decoupled", "Adam decays like AdamW", "adam",
        (Edit("adam.py", "g = g + h.weight_decay * theta",
              "theta = theta * (1 - h.lr * h.weight_decay)"),),
        "AdamW under the name Adam: with decay 0.1 the first step is 86 % off on random "
        "gradients.", bug=31,
    ),
    Pitfall(
        "tail-left-out", "the end of a large parameter is left out", "adam",
        (Edit("optimizer.py", "range(0, data.size, BLOCK)",
              "range(0, max(1, data.size - BLOCK + 1), BLOCK)"),),
        "Nothing up to the size of one block; of 33,001 elements the last 233 never move.", bug=83,
    ),
    Pitfall(
        "decay-needs-momentum", "no decay without momentum", "sgd",
        (Edit("sgd.py", "if h.weight_decay:", "if h.weight_decay and h.momentum:"),),
        "With momentum all is well; without it, decay 0.1 is missing from every step, 9 % of it "
        "for gradients and weights of 1.", bug=37,
    ),
    Pitfall(
        "maximized-twice", "maximize turns the step round twice", "sgd",
        (Edit("sgd.py", "return theta - h.lr * u, ",
              "return theta - (-1 if h.maximize else 1) * h.lr * u, "),),
        "Without momentum all is well; with it, the objective is minimized.", bug=81,
    ),
)  # fmt: skip
