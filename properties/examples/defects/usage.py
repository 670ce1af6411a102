"""Optimizers that mishandle how training loops use them."""

from .base import make_defect

BROKEN_BY = {
    "zero-grad": make_defect(
        "zero_grad does nothing", "sgd", ("optimizer.py", "p.grad = None", "pass")
    ),
    "generator": "iterable-not-kept",
    "written": make_defect(
        "each parameter is overwritten by a copy of the optimizer's own",
        "sgd",
        (
            "optimizer.py",
            "            self._apply(p, p.grad, state)\n",
            '            kept = vars(self).setdefault("kept", {})\n'
            "            p.data[...] = kept.setdefault(id(p), p.data)\n"
            "            self._apply(p, p.grad, state)\n"
            "            kept[id(p)] = p.data.copy()\n",
        ),
    ),
    "duplicate": make_defect(
        "a parameter that is given twice is stepped twice",
        "sgd",
        ("optimizer.py", "if id(p) in seen:", "if p is None:"),
    ),
}
