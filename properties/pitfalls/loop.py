"""Pitfalls in the training loop around a correct optimizer."""

from ..rules.source_edits import Edit
from .base import Pitfall

MAKE = "    optimizer = make_optimizer(model.parameters())\n"
BACKWARD = "        value.backward()\n        optimizer.step()\n"

PITFALLS = (
    Pitfall(
        "zero-grad-forgotten", "zero_grad is not called", "sgd",
        (Edit("training.py", "        optimizer.zero_grad()\n", ""),),
        "The gradients should be cleared before each backward pass. Here each step follows the sum "
        "of all gradients so far, which acts like momentum 1; the loss often decreases "
        "nevertheless.",
        in_case_study=True, claim="Without zero_grad the loss diverges immediately.", loop=True,
    ),
    Pitfall(
        "step-before-backward", "step is called before backward", "sgd",
        (Edit("training.py", BACKWARD, "        optimizer.step()\n        value.backward()\n"),),
        "The gradients should be computed before the step. Here zero_grad has just cleared them, "
        "so no parameter ever moves.",
        in_case_study=True,
        claim="The check for None gradients prevents a crash, but a step without gradients is a "
              "logic error.",
        loop=True,
    ),
    Pitfall(
        "added-after-construction", "parameters are added after the optimizer is constructed",
        "sgd",
        (Edit("training.py", "    model.build()\n    model.convert()\n" + MAKE,
              "    model.convert()\n" + MAKE + "    model.build()\n"),),
        "The optimizer should be constructed when the model is complete. Here it does not track "
        "the new parameters: they keep their initial values while the rest of the model trains.",
        in_case_study=True, claim="Parameters that are added later are not updated.", loop=True,
    ),
    Pitfall(
        "replaced-after-construction", "parameters are replaced after the optimizer is constructed",
        "adam",
        (Edit("training.py", "    model.convert()\n" + MAKE, MAKE + "    model.convert()\n"),),
        "The optimizer should be constructed with the final parameter objects. Here it updates the "
        "replaced ones, and the model does not train at all.",
        in_case_study=True,
        claim="The state of a replaced parameter becomes stale; torch handles this case.",
        bug=90,
        loop=True,
    ),
)  # fmt: skip
