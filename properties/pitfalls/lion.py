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
        "With the default betas the momentum is the last gradient, so that the step goes by the "
        "last two: 44 % of the signs are wrong on random gradients. Under a constant gradient "
        "none are, and a convergence test passes.",
    ),
    Pitfall(
        "lion-decay-after-step", "decay of the parameter already updated", "lion",
        (Edit("lion.py", " + h.weight_decay * theta", ""),
         Edit("lion.py", "return theta - h.lr * u,",
              "return (theta - h.lr * u) * (1 - h.lr * h.weight_decay),")),
        "Off by lr squared times decay: 1e-9 a step at lr = 1e-4 and decay 0.1.", bug=32,
    ),
    Pitfall(
        "lion-decay-in-sign", "decay inside the sign", "lion",
        (Edit("lion.py", DIRECTION,
              'u = np.sign(average(s["m"], g + h.weight_decay * theta, beta1))'),),
        "Steps keep the size lr, and decay acts only where it outweighs the gradient: with decay "
        "0.1 the first step is 92 % off on random gradients.", bug=38,
    ),
    Pitfall(
        "lion-swapped-betas", "the two betas are swapped", "lion",
        (swapped_betas("lion.py"),),
        "38 % of the signs are wrong on random gradients, none under a constant one.",
    ),
    Pitfall(
        "lion-momentum-first", "the momentum is updated before the step", "lion",
        (Edit("lion.py", DIRECTION,
              DIRECTION.replace('average(s["m"], g, beta1)',
                                'average(average(s["m"], g, beta2), g, beta1)')),),
        "The newest gradient counts twice: 1 % of the signs are wrong on random gradients.",
    ),
    Pitfall(
        "lion-interpolation-kept", "the interpolated gradient is kept as the momentum", "lion",
        (Edit("lion.py", KEPT, '{"m": average(s["m"], g, beta1)}'),),
        "The momentum forgets ten times as fast: 26 % of the signs are wrong on random gradients.",
    ),
    Pitfall(
        "lion-decay-without-lr", "decay without the learning rate", "lion",
        (Edit("lion.py", DIRECTION, 'u = np.sign(average(s["m"], g, beta1))'),
         Edit("lion.py", "return theta - h.lr * u",
              "return theta * (1 - h.weight_decay) - h.lr * u")),
        "Decay is 1/lr times too strong: with decay 0.1 the first step is some 900 times too "
        "long.", bug=34,
    ),
    Pitfall(
        "lion-sign-of-zero", "a step where there is nothing to follow", "lion",
        (Edit("lion.py", 'np.sign(average(s["m"], g, beta1))',
              'np.where(average(s["m"], g, beta1) >= 0, 1.0, -1.0)'),),
        "A parameter with zero gradients drifts by lr at every step.",
    ),
    Pitfall(
        "gradient-negated", "maximize turns the gradient round in place", "lion",
        (Edit("lion.py", "g = -g", "g *= -1"),),
        "The step itself is right; with maximize, clipping and logging afterwards see the "
        "gradient turned round.", bug=80,
    ),
)  # fmt: skip
