"""Conventions under the name of LAMB."""

from ..edits import GLOBAL_T
from ..planting import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "lamb-uncorrected", "no bias correction", "lamb",
        (Edit("lamb.py", "m_hat = m / (1 - beta1**t)", "m_hat = m"),
         Edit("lamb.py", "v_hat = v / (1 - beta2**t)", "v_hat = v")),
        "The ratio takes the size of the step away, so that only eps and decay show it.",
        ("cybertronai/pytorch-lamb", "apex (bias_correction=False)", "torch_optimizer",
         "pytorch_optimizer"), 1,
    ),
    Dialect(
        "lamb-norm-capped", "the parameter's norm counts up to 10", "lamb",
        (Edit("lamb.py", "trust = size", "trust = min(size, 10.0)"),),
        "Large parameters move by a smaller fraction of themselves: phi of the paper.",
        ("cybertronai/pytorch-lamb", "torch_optimizer", "pytorch_optimizer"),
    ),
    Dialect(
        "lamb-plain-without-decay", "no ratio without decay", "lamb",
        (Edit("lamb.py", "if size", "if h.weight_decay and size"),),
        "With weight decay 0 it is Adam.",
        ("apex (use_nvlamb=False)", "timm (always_adapt=False)"),
    ),
    Dialect(
        "lamb-global-t", "one step count for all parameters", "lamb",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is corrected as if it had had one.",
        ("optax", "keras", "apex", "timm"), 13,
    ),
    Dialect(
        "lamb-decoupled-decay", "decay shrinks the parameters", "lamb",
        (Edit("lamb.py", " + h.weight_decay * theta", ""),
         Edit("lamb.py", "        size, length =",
              "        theta = theta * (1 - h.lr * h.weight_decay)\n        size, length =")),
        "weight_decay means what it means in AdamW; the ratio is that of what it leaves of theta.",
        ("keras",),
    ),
    Dialect(
        "lamb-ratio-eps", "eps in the ratio too", "lamb",
        (Edit("lamb.py", "/ length", "/ (length + h.eps)"),),
        "Steps are shorter where eps is no longer small beside the norm of the step, which has no "
        "units.", ("pytorch_optimizer",),
        lacks=frozenset({"scalable"}),
    ),
)  # fmt: skip
