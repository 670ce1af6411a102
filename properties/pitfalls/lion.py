"""Lion: two averages of one momentum, and what the sign is taken of."""

from ..edits import swapped_betas
from ..planting import Edit
from .base import Pitfall

DIRECTION = 'u = np.sign(average(s["m"], g, beta1)) + h.weight_decay * theta'
KEPT = '{"m": average(s["m"], g, beta2)}'

PITFALLS = (
    Pitfall(
        "lion-average-turned", "the momentum's two weights are swapped", "lion",
        (Edit("lion.py", KEPT, '{"m": average(g, s["m"], beta2)}'),),
        "@@",
    ),
    Pitfall(
        "lion-decay-in-sign", "decay inside the sign", "lion",
        (Edit("lion.py", DIRECTION,
              'u = np.sign(average(s["m"], g + h.weight_decay * theta, beta1))'),),
        "@@", bug=38,
    ),
    Pitfall(
        "lion-swapped-betas", "the two betas are swapped", "lion",
        (swapped_betas("lion.py"),),
        "@@",
    ),
    Pitfall(
        "lion-momentum-first", "the momentum is updated before the step", "lion",
        (Edit("lion.py", DIRECTION,
              DIRECTION.replace('average(s["m"], g, beta1)',
                                'average(average(s["m"], g, beta2), g, beta1)')),),
        "@@",
    ),
    Pitfall(
        "lion-interpolation-kept", "the interpolated gradient is kept as the momentum", "lion",
        (Edit("lion.py", KEPT, '{"m": average(s["m"], g, beta1)}'),),
        "@@",
    ),
    Pitfall(
        "lion-decay-without-lr", "decay without the learning rate", "lion",
        (Edit("lion.py", DIRECTION, 'u = np.sign(average(s["m"], g, beta1))'),
         Edit("lion.py", "return theta - h.lr * u",
              "return theta * (1 - h.weight_decay) - h.lr * u")),
        "@@", bug=34,
    ),
    Pitfall(
        "lion-sign-of-zero", "a step where there is nothing to follow", "lion",
        (Edit("lion.py", 'np.sign(average(s["m"], g, beta1))',
              'np.where(average(s["m"], g, beta1) >= 0, 1.0, -1.0)'),),
        "@@",
    ),
    Pitfall(
        "lion-gradient-negated", "maximize turns the gradient round in place", "lion",
        (Edit("lion.py", "g = -g", "g *= -1"),),
        "@@", bug=80,
    ),
)  # fmt: skip
