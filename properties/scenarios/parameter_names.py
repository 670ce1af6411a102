"""Names of parameters, for optimizers that take named parameters or a model.

Parameters of at least two axes are weights of layers. The others are, in turn, biases of layers,
weights of norms, and scales of layers, as in most models.
"""

from __future__ import annotations

from .model import Scenario


def name_of_parameter(position: int, axes: int) -> str:
    """Return the name of a parameter by its position and its number of axes."""
    if axes > 1:
        return f"layer{position}.weight"
    kinds = (f"layer{position}.bias", f"norm{position}.weight", f"layer{position}.scale")
    return kinds[position % len(kinds)]


def names_of_parameters(scenario: Scenario) -> list[str]:
    """Return the names of the parameters of a scenario."""
    return [
        name_of_parameter(k, len(start.value.shape) - start.complex)
        for k, start in enumerate(scenario.parameters)
    ]
