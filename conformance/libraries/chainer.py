"""chainer, which needs an older NumPy and so an interpreter of its own."""

from __future__ import annotations

from properties.scenario import HyperValue

from .base import Configuration, Library

PLACE = "python/chainer"


def _of(kind: str, rule: str, variant: str = "", **known: HyperValue) -> Configuration:
    """A class of chainer's in that interpreter; ``known`` is what is built in."""
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
        _of("SGD", "sgd"),
        _of("MomentumSGD", "sgd", "MomentumSGD"),
        _of("CorrectedMomentumSGD", "sgd", "CorrectedMomentumSGD"),
        _of("NesterovAG", "sgd", "NesterovAG", nesterov=True),
        _of("AdaDelta", "adadelta", lr=1.0),
        _of("AdaGrad", "adagrad"),
        # What its Adam calls weight decay is decoupled: AdamW's row tells of that.
        _of("Adam", "adam", weight_decay=0.0),
        _of("AMSGrad", "adam", "AMSGrad", amsgrad=True, weight_decay=0.0),
        _of("AdamW", "adamw"),
        _of("RMSprop", "rmsprop"),
    ),
    program=f"{PLACE}/bin/python",
)
