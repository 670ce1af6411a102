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
        "@@", bug=56,
    ),
    Pitfall(
        "adadelta-wrong-key", "the average of the steps is stored under another name", "adadelta",
        (Edit("adadelta.py", '{"v": v, "u": u}', '{"v": v, "delta": u}'),),
        "@@", bug=57,
    ),
    Pitfall(
        "adadelta-gradients-twice", "the second average is of the gradients too", "adadelta",
        (Edit("adadelta.py", STEPS, 'u = average(s["u"], g * g, h.rho)'),),
        "@@",
    ),
    Pitfall(
        "adadelta-eps-outside", "eps outside both roots", "adadelta",
        (Edit("adadelta.py", DELTA,
              'delta = (np.sqrt(s["u"]) + h.eps) / (np.sqrt(v) + h.eps) * g'),),
        "@@",
    ),
    Pitfall(
        "adadelta-lr-ignored", "the learning rate is accepted and ignored", "adadelta",
        (Edit("adadelta.py", "return theta - h.lr * delta", "return theta - delta"),),
        "@@", bug=82,
    ),
    Pitfall(
        "adadelta-steps-not-squared", "the average is of the steps' sizes, not their squares",
        "adadelta",
        (Edit("adadelta.py", STEPS, 'u = average(s["u"], np.abs(delta), h.rho)'),),
        "@@",
    ),
)  # fmt: skip
