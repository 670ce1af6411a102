"""Pitfalls of Adadelta."""

from ..rules.source_edits import Edit
from .base import Pitfall

DELTA = 'delta = np.sqrt(s["u"] + h.eps) / np.sqrt(v + h.eps) * g'
STEPS = 'u = average(s["u"], delta * delta, h.rho)'

PITFALLS = (
    Pitfall(
        "adadelta-old-denominator", "the denominator leaves out the newest gradient", "adadelta",
        (Edit("adadelta.py", DELTA, DELTA.replace("np.sqrt(v ", 'np.sqrt(s["v"] ')),),
        "The step should be divided by the root of the updated average of squared gradients. At "
        "the defaults the first step is 316 times too large for gradients of 1; for gradients of "
        "1e-4 eps hides the bug to within 0.05 %.", bug=56,
    ),
    Pitfall(
        "adadelta-wrong-key", "the average of squared steps is stored under another key",
        "adadelta",
        (Edit("adadelta.py", '{"v": v, "u": u}', '{"v": v, "delta": u}'),),
        "The average that is read back stays 0. The first step is right; under a constant gradient "
        "of 1, step 200 is 82 % too small.", bug=57,
    ),
    Pitfall(
        "adadelta-gradients-twice",
        "the second average is of squared gradients, not of squared steps",
        "adadelta",
        (Edit("adadelta.py", STEPS, 'u = average(s["u"], g * g, h.rho)'),),
        "The numerator should be the root of the average of squared steps. The second step is 224 "
        "times too large for gradients of 1, and right to 5e-7 for gradients of 1e-4.",
    ),
    Pitfall(
        "adadelta-eps-outside", "eps is added outside both square roots, not inside", "adadelta",
        (Edit("adadelta.py", DELTA,
              'delta = (np.sqrt(s["u"]) + h.eps) / (np.sqrt(v) + h.eps) * g'),),
        "The root of eps should set the size of the first step: at the defaults the first step is "
        "1000 times too small for gradients of 1.",
    ),
    Pitfall(
        "adadelta-lr-ignored", "lr is accepted and ignored", "adadelta",
        (Edit("adadelta.py", "return theta - h.lr * delta", "return theta - delta"),),
        "The step should be multiplied by lr. It is right at the paper's value, lr = 1, and 10 "
        "times too large at lr = 0.1.", bug=82,
    ),
    Pitfall(
        "adadelta-steps-not-squared",
        "the second average is of absolute steps, not of squared steps",
        "adadelta",
        (Edit("adadelta.py", STEPS, 'u = average(s["u"], np.abs(delta), h.rho)'),),
        "The average under the root should be of squared steps. The first step is right; the "
        "second is 12.6 times too large for gradients of 1.",
    ),
)  # fmt: skip
