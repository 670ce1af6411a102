"""Pitfalls of Adam: bias correction and the step count."""

from ..rules.profiles.adam import UNCORRECTED as ADAM_UNCORRECTED
from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Pitfall

FIRST = "m_hat = m / (1 - beta1**t)"
SECOND = "v_hat = v / (1 - beta2**t)"
COUNT = 'state["t"] += 1'

PITFALLS = (
    Pitfall(
        "t-not-incremented", "t is never incremented", "adam",
        (Edit("optimizer.py", COUNT, 'state["t"] += 0'),),
        "Both bias corrections divide by 1 - beta^0 = 0. NumPy arrays raise no exception for this: "
        "infinity is divided by infinity, and every parameter becomes NaN at the first step.",
        general="The step count should be incremented at every step. Here it stays 0.",
        in_case_study=True,
        claim="The bias correction divides by zero, and the comparison with torch detects it.",
        bug=2,
    ),
    Pitfall(
        "t-one-ahead", "t is one ahead in the bias correction", "adam",
        (Edit("adam.py", FIRST, "m_hat = m / (1 - beta1 ** (t + 1))"),
         Edit("adam.py", SECOND, "v_hat = v / (1 - beta2 ** (t + 1))")),
        "The first step is corrected as if it were the second: it is 26 % too small at the "
        "defaults. From the eighth step on the difference is below 2 %, so a test of later steps "
        "may miss it.",
        general="The first step is corrected as if it were the second.",
        in_case_study=True, claim="Increment before computing the correction, not after.", bug=5,
    ),
    Pitfall(
        "t-one-behind", "t is one behind in the bias correction", "adam",
        (Edit("adam.py", FIRST, "m_hat = m / (1 - beta1 ** (t - 1))"),
         Edit("adam.py", SECOND, "v_hat = v / (1 - beta2 ** (t - 1))")),
        "The first step divides by 1 - beta^0 = 0, not by 1 - beta^1, and every parameter becomes "
        "NaN.",
        general="The first step divides by 1 - beta^0 = 0, not by 1 - beta^1.",
        in_case_study=True, claim="Increment before computing the correction, not after.", bug=6,
    ),
    Pitfall(
        "no-correction", "neither moment is bias-corrected", "adam",
        ADAM_UNCORRECTED,
        "The moments should be divided by 1 - beta1^t and 1 - beta2^t. At the defaults the first "
        "step is (1 - beta1) / sqrt(1 - beta2) = 3.16 times too large, not too small: the second "
        "moment matters more than the first.",
        in_case_study=True, claim="Without bias correction the first steps are too small.", bug=1,
    ),
    Pitfall(
        "no-first-correction", "the first moment is not bias-corrected", "adam",
        (Edit("adam.py", FIRST, "m_hat = m"),),
        "The first moment should be divided by 1 - beta1^t. At beta1 = 0.9 early steps are 10 "
        "times too small; after some 50 steps the difference is gone.",
        in_case_study=True, claim="After about 50 steps the correction is negligible.",
    ),
    Pitfall(
        "no-second-correction", "the second moment is not bias-corrected", "adam",
        (Edit("adam.py", SECOND, "v_hat = v"),),
        "The second moment should be divided by 1 - beta2^t. At beta2 = 0.999 early steps are 31.6 "
        "times too large, and step 50 still 4.5 times: this correction takes thousands of steps to "
        "fade.",
        in_case_study=True, claim="After about 50 steps the correction is negligible.",
    ),
    Pitfall(
        "global-t", "all parameters have the same step count", "adam",
        (GLOBAL_T,),
        "Each parameter should count only its steps with a gradient. A parameter that gets its "
        "first gradient at the second step takes a first step that is 26 % too small at the "
        "defaults.",
        in_case_study=True,
        claim="In practice, one step count for all parameters behaves like one per parameter.",
        bug=13,
    ),
    Pitfall(
        "correction-multiplied", "the moments are multiplied by the bias correction, not divided",
        "adam",
        (Edit("adam.py", FIRST, "m_hat = m * (1 - beta1**t)"),
         Edit("adam.py", SECOND, "v_hat = v * (1 - beta2**t)")),
        "The moments should be divided by 1 - beta^t. At the defaults the first step is 10 times "
        "too large.", bug=3,
    ),
    Pitfall(
        "beta-without-power", "the bias correction is 1 - beta, not 1 - beta^t", "adam",
        (Edit("adam.py", FIRST, "m_hat = m / (1 - beta1)"),
         Edit("adam.py", SECOND, "v_hat = v / (1 - beta2)")),
        "The moments should be divided by 1 - beta^t. The first step is right; at the defaults the "
        "tenth is 2.1 times too large. A step count t that stays at 1 gives the same steps.",
        bug=4,
    ),
    Pitfall(
        "t-per-parameter-call", "t counts parameters, not steps", "adam",
        (Edit("optimizer.py", COUNT, 'for other in self.state.values(): other["t"] += 1'),),
        "Each parameter should count its own steps. With several parameters, each of them advances "
        "the step count of all; a single parameter is not affected.",
        bug=12,
    ),
)  # fmt: skip
