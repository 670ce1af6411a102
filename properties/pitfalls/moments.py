"""Pitfalls of Adam: the two moments and the division by the second."""

from ..rules.profiles.adam import EPS_HAT as ADAM_EPS_HAT
from ..rules.profiles.adam import EPS_INSIDE as ADAM_EPS_INSIDE
from ..rules.shared_edits import swapped_betas_edit
from ..rules.source_edits import Edit
from .base import Pitfall

FIRST = 'm = average(s["m"], g, beta1)'
PITFALLS = (
    Pitfall(
        "swapped-betas", "the two betas are swapped", "adam",
        (swapped_betas_edit("adam.py"),),
        "The first moment should decay with beta1 and the second with beta2. The first step is "
        "right, and the bias corrections hide the bug while the gradient is constant.",
        in_case_study=True,
        claim="The betas are easy to swap: (0.9, 0.999) is right, (0.999, 0.9) is not.",
    ),
    Pitfall(
        "eps-inside-root", "eps is added inside the square root, not outside", "adam",
        (ADAM_EPS_INSIDE,),
        "Inside the root, eps has the units of a squared gradient: the default 1e-8 dominates as "
        "soon as gradients are below 1e-4, where it makes steps smaller by orders of magnitude.",
        in_case_study=True,
        claim="eps outside the root is more stable; the comparison with torch detects the "
              "difference.", bug=22,
    ),
    Pitfall(
        "eps-hat", "eps is added before the bias correction", "adam",
        (ADAM_EPS_HAT,),
        "eps should be added to the corrected root; here it counts 31.6 times as much at the first "
        "step. Some libraries do this on purpose, so a training run that is ported from them "
        "changes without an error.", bug=21,
    ),
    Pitfall(
        "moment-seeded", "the first moment starts as the first gradient, not as an average", "adam",
        (Edit("adam.py", FIRST, "m = " + FIRST[4:] + " if t > 1 else g"),),
        "The first moment should be an average that starts at zero. The bias correction still "
        "divides it by 1 - beta1^t, so at the defaults the first step is 10 times too large.",
        bug=9,
    ),
    Pitfall(
        "amsgrad-not-kept", "AMSGrad's largest second moment is not stored, or not used", "adam",
        (Edit("adam.py", 'v = kept["v_max"] = np.maximum(s["v_max"], v) if "v_max" in s else v',
              'v = np.maximum(s["v_max"], v) if "v_max" in s else v'),),
        "The step should be divided by the root of the largest second moment so far. Here the "
        "steps are those of Adam without amsgrad; the difference shows once gradients become "
        "smaller.", bug=28,
    ),
)  # fmt: skip
