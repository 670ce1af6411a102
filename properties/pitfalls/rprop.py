"""Pitfalls of Rprop."""

from ..rules.source_edits import Edit
from .base import Pitfall

MOVE = "return theta - np.sign(g) * size"

PITFALLS = (
    Pitfall(
        "rprop-step-behind", "each step uses the step size of the previous step", "rprop",
        (Edit("rprop.py", MOVE, 'return theta - np.sign(g) * s.get("size", 0.0)'),),
        "The step should use the step size that was just updated. Here nothing moves at the first "
        "step, and while step sizes grow every step is a sixth too small.", bug=68,
    ),
    Pitfall(
        "rprop-etas-swapped", "step sizes shrink where they should grow", "rprop",
        (Edit("rprop.py", "(slower, faster), (least, most)", "(faster, slower), (least, most)"),),
        "The step size should grow while the gradient keeps its sign. Under a constant gradient "
        "the tenth step is 2600 times too small.",
    ),
    Pitfall(
        "rprop-turn-remembered", "a gradient that changed sign is stored", "rprop",
        (Edit("rprop.py", "g = np.where(turn < 0, 0 * g, g)",
              "seen, g = g, np.where(turn < 0, 0 * g, g)"),
         Edit("rprop.py", '{"g": g, "size": size}', '{"g": seen, "size": size}')),
        "After a sign change the stored gradient should be 0, so that the next step does not "
        "change the step size. On random gradients step 6 is wrong for six of ten "
        "elements.",
    ),
    Pitfall(
        "rprop-limits-ignored", "step_sizes is accepted and ignored", "rprop",
        (Edit("rprop.py", "size = np.minimum(np.maximum(size, least), most)", "pass"),),
        "The step size should stay inside the limits. Under a constant gradient the first few "
        "dozen steps are right; step 100 is 14,000 times too large.", bug=82,
    ),
    Pitfall(
        "rprop-gradient-sized", "the step is multiplied by the gradient, not by its sign", "rprop",
        (Edit("rprop.py", MOVE, "return theta - g * size"),),
        "Only the sign of the gradient should matter. Steps are right for gradients of 1, and "
        "10,000 times too small for gradients of 1e-4.",
    ),
    Pitfall(
        "rprop-size-not-kept", "the step sizes are not stored", "rprop",
        (Edit("rprop.py", '{"g": g, "size": size}', '{"g": g}'),),
        "The step sizes should be kept for the next step. Here they start again from lr at every "
        "step: under a constant gradient the first two steps are right, and the tenth is 4 times "
        "too small.",
    ),
)  # fmt: skip
