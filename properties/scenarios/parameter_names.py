"""Names of parameters, for optimizers that take named parameters or a model.

Parameters of at least two axes are weights of layers. Of the others, every second one is the bias
of a layer, and the rest are weights of norms, as in most models.
"""

from __future__ import annotations

from .model import Scenario


def name_of_parameter(position: int, axes: int) -> str:
    """Return the name of a parameter by its position and its number of axes."""
    if axes > 1:
        return f"layer{position}.weight"
    return f"norm{position}.weight" if position % 2 else f"layer{position}.bias"


def names_of_parameters(scenario: Scenario) -> list[str]:
    """Return the names of the parameters of a scenario."""
    return [
        name_of_parameter(k, len(start.value.shape) - start.complex)
        for k, start in enumerate(scenario.parameters)
    ]
