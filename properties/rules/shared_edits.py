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

# Elements that a sparse gradient does not have are left alone, with their state. Of a parameter
# with several axes, a gradient has whole rows.
LAZY = (
    Edit(
        "optimizer.py",
        "if self.elementwise and self.recorded and p.data.size >= SMALLEST_KERNEL:",
        "if False:  # kernels update all elements",
    ),
    Edit(
        "optimizer.py",
        """            for name, value in kept.items():
                self._keep(state, name, value, part, p.data)
            _write(p.data, part, theta)
""",
        """            present = grad != 0
            if grad.ndim > 1:
                axes = tuple(range(1, grad.ndim))
                present = present.any(axis=axes, keepdims=True) & np.ones(grad.shape, bool)
            present = _cut(present, part)
            for name, value in kept.items():
                old = _cut(before[name], part) if name in before else 0 * value
                self._keep(state, name, np.where(present, value, old), part, p.data)
            _write(p.data, part, np.where(present, theta, _cut(p.data, part)))
""",
    ),
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
