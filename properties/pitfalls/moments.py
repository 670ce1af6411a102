"""The two moments and the division by the second."""

from ..edits import ADAM_EPS_HAT, ADAM_EPS_INSIDE, swapped_betas
from ..planting import Edit
from .base import Pitfall

FIRST = 'm = average(s["m"], g, beta1)'
PITFALLS = (
    Pitfall(
        "swapped-betas", "the two betas are swapped", "adam",
        (swapped_betas("adam.py"),),
        "Both corrections hide it while the gradient is constant: the first step is the same.",
        seed=True, claim="Easy to swap; (0.9, 0.999), not (0.999, 0.9).",
    ),
    Pitfall(
        "eps-inside-root", "eps inside the square root", "adam",
        (ADAM_EPS_INSIDE,),
        "eps then has the units of a squared gradient: 1e-8 rules as soon as gradients are below "
        "1e-4, where it makes steps smaller by orders of magnitude.",
        seed=True,
        claim="Outside is the more stable place; the comparison with torch catches it.", bug=22,
    ),
    Pitfall(
        "eps-hat", "eps added before the bias correction", "adam",
        (ADAM_EPS_HAT,),
        "eps counts 31.6-fold at the first step; a convention of some libraries, and a silent "
        "difference when a training run is ported from them.", bug=21,
    ),
    Pitfall(
        "moment-seeded", "the first moment starts as the gradient itself", "adam",
        (Edit("adam.py", FIRST, "m = " + FIRST[4:] + " if t > 1 else g"),),
        "Corrected all the same, the first step is 10 times too large.", bug=9,
    ),
    Pitfall(
        "amsgrad-not-kept", "AMSGrad's maximum is computed and not stored", "adam",
        (Edit("adam.py", 'v = kept["v_max"] = np.maximum(s["v_max"], v) if "v_max" in s else v',
              'v = np.maximum(s["v_max"], v) if "v_max" in s else v'),),
        "Plain Adam under another name; it shows only after a spike in the gradients.", bug=28,
    ),
)  # fmt: skip
