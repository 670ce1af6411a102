"""Pitfalls of Lion."""

from ..rules.shared_edits import swapped_betas_edit
from ..rules.source_edits import Edit
from .base import Pitfall

DIRECTION = 'u = np.sign(average(s["m"], g, beta1)) + h.weight_decay * theta'
KEPT = '{"m": average(s["m"], g, beta2)}'

PITFALLS = (
    Pitfall(
        "lion-average-turned", "the weights of the momentum average are swapped", "lion",
        (Edit("lion.py", KEPT, '{"m": average(g, s["m"], beta2)}'),),
        "The old momentum should have the weight beta2. At the default betas the momentum is "
        "almost the last gradient: 44 % of the signs are wrong on random gradients, and none under "
        "a constant gradient, so that a convergence test passes.",
    ),
    Pitfall(
        "lion-decay-after-step", "weight decay is applied after the step, not before", "lion",
        (Edit("lion.py", " + h.weight_decay * theta", ""),
         Edit("lion.py", "return theta - h.lr * u,",
              "return (theta - h.lr * u) * (1 - h.lr * h.weight_decay),")),
        "The decay should act on the weights before the step. Here it also shrinks the newest "
        "step, by lr^2 * weight_decay: 1e-9 per step at lr = 1e-4 and weight_decay = 0.1.", bug=32,
    ),
    Pitfall(
        "lion-decay-in-sign", "weight decay is added inside the sign", "lion",
        (Edit("lion.py", DIRECTION,
              'u = np.sign(average(s["m"], g + h.weight_decay * theta, beta1))'),),
        "The decay should be added to the sign. Steps keep the size lr, and the decay acts only "
        "where it outweighs the gradient: with weight_decay = 0.1 and weights of 1 the first step "
        "is 9 % too small.", bug=38,
    ),
    Pitfall(
        "lion-swapped-betas", "the two betas are swapped", "lion",
        (swapped_betas_edit("lion.py"),),
        "The step should use beta1 and the momentum beta2. On random gradients 38 % of the signs "
        "are wrong; under a constant gradient none are.",
    ),
    Pitfall(
        "lion-momentum-first", "the momentum is updated before the step", "lion",
        (Edit("lion.py", DIRECTION,
              DIRECTION.replace('average(s["m"], g, beta1)',
                                'average(average(s["m"], g, beta2), g, beta1)')),),
        "The step should interpolate with the old momentum. The newest gradient counts twice: 1 % "
        "of the signs are wrong on random gradients.",
    ),
    Pitfall(
        "lion-interpolation-kept", "the momentum decays with beta1, not beta2", "lion",
        (Edit("lion.py", KEPT, '{"m": average(s["m"], g, beta1)}'),),
        "The average in the step should use beta1 and the momentum beta2. Here the momentum decays "
        "ten times too fast at the defaults: 26 % of the signs are wrong on random gradients.",
    ),
    Pitfall(
        "lion-decay-without-lr", "weight decay is not multiplied by lr", "lion",
        (Edit("lion.py", DIRECTION, 'u = np.sign(average(s["m"], g, beta1))'),
         Edit("lion.py", "return theta - h.lr * u",
              "return theta * (1 - h.weight_decay) - h.lr * u")),
        "The weights should shrink by lr * weight_decay. Here the decay is 1/lr times too strong: "
        "with weight_decay = 0.1 and weights of 1 the first step is 900 times too large.", bug=34,
    ),
    Pitfall(
        "lion-sign-of-zero", "the sign of zero is 1, not 0", "lion",
        (Edit("lion.py", 'np.sign(average(s["m"], g, beta1))',
              'np.where(average(s["m"], g, beta1) >= 0, 1.0, -1.0)'),),
        "A parameter with zero gradients should not move. Here it drifts by lr at every step.",
    ),
    Pitfall(
        "gradient-negated", "maximize negates the gradient in place", "lion",
        (Edit("lion.py", "g = -g", "g *= -1"),),
        "The gradient buffer should not change. The step itself is right, but with maximize=True "
        "gradient clipping and logging read the negated gradient afterwards.", bug=80,
        law="gradient-untouched",
    ),
)  # fmt: skip
