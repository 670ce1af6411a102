"""Pitfalls in the training loop around a correct optimizer."""

from ..rules.source_edits import Edit
from .base import Pitfall

MAKE = "    optimizer = make_optimizer(model.parameters())\n"
BACKWARD = "        value.backward()\n        optimizer.step()\n"

PITFALLS = (
    Pitfall(
        "zero-grad-forgotten", "zero_grad is not called", "sgd",
        (Edit("training.py", "        optimizer.zero_grad()\n", ""),),
        "Each step follows the sum of all gradients so far. The loss often decreases all the same, "
        "because this acts like momentum 1.",
        in_case_study=True, claim="The loss diverges immediately.", loop=True,
    ),
    Pitfall(
        "step-before-backward", "step is called before backward", "sgd",
        (Edit("training.py", BACKWARD, "        optimizer.step()\n        value.backward()\n"),),
        "zero_grad has just cleared the gradients, so every step finds none and nothing ever "
        "moves.",
        in_case_study=True, claim="The None guard prevents a crash; it is a sign of a logic error.",
        loop=True,
    ),
    Pitfall(
        "added-after-construction", "parameters are added after the optimizer is constructed",
        "sgd",
        (Edit("training.py", "    model.build()\n    model.convert()\n" + MAKE,
              "    model.convert()\n" + MAKE + "    model.build()\n"),),
        "The optimizer does not know the new parameters: they keep their initial values while the "
        "rest of the model trains.",
        in_case_study=True, claim="They are not updated.", loop=True,
    ),
    Pitfall(
        "replaced-after-construction", "parameters are replaced after the optimizer is constructed",
        "adam",
        (Edit("training.py", "    model.convert()\n" + MAKE, MAKE + "    model.convert()\n"),),
        "The optimizer holds the old parameter objects: the model does not train at all.",
        in_case_study=True, claim="The state of the old identity becomes stale; torch handles it.",
        bug=90,
        loop=True,
    ),
)  # fmt: skip
