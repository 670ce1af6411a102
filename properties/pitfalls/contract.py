"""Pitfalls around the update: missing gradients, buffers, dtypes, state and checkpoints."""

from ..rules.source_edits import Edit
from .base import Pitfall

PRESENT = "due = [(i, p) for i, p in enumerate(self.params) if p.grad is not None]"
SAVED = '"state": [_copied(self.state[id(p)]) for p in self.params],'
PICKLED = '"state": [self.state[id(p)] for p in self.params]}'
STATE_AT_CONSTRUCTION = """\
        self.state: dict[int, dict[str, Any]] = {
            id(p): {"t": 0, **{name: np.zeros(p.data.shape, p.data.dtype) for name in self.moments}}
            for p in self.params
        }
"""
STATE_AT_FIRST_STEP = """\
        self.state: dict[int, dict[str, Any]] = {}

    def state_of(self, p: Parameter) -> dict[str, Any]:
        zeros = {name: np.zeros(p.data.shape, p.data.dtype) for name in self.moments}
        return self.state.setdefault(id(p), {"t": 0, **zeros})
"""

# Without them, every parameter takes part in every step.
LEFT_OUT = ("no gradient", "add group")

PITFALLS = (
    Pitfall(
        "none-crashes", "a parameter without a gradient crashes the step", "adam",
        (Edit("optimizer.py", PRESENT, "due = list(enumerate(self.params))"),),
        "Parameters whose gradient is None should be skipped. The crash is easy to see, but it "
        "stops a training run.",
        in_case_study=True, claim="A check for None gradients prevents a crash.",
        shown_by=LEFT_OUT,
    ),
    Pitfall(
        "none-as-zero", "a missing gradient is treated as zero", "adam",
        (Edit("optimizer.py", PRESENT,
              "due = [(i, p if p.grad is not None else setattr(p, 'grad', np.zeros_like(p.data)) "
              "or p) for i, p in enumerate(self.params)]"),),
        "Parameters whose gradient is None should be skipped. Here momentum keeps moving them, "
        "both moments decay, and t advances.",
        in_case_study=True, claim="Parameters that are not part of the loss are skipped.",
        shown_by=LEFT_OUT,
    ),
    Pitfall(
        "iterable-not-kept", "the iterable of parameters is not turned into a list", "sgd",
        (Edit("optimizer.py", "self.params = list(params)", "self.params = params"),),
        "The parameters should be read once and stored. A generator is empty after it has been "
        "read once: no step moves anything, and no error is raised.",
        in_case_study=True,
        claim="A generator is exhausted by the first pass, so the parameters are converted to a "
              "list once.", law="generator",
    ),
    Pitfall(
        "iterable-read-by-step", "the iterable of parameters is read by each step", "sgd",
        (Edit("optimizer.py",
              "        self.params = list(params)\n        self._check_parameters()\n",
              "        self.params = params\n"),
         Edit("optimizer.py", STATE_AT_CONSTRUCTION, STATE_AT_FIRST_STEP),
         Edit("optimizer.py", "            state = self.state[id(p)]\n",
              "            state = self.state_of(p)\n"),
         *(Edit("optimizer.py", saved, saved.replace("self.state[id(p)]", "self.state_of(p)"))
           for saved in (SAVED, PICKLED))),
        "The parameters should be read once and stored. A generator is empty after the first step: "
        "no later step moves anything, and no error is raised.", law="generator",
    ),
    Pitfall(
        "mixed-dtypes", "a gradient of another dtype than its parameter is accepted", "adam",
        (Edit("optimizer.py", 'for what in ("dtype", "shape"):', 'for what in ("shape",):'),),
        "A float32 gradient for a float64 parameter should be rejected. Here the step runs with "
        "the 7 digits of float32 where 16 are expected.",
        in_case_study=True,
        claim="Parameters and gradients of different dtypes are possible, because dtypes are not "
              "enforced.", advised=True, law="mixed-dtypes",
    ),
    Pitfall(
        "gradient-mutated", "the step writes into the gradient", "sgd",
        (Edit("sgd.py", "g = g + h.weight_decay * theta", "g += h.weight_decay * theta"),),
        "The gradient buffer is changed, for example by weight decay that is added in place. "
        "Gradient clipping, logging and accumulation that read the gradient after the step get "
        "other values.", bug=80, law="gradient-untouched",
    ),
    Pitfall(
        "gradient-looks-ahead", "Nesterov momentum is added to the gradient in place", "sgd",
        (Edit("sgd.py", 'if "v" in s else g', 'if "v" in s else g.copy()'),
         Edit("sgd.py", "u = g + h.momentum * v if", "u = g.__iadd__(h.momentum * v) if")),
        "The step itself is right, but the gradient buffer is changed. This happens only without "
        "weight decay and maximize, which make a new gradient array.", bug=80,
        law="gradient-untouched",
    ),
    Pitfall(
        "gradient-kept", "the velocity shares memory with a gradient", "sgd",
        (Edit("optimizer.py", "state[name] = np.empty(data.shape, data.dtype)",
              "state[name] = (value.base if getattr(value.base, 'shape', None) == data.shape\n"
              "                               else np.empty(data.shape, data.dtype))"),),
        "The velocity should be a copy. Where gradient buffers are reused, the next backward pass "
        "overwrites the velocity.", law="gradient-not-kept",
        general_title="the state shares memory with a gradient",
        general="The state should be a copy: gradient buffers can be reused.",
    ),
    Pitfall(
        "flag-ignored", "maximize is accepted and ignored", "adam",
        (Edit("adam.py", "        if h.maximize:\n            g = -g\n        if h.weight_decay:",
              "        if h.weight_decay:"),),
        "The gradient should be negated with maximize=True. Here the objective is minimized.",
        bug=82, shown_by=("maximize",),
    ),
    Pitfall(
        "state-by-position", "state is matched to parameters by position among the gradients",
        "adam",
        (Edit("optimizer.py",
              "        for _, p in due:\n            state = self.state[id(p)]\n",
              "        for (_, p), state in zip(due, list(self.state.values())):\n"),),
        "State should belong to the parameter. As soon as one gradient is None, other parameters "
        "step with each other's moments.", bug=86, shown_by=LEFT_OUT,
    ),
    Pitfall(
        "state-saved-short", "state_dict saves the moments in float16", "adam",
        (Edit("optimizer.py", 'np.array(v, order="C") if isinstance(v, np.ndarray)',
              "v.astype(np.float16).astype(v.dtype) if isinstance(v, np.ndarray)"),),
        "The moments should be saved in their own precision. For gradients near 1, a resumed run "
        "differs from the original by up to a thousandth of a step.", bug=88,
        general_title="state_dict saves the state in float16",
        general="The state should be saved in its own precision.",
    ),
    Pitfall(
        "t-not-saved", "the step count is not saved, or not loaded", "adam",
        (Edit("optimizer.py", SAVED,
              '"state": [{**_copied(self.state[id(p)]), "t": 0} for p in self.params],'),),
        "A resumed run should continue with the saved step count. Here it starts again at t = 0: a "
        "run resumed after 2000 steps takes a step that is a third of the right size.", bug=89,
    ),
)  # fmt: skip
