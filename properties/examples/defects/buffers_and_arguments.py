"""Optimizers that mishandle buffers and arguments."""

from .base import TorchDefect, make_defect

BROKEN_BY = {
    "gradient-untouched": "gradient-mutated",
    "gradient-not-kept": make_defect(
        "the state is the array of the update, which may be the gradient buffer",
        "sgd",
        ("optimizer.py", "_write(state[name], part, value)", "state[name] = value"),
    ),
    "shape-and-dtype": make_defect(
        "the parameter is converted to another dtype",
        "adam",
        (
            "optimizer.py",
            "            _write(p.data, part, theta)\n",
            "            _write(p.data, part, theta)\n"
            "        p.data = p.data.astype(np.float16).astype(np.longdouble)\n",
        ),
    ),
    "layout": make_defect(
        "the result is written into a copy",
        "sgd",
        ("optimizer.py", "target[...] = value", "target.copy()[...] = value"),
    ),
    "alive": "velocity-not-kept",
    "closure": TorchDefect("the closure is called after the step", "LateClosure"),
    "closure-loss": TorchDefect("the loss of the closure is not returned", "ForgottenLoss"),
    "refusals": make_defect(
        "every value of a hyper-parameter is accepted",
        "sgd",
        (
            "hyperparameters.py",
            "if not (math.isfinite(number) and inside(number)):",
            "if number is None:",
        ),
    ),
    "mixed-dtypes": "mixed-dtypes",
}
