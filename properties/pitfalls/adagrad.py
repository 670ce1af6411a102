"""Pitfalls of Adagrad."""

from ..rules.profiles.adagrad import EPS_INSIDE
from ..rules.source_edits import Edit
from .base import Pitfall

SUM = 'v = s.get("v", h.initial_accumulator_value) + g * g'
RATE = "lr = h.lr / (1 + (t - 1) * h.lr_decay)"

PITFALLS = (
    Pitfall(
        "adagrad-starts-at-one", "the sum of squared gradients starts at 1", "adagrad",
        (Edit("adagrad.py", SUM, 'v = s.get("v", 1.0) + g * g'),),
        "The sum should start at initial_accumulator_value, 0 by default. The first step is 29 % "
        "too small for gradients of 1, and 10,000 times too small for gradients of 1e-4.", bug=26,
    ),
    Pitfall(
        "adagrad-eps-inside-root", "eps is added inside the square root, not outside", "adagrad",
        (EPS_INSIDE,),
        "Inside the root, eps has the units of a squared gradient. At the defaults the first step "
        "is right to 5e-11 for gradients of 1, but 10 times too small for gradients of 1e-6.",
        bug=22,
        general="Inside the root, eps has the units of a squared gradient.",
    ),
    Pitfall(
        "one-state", "all parameters share the state of the first one", "adagrad",
        (Edit("optimizer.py", "        for _, p in due:\n            state = self.state[id(p)]\n",
              "        for _, p in due:\n            state = self.state[id(self.params[0])]\n"),),
        "Each parameter should have its own state. A single parameter is not affected; with two of "
        "the same shape, each is divided by the squared gradients of both.", bug=60,
    ),
    Pitfall(
        "adagrad-averaged", "squared gradients are averaged, not summed", "adagrad",
        (Edit("adagrad.py", SUM,
              'v = 0.9 * s.get("v", h.initial_accumulator_value) + 0.1 * g * g'),),
        "The squared gradients should be added up. An average, as in RMSprop, forgets them: under "
        "a constant gradient the first step is 3.2 times too large, and step 200 is 14 times too "
        "large.",
    ),
    Pitfall(
        "adagrad-no-root", "the gradient is divided by the sum, not by its square root", "adagrad",
        (Edit("adagrad.py", "(np.sqrt(v) + h.eps)", "(v + h.eps)"),),
        "The gradient should be divided by the root of the sum. The first step is right for "
        "gradients of 1; under a constant gradient of 1 step 100 is 10 times too small.",
        general_title="the square root in the denominator is left out",
        general="The gradient should be divided by the root of what is accumulated.",
    ),
    Pitfall(
        "adagrad-rate-ahead", "the learning rate decay is one step ahead", "adagrad",
        (Edit("adagrad.py", RATE, "lr = h.lr / (1 + t * h.lr_decay)"),),
        "The first step should use the undecayed learning rate. With lr_decay = 0.1 the first step "
        "is 9 % too small, and step 100 is 0.9 % too small.", bug=5,
    ),
    Pitfall(
        "adagrad-rate-by-root", "the learning rate decays with the root of the step count",
        "adagrad",
        (Edit("adagrad.py", RATE, "lr = h.lr / (1 + (t - 1) * h.lr_decay) ** 0.5"),),
        "The learning rate should be divided by 1 + (t - 1) * lr_decay, not by its root. The first "
        "step is right; with lr_decay = 0.1 step 100 is 3.3 times too large.",
    ),
    Pitfall(
        "adagrad-old-sum", "the denominator leaves out the newest gradient", "adagrad",
        (Edit("adagrad.py", "return theta - lr * g / (np.sqrt(v) + h.eps)",
              "return theta - lr * g / (np.sqrt(v - g * g) + h.eps)"),),
        "The sum should include the current squared gradient. The first step is divided by eps "
        "alone and is 1e10 times too large for gradients of 1; the tenth is 5 % too large under a "
        "constant gradient.",
    ),
)  # fmt: skip
