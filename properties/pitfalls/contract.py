"""Promises around the numbers: who owns what, what is kept, what is refused."""

from ..planting import Edit
from .base import Pitfall

PRESENT = "due = [(i, p) for i, p in enumerate(self.params) if p.grad is not None]"
SAVED = '"state": [_copied(self.state[id(p)]) for p in self.params],'

PITFALLS = (
    Pitfall(
        "none-crashes", "a parameter without a gradient crashes the step", "adam",
        (Edit("optimizer.py", PRESENT, "due = list(enumerate(self.params))"),),
        "Loud, but in the middle of a training run.",
        seed=True, claim="A guard for None gradients prevents a crash.",
    ),
    Pitfall(
        "none-as-zero", "a parameter without a gradient is stepped with zero", "adam",
        (Edit("optimizer.py", PRESENT,
              "due = [(i, p if p.grad is not None else setattr(p, 'grad', np.zeros_like(p.data)) "
              "or p) for i, p in enumerate(self.params)]"),),
        "Momentum goes on moving it, both moments decay, and t advances.",
        seed=True, claim="Parameters that are not part of the loss are skipped.",
    ),
    Pitfall(
        "iterable-not-kept", "the iterable of parameters is not made a list", "sgd",
        (Edit("optimizer.py", "self.params = list(params)", "self.params = params"),),
        "A generator is empty after the first look: no step moves anything, and nothing is said.",
        seed=True, claim="An iterable is exhausted by the first pass, so it is made a list once.",
    ),
    Pitfall(
        "mixed-dtypes", "a float32 gradient is taken for a float64 parameter", "adam",
        (Edit("optimizer.py", 'for what in ("dtype", "shape"):', 'for what in ("shape",):'),),
        "Nothing fails: the numbers carry 7 digits where 16 are expected.",
        seed=True, claim="Possible, since dtypes are not enforced.", advised=True,
    ),
    Pitfall(
        "gradient-mutated", "the step writes into the gradient", "sgd",
        (Edit("sgd.py", "g = g + h.weight_decay * theta", "g += h.weight_decay * theta"),),
        "The step itself is right; clipping, logging and accumulation afterwards are not.", bug=80,
    ),
    Pitfall(
        "gradient-looks-ahead", "Nesterov's look-ahead is written into the gradient", "sgd",
        (Edit("sgd.py", 'if "v" in s else g', 'if "v" in s else g.copy()'),
         Edit("sgd.py", "u = g + h.momentum * v if", "u = g.__iadd__(h.momentum * v) if")),
        "Only where nothing made a new gradient before: without decay, and not maximizing.", bug=80,
    ),
    Pitfall(
        "gradient-kept", "the first velocity is the gradient's own buffer", "sgd",
        (Edit("optimizer.py", "_write(state.setdefault(name, np.empty(data.shape, data.dtype)), ",
              "_write(state.setdefault(name, value.base if np.shape(value.base) == data.shape\n"
              "                   else np.empty(data.shape, data.dtype)), "),),
        "The next backward pass writes into the velocity, wherever buffers are used again.",
    ),
    Pitfall(
        "flag-ignored", "maximize is accepted and ignored", "adam",
        (Edit("adam.py", "        if h.maximize:\n            g = -g\n        if h.weight_decay:",
              "        if h.weight_decay:"),),
        "The objective is minimized.", bug=82,
    ),
    Pitfall(
        "state-by-position", "state belongs to positions among the present gradients", "adam",
        (Edit("optimizer.py",
              "        for _, p in due:\n            state = self.state[id(p)]\n",
              "        for (_, p), state in zip(due, list(self.state.values())):\n"),),
        "As soon as one gradient is None, others step with each other's moments.", bug=86,
    ),
    Pitfall(
        "state-saved-short", "moments are saved in half the precision", "adam",
        (Edit("optimizer.py", 'np.array(v, order="C") if isinstance(v, np.ndarray)',
              "v.astype(np.float16).astype(v.dtype) if isinstance(v, np.ndarray)"),),
        "A resumed run is another run, by a thousandth of a step.", bug=88,
    ),
    Pitfall(
        "t-not-saved", "the step count is lost on resuming", "adam",
        (Edit("optimizer.py", SAVED,
              '"state": [{**_copied(self.state[id(p)]), "t": 0} for p in self.params],'),),
        "The bias correction starts again: a third of the step at 2000 steps.", bug=89,
    ),
)  # fmt: skip
