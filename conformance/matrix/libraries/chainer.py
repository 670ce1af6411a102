"""chainer, which needs an older NumPy and therefore its own interpreter."""

from __future__ import annotations

from properties.scenarios.model import HyperValue

from .base import Configuration, Library

PLACE = "python/chainer"


def _configuration(kind: str, rule: str, variant: str = "", **known: HyperValue) -> Configuration:
    """Describe a class of chainer; ``known`` are its hard-coded hyper-parameters."""
    folder = "{harnesses}/python"
    target = f"exec:{folder}/chainer/bin/python {folder}/harness.py chainer.optimizers:{kind}"
    return Configuration(rule, target, variant, assume=known)


LIBRARY = Library(
    "chainer",
    "chainer",
    (
        "conformance harness files harnesses",
        f"python -m venv harnesses/{PLACE}",
        f"harnesses/{PLACE}/bin/pip install numpy==1.23.5 'setuptools<60' wheel",
        f"harnesses/{PLACE}/bin/pip install --no-build-isolation chainer==7.8.1",
    ),
    (
        _configuration("SGD", "sgd"),
        _configuration("MomentumSGD", "sgd", "MomentumSGD"),
        _configuration("CorrectedMomentumSGD", "sgd", "CorrectedMomentumSGD"),
        _configuration("NesterovAG", "sgd", "NesterovAG", nesterov=True),
        _configuration("AdaDelta", "adadelta", lr=1.0),
        _configuration("AdaGrad", "adagrad"),
        # The weight decay of its Adam is decoupled; it is checked as AdamW.
        _configuration("Adam", "adam", weight_decay=0.0),
        _configuration("AMSGrad", "adam", "AMSGrad", amsgrad=True, weight_decay=0.0),
        _configuration("AdamW", "adamw"),
        _configuration("RMSprop", "rmsprop"),
    ),
    program=f"{PLACE}/bin/python",
)
