"""Adadelta: two averages, of which the second is of its own steps."""

from ..planting import Edit
from .base import Pitfall

DELTA = 'delta = np.sqrt(s["u"] + h.eps) / np.sqrt(v + h.eps) * g'
STEPS = 'u = average(s["u"], delta * delta, h.rho)'

PITFALLS = (
    Pitfall(
        "adadelta-old-denominator", "divides by the average without the newest gradient",
        "adadelta",
        (Edit("adadelta.py", DELTA, DELTA.replace("np.sqrt(v ", 'np.sqrt(s["v"] ')),),
        "The first step is 316 times too long for gradients of 1 at the defaults; for gradients "
        "of 1e-4 eps hides it to within 0.03 %.", bug=56,
    ),
    Pitfall(
        "adadelta-wrong-key", "the average of the steps is stored under another name", "adadelta",
        (Edit("adadelta.py", '{"v": v, "u": u}', '{"v": v, "delta": u}'),),
        "The average that is read stays 0: the first step is right, the two hundredth 82 % too "
        "short.", bug=57,
    ),
    Pitfall(
        "adadelta-gradients-twice", "the second average is of the gradients too", "adadelta",
        (Edit("adadelta.py", STEPS, 'u = average(s["u"], g * g, h.rho)'),),
        "The units are wrong: the second step is 224 times too long for gradients of 1, and right "
        "to 1e-7 for gradients of 1e-4.",
    ),
    Pitfall(
        "adadelta-eps-outside", "eps outside both roots", "adadelta",
        (Edit("adadelta.py", DELTA,
              'delta = (np.sqrt(s["u"]) + h.eps) / (np.sqrt(v) + h.eps) * g'),),
        "At the defaults the first step is 1000 times too short: the root of eps starts "
        "everything.",
    ),
    Pitfall(
        "adadelta-lr-ignored", "the learning rate is accepted and ignored", "adadelta",
        (Edit("adadelta.py", "return theta - h.lr * delta", "return theta - delta"),),
        "Right at the paper's own lr of 1, and 10 times too long at 0.1.", bug=82,
    ),
    Pitfall(
        "adadelta-steps-not-squared", "the average is of the steps' sizes, not their squares",
        "adadelta",
        (Edit("adadelta.py", STEPS, 'u = average(s["u"], np.abs(delta), h.rho)'),),
        "The first step is right, the second 12.6 times too long for gradients of 1.",
    ),
)  # fmt: skip
