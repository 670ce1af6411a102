"""Edits for several rules. The profile of a rule has those that only its own variants share."""

from __future__ import annotations

from .source_edits import Edit

# One step count for all parameters: each step counts for every parameter.
GLOBAL_T = Edit(
    "optimizer.py",
    "        for _, p in due:\n            state = self.state[id(p)]\n"
    '            state["t"] += 1\n',
    '        for state in self.state.values():\n            state["t"] += 1\n'
    "        for _, p in due:\n            state = self.state[id(p)]\n",
)


def decoupled_decay_edit(where: str) -> Edit:
    """Return an edit from an L2 term in the gradient to decoupled weight decay."""
    return Edit(
        where,
        "g = g + h.weight_decay * theta",
        "theta = theta * (1 - h.lr * h.weight_decay)",
    )


def swapped_betas_edit(where: str) -> Edit:
    """Return an edit that swaps the two betas."""
    return Edit(where, "beta1, beta2 = h.betas", "beta2, beta1 = h.betas")
