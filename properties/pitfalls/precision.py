"""Pitfalls of Adam and SGD: precision, checkpoints, blocks and ignored arguments."""

from ..rules.source_edits import Edit
from .base import Pitfall
from .contract import LEFT_OUT

# Kernels have blocks of their own.
WITHOUT_KERNELS = Edit("optimizer.py", "if kernel:", "if False:")
SAVED = '"state": [_copied(self.state[id(p)]) for p in self.params],'

PITFALLS = (
    Pitfall(
        "t-per-block", "t counts the blocks of a large parameter", "adam",
        (Edit("optimizer.py", '            state["t"] += 1\n            self._apply(',
              "            self._apply("),
         Edit("optimizer.py", "            theta, kept = self.update(\n",
              '            state["t"] += 1\n            theta, kept = self.update(\n'),
         WITHOUT_KERNELS),
        "t should count steps. Parameters of up to one block are not affected; the second block of "
        "the first step is corrected as if it were the second step, and is 26 % too small.", bug=15,
    ),
    Pitfall(
        "one-t-saved", "a checkpoint has one step count for all parameters", "adam",
        (Edit("optimizer.py", SAVED,
              '"state": [_copied(self.state[id(p)]) | {"t": self.state[id(self.params[0])]["t"]} '
              "for p in self.params],"),),
        "Each parameter should keep its own count. A parameter that had more gradients than the "
        "first continues with the first one's count: if that is 0 after ten steps, the next step "
        "is twice as large as it should be.", bug=16, law="resume", shown_by=LEFT_OUT,
    ),
    Pitfall(
        "powers-in-half", "the powers of beta are computed in float16", "adam",
        (Edit("adam.py", "m_hat = m / (1 - beta1**t)", "m_hat = m / (1 - np.float16(beta1) ** t)"),
         Edit("adam.py", "v_hat = v / (1 - beta2**t)",
              "v_hat = v / (1 - np.float16(beta2) ** t)")),
        "The powers should be computed in float64. At the defaults the first step is 1.3 % off; "
        "beta2 = 0.9999 rounds to 1, and nothing moves at the first step.", bug=18,
    ),
    Pitfall(
        "betas-of-construction", "the bias correction uses the betas given at construction", "adam",
        (Edit("optimizer.py", "self.params = list(params)\n",
              "self.params, self.given = list(params), hyper\n"),
         Edit("adam.py", "m_hat = m / (1 - beta1**t)",
              'm_hat = m / (1 - h.given["betas"][0] ** t)'),
         Edit("adam.py", "v_hat = v / (1 - beta2**t)",
              'v_hat = v / (1 - h.given["betas"][1] ** t)')),
        "The correction should use the current betas. It is right until a state with other betas "
        "is loaded: with a saved beta2 of 0.999 where 0.99 was given, the second step is 3.2 times "
        "too large.", bug=20, law="resume-elsewhere",
    ),
    Pitfall(
        "eps-in-half", "eps is rounded to float16", "adam",
        (Edit("adam.py", "(np.sqrt(v_hat) + h.eps)", "(np.sqrt(v_hat) + np.float16(h.eps))"),),
        "eps should be added in the precision of the moments. In float16 the default 1e-8 becomes "
        "0: steps are 1e-8 off for gradients of 1, and a zero gradient gives NaN at the first "
        "step.", bug=24,
    ),
    Pitfall(
        "decay-decoupled", "weight decay shrinks the weights directly, as in AdamW", "adam",
        (Edit("adam.py", "g = g + h.weight_decay * theta",
              "theta = theta * (1 - h.lr * h.weight_decay)"),),
        "Adam should add the decay to the gradient. With weight_decay = 0.1 and gradients and "
        "weights of 1 the first step is 10 % too large.", bug=31,
        general_title="weight decay shrinks the weights directly",
        general="The decay should be added to the gradient.",
    ),
    Pitfall(
        "tail-left-out", "the end of a large parameter is not updated", "adam",
        (Edit("optimizer.py", "range(0, data.size, BLOCK)",
              "range(0, max(1, data.size - BLOCK + 1), BLOCK)"), WITHOUT_KERNELS),
        "The last, shorter block should be updated too. Parameters of up to one block are not "
        "affected; of 33,001 elements the last 233 never move.", bug=83,
    ),
    Pitfall(
        "decay-needs-momentum", "weight decay is only applied with momentum", "sgd",
        (Edit("sgd.py", "if h.weight_decay:", "if h.weight_decay and h.momentum:"),),
        "The decay should always be added to the gradient. With momentum steps are right; without "
        "it, weight_decay = 0.1 has no effect, and steps are 9 % too small for gradients and "
        "weights of 1.", bug=37,
    ),
    Pitfall(
        "maximized-twice", "maximize negates the step twice when momentum is used", "sgd",
        (Edit("sgd.py", "return theta - h.lr * u, ",
              "return theta - (-1 if h.maximize else 1) * h.lr * u, "),),
        "maximize should negate the gradient once. Without momentum steps are right; with momentum "
        "and maximize=True the objective is minimized.", bug=81,
    ),
)  # fmt: skip
