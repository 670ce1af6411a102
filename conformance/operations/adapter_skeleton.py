"""``adapter new``: an adapter to start from."""

from __future__ import annotations

from pathlib import Path

from ..errors import WrongUse

ADAPTER = '''"""An adapter: how an optimizer is built, given gradients and stepped.

Try it: conformance check module:Class --rule sgd --adapter {name}.py:ADAPTER
"""

from conformance.adapters import Adapter, BaseDriver


class Driver(BaseDriver):
    def __init__(self, target, names, spec):
        super().__init__(names, spec)
        # self.params: what values() reads with np.asarray; self.arguments: the hyper-parameters.
        self.params = [values.astype(d) for values, d in zip(spec.arrays, spec.dtypes)]
        self.optimizer = target.thing(**self.arguments)

    def step(self):
        # self.pending_gradients: an array for each parameter, or None.
        for k, gradient in enumerate(self.pending_gradients):
            if gradient is not None:
                self.params[k] = self.optimizer.step(self.params[k], gradient)


# takes_parameters: whether the first argument of the constructor is the list of parameters.
# names={{("", "lr"): ("rate",)}} says that every rule's lr is called rate.
ADAPTER = Adapter("{name}", "optimizers of my library", Driver, takes_parameters=False)
'''


def write_adapter(name: str, folder: Path = Path()) -> Path:
    """Write ``NAME.py`` with an adapter, and return its path.

    Raises:
        WrongUse: The name is no identifier, or the file is there already.
    """
    path = folder / f"{name}.py"
    if not name.isidentifier():
        raise WrongUse(
            f"{name!r} is not an identifier of Python, so it cannot be the name of an adapter. "
            "Give a name such as my_library."
        )
    if path.exists():
        raise WrongUse(f"{path} is there already, so nothing was written. Give another name.")
    path.write_text(ADAPTER.format(name=name), encoding="utf-8")
    return path
