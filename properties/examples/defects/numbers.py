"""Optimizers that mishandle dtypes, complex and sparse gradients, and NaN."""

from .base import TorchDefect, change_step, make_defect

CONJUGATING = TorchDefect("complex gradients are conjugated", "Conjugating")

BROKEN_BY = {
    "several-dtypes": make_defect(
        "the state of all parameters has the dtype of the last one",
        "adam",
        (
            "optimizer.py",
            "np.zeros(p.data.shape, p.data.dtype) for name in self.moments",
            "np.zeros(p.data.shape, self.params[-1].data.dtype) for name in self.moments",
        ),
    ),
    "not-finite": change_step(
        "a multiple of the sum of all gradients is added", "theta - h.lr * g + 0 * g.sum()"
    ),
    "not-hidden": change_step("NaN is replaced by 0", "theta - h.lr * np.nan_to_num(g)"),
    "complex": CONJUGATING,
    "complex-branch": CONJUGATING,
    "sparse": TorchDefect("sparse gradients count half", "HalvedSparse"),
}
