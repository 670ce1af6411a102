"""Dialects of LAMB."""

from ..rules.shared_edits import GLOBAL_T
from ..rules.source_edits import Edit
from .base import Dialect

DIALECTS = (
    Dialect(
        "lamb-uncorrected", "the moments are not bias-corrected", "lamb",
        (Edit("lamb.py", "m_hat = m / (1 - beta1**t)", "m_hat = m"),
         Edit("lamb.py", "v_hat = v / (1 - beta2**t)", "v_hat = v")),
        "The trust ratio removes the size of the update, so that only eps and weight decay show "
        "the difference.",
        ("cybertronai/pytorch-lamb", "apex (bias_correction=False)", "torch_optimizer",
         "pytorch_optimizer"), 1,
    ),
    Dialect(
        "lamb-norm-capped", "the parameter's norm is capped at 10", "lamb",
        (Edit("lamb.py", "trust = size", "trust = min(size, 10.0)"),),
        "Large parameters move by a smaller fraction of their norm; the cap is the function phi of "
        "the paper.",
        ("cybertronai/pytorch-lamb", "torch_optimizer", "pytorch_optimizer"),
    ),
    Dialect(
        "lamb-plain-without-decay", "no trust ratio where weight decay is 0", "lamb",
        (Edit("lamb.py", "if size", "if h.weight_decay and size"),),
        "With weight decay 0 the optimizer is Adam.",
        ("apex (use_nvlamb=False)", "timm (always_adapt=False)"),
    ),
    Dialect(
        "lamb-global-t", "all parameters have the same step count", "lamb",
        (GLOBAL_T,),
        "A parameter without a gradient on some steps is bias-corrected as if it had had one.",
        ("optax", "keras", "apex", "timm"), 13,
    ),
    Dialect(
        "lamb-decoupled-decay", "weight decay shrinks the weights directly", "lamb",
        (Edit("lamb.py", " + h.weight_decay * theta", ""),
         Edit("lamb.py", "        size, length =",
              "        theta = theta * (1 - h.lr * h.weight_decay)\n        size, length =")),
        "weight_decay acts as in AdamW; the trust ratio uses the norm of the weights after decay.",
        ("keras",),
    ),
    Dialect(
        "lamb-ratio-eps", "eps is also added in the trust ratio", "lamb",
        (Edit("lamb.py", "/ length", "/ (length + h.eps)"),),
        "Steps are smaller where eps is not small against the norm of the update, which has no "
        "units.", ("pytorch_optimizer",),
        unsupported=frozenset({"scalable"}),
    ),
)  # fmt: skip
