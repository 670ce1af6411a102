"""Mistakes in the training loop around a correct optimizer."""

from ..planting import Edit
from .base import Pitfall

MAKE = "    optimizer = make_optimizer(model.parameters())\n"
BACKWARD = "        value.backward()\n        optimizer.step()\n"

PITFALLS = (
    Pitfall(
        "zero-grad-forgotten", "zero_grad is forgotten", "sgd",
        (Edit("training.py", "        optimizer.zero_grad()\n", ""),),
        "Each step follows the sum of all gradients so far. The loss often falls all the same: it "
        "acts like momentum 1.",
        seed=True, claim="The loss diverges immediately.", loop=True,
    ),
    Pitfall(
        "step-before-backward", "step comes before backward", "sgd",
        (Edit("training.py", BACKWARD, "        optimizer.step()\n        value.backward()\n"),),
        "With zero_grad before it, every step sees no gradient at all: nothing ever moves.",
        seed=True, claim="The None guard prevents a crash; it is a sign of a logic error.",
        loop=True,
    ),
    Pitfall(
        "added-after-construction", "parameters are added after construction", "sgd",
        (Edit("training.py", "    model.build()\n    model.convert()\n" + MAKE,
              "    model.convert()\n" + MAKE + "    model.build()\n"),),
        "The new layer keeps its initial values; the rest trains around it.",
        seed=True, claim="They are not updated.", loop=True,
    ),
    Pitfall(
        "replaced-after-construction", "parameters are replaced after construction", "adam",
        (Edit("training.py", "    model.convert()\n" + MAKE, MAKE + "    model.convert()\n"),),
        "The optimizer holds the old objects: the model no longer moves at all.",
        seed=True, claim="The state of the old identity becomes stale; torch handles it.", bug=90,
        loop=True,
    ),
)  # fmt: skip
