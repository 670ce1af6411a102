"""Bias correction and the count of steps behind it."""

from ..edits import ADAM_UNCORRECTED, GLOBAL_T
from ..planting import Edit
from .base import Pitfall

FIRST = "m_hat = m / (1 - beta1**t)"
SECOND = "v_hat = v / (1 - beta2**t)"
COUNT = 'state["t"] += 1'

PITFALLS = (
    Pitfall(
        "t-not-incremented", "t is never incremented", "adam",
        (Edit("optimizer.py", COUNT, 'state["t"] += 0'),),
        "Both corrections divide by 1 - beta^0 = 0: with arrays that is no exception but infinity "
        "over infinity, and every parameter becomes NaN at the first step.",
        seed=True, claim="The correction divides by zero; the cross-check catches it.", bug=2,
    ),
    Pitfall(
        "t-one-ahead", "t is one ahead", "adam",
        (Edit("adam.py", FIRST, "m_hat = m / (1 - beta1 ** (t + 1))"),
         Edit("adam.py", SECOND, "v_hat = v / (1 - beta2 ** (t + 1))")),
        "The first step is corrected as if it were the second: 26 % too small at the defaults, and "
        "the difference fades, so that a late look sees nothing.",
        seed=True, claim="Increment before computing the correction, not after.", bug=5,
    ),
    Pitfall(
        "t-one-behind", "t is one behind", "adam",
        (Edit("adam.py", FIRST, "m_hat = m / (1 - beta1 ** (t - 1))"),
         Edit("adam.py", SECOND, "v_hat = v / (1 - beta2 ** (t - 1))")),
        "The first step divides by 1 - beta^0 = 0.",
        seed=True, claim="Increment before computing the correction, not after.", bug=6,
    ),
    Pitfall(
        "no-correction", "no bias correction", "adam",
        ADAM_UNCORRECTED,
        "The first step is (1 - beta1) / sqrt(1 - beta2) = 3.16 times too large at the defaults, "
        "not too small: the uncorrected second moment matters more than the first.",
        seed=True, claim="Without correction the update would be too small.", bug=1,
    ),
    Pitfall(
        "no-first-correction", "no bias correction of the first moment", "adam",
        (Edit("adam.py", FIRST, "m_hat = m"),),
        "Early steps are 10 times too small at beta1 = 0.9; gone after some 50 steps.",
        seed=True, claim="After about 50 steps the correction is negligible.",
    ),
    Pitfall(
        "no-second-correction", "no bias correction of the second moment", "adam",
        (Edit("adam.py", SECOND, "v_hat = v"),),
        "Early steps are 31.6 times too large at beta2 = 0.999, and still 4.5 times at step 50: "
        "this correction takes thousands of steps to fade.",
        seed=True, claim="After about 50 steps the correction is negligible.",
    ),
    Pitfall(
        "global-t", "one step count for all parameters", "adam",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is corrected as if it had had one: started "
        "at the second step, its first update is 26 % too small at the defaults.",
        seed=True, claim="Identical to a count per parameter in practice.", bug=13,
    ),
    Pitfall(
        "correction-multiplied", "multiplies by the correction instead of dividing", "adam",
        (Edit("adam.py", FIRST, "m_hat = m * (1 - beta1**t)"),
         Edit("adam.py", SECOND, "v_hat = v * (1 - beta2**t)")),
        "At the defaults the first step is 10 times too large.", bug=3,
    ),
    Pitfall(
        "beta-without-power", "1 - beta instead of 1 - beta^t", "adam",
        (Edit("adam.py", FIRST, "m_hat = m / (1 - beta1)"),
         Edit("adam.py", SECOND, "v_hat = v / (1 - beta2)")),
        "Right at the first step, 65 % off at the tenth.", bug=4,
    ),
    Pitfall(
        "t-per-parameter-call", "t counts parameters, not steps", "adam",
        (Edit("optimizer.py", COUNT, 'for other in self.state.values(): other["t"] += 1'),),
        "With one parameter all is well; with several, each of them advances the count of all.",
        bug=12,
    ),
)  # fmt: skip
