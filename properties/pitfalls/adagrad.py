"""Adagrad: where the sum starts, and how the learning rate decays."""

from ..edits import ADAGRAD_EPS_INSIDE
from ..planting import Edit
from .base import Pitfall

SUM = 'v = s.get("v", h.initial_accumulator_value) + g * g'
RATE = "lr = h.lr / (1 + (t - 1) * h.lr_decay)"

PITFALLS = (
    Pitfall(
        "adagrad-starts-at-one", "the sum of squares starts at 1", "adagrad",
        (Edit("adagrad.py", SUM, 'v = s.get("v", 1.0) + g * g'),),
        "For gradients of 1 the first step is 29 % too short; for gradients of 1e-4, 20,000 "
        "times.", bug=26,
    ),
    Pitfall(
        "adagrad-eps-inside-root", "eps inside the square root", "adagrad",
        (ADAGRAD_EPS_INSIDE,),
        "eps then has the units of a squared gradient: with gradients of 1e-4 the first step is "
        "44 % off at the defaults, with gradients near 1 some 1e-5.", bug=22,
    ),
    Pitfall(
        "one-state", "all parameters use the state of the first", "adagrad",
        (Edit("optimizer.py", "        for _, p in due:\n            state = self.state[id(p)]\n",
              "        for _, p in due:\n            state = self.state[id(self.params[0])]\n"),),
        "With one parameter all is well; with two of one shape each divides by the squares of "
        "both.", bug=60,
    ),
    Pitfall(
        "adagrad-averaged", "squared gradients are averaged, not summed", "adagrad",
        (Edit("adagrad.py", SUM,
              'v = 0.9 * s.get("v", h.initial_accumulator_value) + 0.1 * g * g'),),
        "RMSprop under another name: 3.2 times too long at the first step, 14 times at step 200.",
    ),
    Pitfall(
        "adagrad-no-root", "divides by the sum, not by its root", "adagrad",
        (Edit("adagrad.py", "(np.sqrt(v) + h.eps)", "(v + h.eps)"),),
        "The same at the first step along a gradient of 1; 10 times too short after 100.",
    ),
    Pitfall(
        "adagrad-rate-ahead", "the decay of the learning rate is one step ahead", "adagrad",
        (Edit("adagrad.py", RATE, "lr = h.lr / (1 + t * h.lr_decay)"),),
        "With lr_decay 0.1 the first step is 9 % too short, the hundredth 0.9 %.", bug=5,
    ),
    Pitfall(
        "adagrad-rate-by-root", "the learning rate decays with the root of the steps", "adagrad",
        (Edit("adagrad.py", RATE, "lr = h.lr / (1 + (t - 1) * h.lr_decay) ** 0.5"),),
        "The first step is right; with lr_decay 0.1 the hundredth is 3.3 times too long.",
    ),
    Pitfall(
        "adagrad-old-sum", "divides by the sum without the newest gradient", "adagrad",
        (Edit("adagrad.py", "return theta - lr * g / (np.sqrt(v) + h.eps)",
              "return theta - lr * g / (np.sqrt(v - g * g) + h.eps)"),),
        "The first step divides by eps alone and is ten thousand million times too long; the "
        "tenth is 5 % off.",
    ),
)  # fmt: skip
