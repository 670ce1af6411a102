"""Rprop: when steps grow, when they shrink, and what is remembered."""

from ..planting import Edit
from .base import Pitfall

MOVE = "return theta - np.sign(g) * size"

PITFALLS = (
    Pitfall(
        "rprop-step-behind", "moves by the size of the step before", "rprop",
        (Edit("rprop.py", MOVE, 'return theta - np.sign(g) * s.get("size", 0.0)'),),
        "Nothing moves at the first step, and while steps grow each is a sixth too short.", bug=68,
    ),
    Pitfall(
        "rprop-etas-swapped", "steps shrink where they should grow", "rprop",
        (Edit("rprop.py", "(slower, faster), (least, most)", "(faster, slower), (least, most)"),),
        "Under a constant gradient the tenth step is 2600 times too short.",
    ),
    Pitfall(
        "rprop-turn-remembered", "the gradient that turned is remembered", "rprop",
        (Edit("rprop.py", "g = np.where(turn < 0, 0 * g, g)",
              "seen, g = g, np.where(turn < 0, 0 * g, g)"),
         Edit("rprop.py", '{"g": g, "size": size}', '{"g": seen, "size": size}')),
        "The step after a turn counts as a turn again or as a confirmation, where it should do "
        "neither: 59 % off at step 6 on random gradients.",
    ),
    Pitfall(
        "rprop-limits-ignored", "step_sizes is accepted and ignored", "rprop",
        (Edit("rprop.py", "size = np.minimum(np.maximum(size, least), most)", "pass"),),
        "Under a constant gradient the hundredth step is 14,000 times too long; the first few "
        "dozen are right.", bug=82,
    ),
    Pitfall(
        "rprop-gradient-sized", "the step is along the gradient, not its sign", "rprop",
        (Edit("rprop.py", MOVE, "return theta - g * size"),),
        "The same for gradients of 1; for gradients of 1e-4 steps are 10,000 times too short.",
    ),
    Pitfall(
        "rprop-size-not-kept", "the sizes of the steps are not stored", "rprop",
        (Edit("rprop.py", '{"g": g, "size": size}', '{"g": g}'),),
        "Steps never grow nor shrink beyond one factor: the first two are right, the tenth 4 "
        "times too short under a constant gradient.",
    ),
)  # fmt: skip
