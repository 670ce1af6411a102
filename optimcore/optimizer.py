"""The base class of the optimizers: parameters, state, and the loop over the parameters.

An update rule is a pure function of the arrays of one parameter. This module loops over parameters,
counts steps, splits arrays into blocks that fit into the cache, and writes the results in place.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, TypeAlias

import numpy as np

from .autograd import Parameter
from .evaluation import EvaluationMode
from .hyperparameters import REQUIRED, Hyper, nonnegative
from .kernels import Kernels
from .saved_state import check_saved

Array: TypeAlias = Any  # float32 or float64 arrays, or arrays of numbers that act like them
State: TypeAlias = Mapping[str, Array]

# Number of elements per call of an update, so that its temporaries fit into the level-2 cache.
BLOCK = 32_768

# From this number of elements on, a kernel is faster than an update that allocates its results.
SMALLEST_KERNEL = 4_096


class Optimizer(EvaluationMode):
    """Gradient descent over a fixed list of parameters.

    ``params`` is read once, at construction. **A parameter that is created or replaced later is not
    tracked**: ``step`` does not update it. Construct the optimizer when the model is complete, and
    construct a new one when a parameter object is replaced.

    Subclasses define ``update``, and ``moments`` if their state starts as zeros.

    Attributes:
        params: the parameters in the given order.
        state: for each parameter, under ``id(parameter)``: ``t`` (steps taken with a gradient)
            and the state of the rule; in an elementwise rule its arrays have the shape of the
            parameter.

    Raises:
        ValueError: no parameters, one parameter twice, or a hyper-parameter out of range.
        TypeError: an item of ``params`` is not a ``Parameter``.
    """

    lr = nonnegative()

    gradient_powers: ClassVar[Mapping[str, int] | None] = {}
    """The powers c**k by which hyper-parameters scale so that gradients c*g give the same steps.

    None if no scaling of the hyper-parameters does that.
    """

    moments: ClassVar[tuple[str, ...]] = ()
    """The names of the state arrays that start as zeros."""

    elementwise: ClassVar[bool] = True
    """Whether the step of an element does not depend on other elements of the parameter."""

    shapeless: ClassVar[bool] = True
    """Whether the steps do not depend on the shape of the parameter."""

    dimensions: ClassVar[int | None] = None
    """The required number of axes of a parameter; None for any number."""

    sign_based: ClassVar[bool] = False
    """Whether the steps use only the sign of the gradient."""

    recorded: ClassVar[bool] = True
    """Whether the update of a large parameter is recorded as a list of NumPy calls."""

    shared: ClassVar[Callable[..., Mapping[str, Any]] | None] = None
    """The function that computes the values that all parameters share; None if they share none.

    It is called once in a step, before the updates, with the arguments

    - ``thetas``, ``gs``, ``states``: the parameters that have a gradient, their gradients and
      states before the step, in the same order;
    - ``shared``: what it returned at the step before, and at the first step an empty mapping;
    - ``t``: how often it has been called, this call included;
    - ``h``: the object with the hyper-parameters as attributes.

    ``update`` gets what it returns as an argument ``shared`` after the others.
    """

    skips_empty: ClassVar[bool] = False
    """Whether parameters without elements are left out, because ``update`` fails for them."""

    _hyper_names: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give a class with other hyper-parameters than its base class a constructor for them.

        Defaults of the base class's constructor are those of its subclass too.
        """
        super().__init_subclass__(**kwargs)
        changed = [n for n in vars(cls) if _is_hyper(inspect.getattr_static(cls.__base__, n, None))]
        added = [name for name, value in vars(cls).items() if _is_hyper(value)]
        if "__init__" in vars(cls) or cls.__init__ is Optimizer.__init__ or not changed + added:
            return
        arguments = inspect.signature(cls.__init__).parameters
        for name in cls.hyperparameters():
            hyper = getattr(cls, name)
            given = arguments[name].default if name in arguments else inspect.Parameter.empty
            if hyper.default is REQUIRED and given is not inspect.Parameter.empty:
                found = hyper.with_default(given)
                found.__set_name__(cls, name)
                setattr(cls, name, found)
        cls.__init__ = Optimizer.__init__  # type: ignore[method-assign]

    def __init__(self, params: Iterable[Parameter], lr: Any = REQUIRED, **hyper: Any) -> None:
        for name, value in self._with_defaults({"lr": lr, **hyper}).items():
            setattr(self, name, value)
        self.params = list(params)
        self._check_parameters()
        self.kernels = Kernels()
        self.state: dict[int, dict[str, Any]] = {
            id(p): {"t": 0, **{name: np.zeros(p.data.shape, p.data.dtype) for name in self.moments}}
            for p in self.params
        }
        self.shared_count = 0
        self.shared_values: Mapping[str, Any] = {}

    @staticmethod
    def update(theta: Array, g: Array, s: State, t: int, h: Any) -> tuple[Array, State]:
        """Return the new parameter and state.

        Args:
            theta: the parameter, or a block of it.
            g: its gradient.
            s: its state.
            t: its step count, from 1.
            h: the object with the hyper-parameters as attributes.
        """
        raise NotImplementedError

    @classmethod
    def hyperparameters(cls) -> tuple[str, ...]:
        """Return the names of the hyper-parameters, ``lr`` first."""
        known: tuple[str, ...] | None = vars(cls).get("_hyper_names")
        if known is None:
            inherited = [name for base in reversed(cls.__mro__) for name in vars(base)]
            names = dict.fromkeys(inherited)
            known = tuple(n for n in names if _is_hyper(inspect.getattr_static(cls, n)))
            cls._hyper_names = known
        return known

    @classmethod
    def default_hyper(cls) -> dict[str, Any]:
        """Return the defaults of the descriptors, for the hyper-parameters that have one."""
        known = {name: getattr(cls, name).default for name in cls.hyperparameters()}
        return {name: value for name, value in known.items() if value is not REQUIRED}

    @classmethod
    def _with_defaults(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return all hyper-parameters.

        Raises:
            TypeError: one is unknown, or has neither a value nor a default.
        """
        found = {**cls.default_hyper(), **{n: v for n, v in given.items() if v is not REQUIRED}}
        known = set(cls.hyperparameters())
        for what, names in (("got no", known - found.keys()), ("has no", found.keys() - known)):
            if names:
                raise TypeError(
                    f"{cls.__name__} {what} hyper-parameter {sorted(names)[0]!r}, so nothing was "
                    f"built. Give values for {', '.join(cls.hyperparameters())} alone."
                )
        return found

    def step(self) -> None:
        """Update every parameter whose ``grad`` is not None, in place.

        Raises:
            ValueError: a gradient has another shape or dtype than its parameter. All gradients are
                checked first, so nothing has been changed.
            RuntimeError: the optimizer is in evaluation mode.
        """
        self._require_training()
        due = [(i, p) for i, p in enumerate(self.params) if p.grad is not None]
        for i, p in due:
            self._check_gradient(i, p)
        if self.shared is not None and due:
            self._share(self.shared, [p for _, p in due])
        for _, p in due:
            state = self.state[id(p)]
            state["t"] += 1
            self._apply(p, p.grad, state)

    def zero_grad(self) -> None:
        """Set every parameter's ``grad`` to None."""
        for p in self.params:
            p.grad = None

    def state_dict(self) -> dict[str, Any]:
        """Return the hyper-parameters and a copy of the state, in the order of the parameters."""
        saved = {
            "optimizer": type(self).__name__,
            "hyper": {name: getattr(self, name) for name in self.hyperparameters()},
            "state": [_copied(self.state[id(p)]) for p in self.params],
        }
        if self.shared is not None:
            saved["shared"] = {"count": self.shared_count, "values": _copied(self.shared_values)}
        if self.trained is not None:
            saved["trained"] = [np.array(value) for value in self.trained]
        return saved

    def load_state_dict(self, saved: Mapping[str, Any]) -> None:
        """Load hyper-parameters and state returned by ``state_dict``.

        Raises:
            ValueError: the state belongs to other parameters or to another optimizer. Nothing has
                been changed.
        """
        check_saved(self, saved)
        for name, value in saved["hyper"].items():
            setattr(self, name, value)
        self.state = {id(p): _copied(s) for p, s in zip(self.params, saved["state"], strict=True)}
        if self.shared is not None:
            self.shared_count = saved["shared"]["count"]
            self.shared_values = _copied(saved["shared"]["values"])
        trained = saved.get("trained")
        self.trained = None if trained is None else [np.array(value) for value in trained]

    def __getstate__(self) -> dict[str, Any]:
        # Identities change in a copy or a pickle, so the state is stored in parameter order.
        return {**self.__dict__, "state": [self.state[id(p)] for p in self.params]}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        self.__dict__.update(kept)
        self.state = {id(p): s for p, s in zip(self.params, kept["state"], strict=True)}

    def __repr__(self) -> str:
        hyper = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.hyperparameters())
        return (
            f"{type(self).__name__}({hyper}; tracks the {len(self.params)} parameters "
            "given at construction and none made later)"
        )

    def _share(self, compute: Callable[..., Mapping[str, Any]], due: list[Parameter]) -> None:
        """Compute the values that all parameters share from those that have a gradient."""
        if self.skips_empty:
            due = [p for p in due if p.data.size]
        if not due:
            return
        states = [
            {name: value for name, value in self.state[id(p)].items() if name != "t"} for p in due
        ]
        self.shared_count += 1
        found = compute(
            [p.data for p in due],
            [p.grad for p in due],
            states,
            self.shared_values,
            self.shared_count,
            self,
        )
        self.shared_values = _copied(found)

    def _apply(self, p: Parameter, grad: Array, state: dict[str, Any]) -> None:
        if self.skips_empty and not p.data.size:
            return
        if self.elementwise and p.data.size >= SMALLEST_KERNEL:
            kernel = self.kernels.find(self, p, grad, state)
            if kernel:
                kernel.apply(grad, state)
                return
        before = {name: value for name, value in state.items() if name != "t"}
        for part in _blocks(p.data, grad) if self.elementwise else (None,):
            theta, kept = self.update(
                _cut(p.data, part),
                _cut(grad, part),
                {name: _cut(value, part) for name, value in before.items()},
                state["t"],
                self,
                *(() if self.shared is None else (self.shared_values,)),
            )
            for name, value in kept.items():
                self._keep(state, name, value, part, p.data)
            _write(p.data, part, theta)

    def _keep(
        self, state: dict[str, Any], name: str, value: Any, part: slice | None, data: Array
    ) -> None:
        if not isinstance(value, np.ndarray | np.generic):
            state[name] = value
        elif not self.elementwise:
            state[name] = np.array(value, order="C")
        else:
            if name not in state:
                state[name] = np.empty(data.shape, data.dtype)
            _write(state[name], part, value)

    def _check_parameters(self) -> None:
        kind = type(self).__name__
        if not self.params:
            raise ValueError(
                f"{kind} got no parameters, so no step could move anything. Give the model's "
                "parameters; an iterator that was read before is empty: make a new one."
            )
        seen: set[int] = set()
        for i, p in enumerate(self.params):
            if not isinstance(p, Parameter):
                raise TypeError(
                    f"{kind} got {type(p).__name__} as parameter {i}, which has no gradient to "
                    "follow. Give optimcore.Parameter objects."
                )
            if id(p) in seen:
                raise ValueError(
                    f"{kind} got one parameter more than once, again as parameter {i}; each step "
                    "would move it more than once. Give each parameter once, tied ones included."
                )
            seen.add(id(p))
            if self.dimensions not in (None, p.data.ndim):
                raise ValueError(
                    f"{kind} got parameter {i} of shape {p.data.shape}, but its rule is defined "
                    f"only for {self.dimensions} axes. Give such parameters to another optimizer."
                )

    def _check_gradient(self, i: int, p: Parameter) -> None:
        for what in ("dtype", "shape"):
            ours, theirs = getattr(p.data, what), getattr(p.grad, what)
            if ours != theirs:
                raise ValueError(
                    f"{type(self).__name__}.step: parameter {i} has {what} {ours} but its "
                    f"gradient has {what} {theirs}; the step would round or broadcast silently, "
                    f"so nothing was changed. Give the gradient the {what} of its parameter."
                )


def _is_hyper(value: object) -> bool:
    return isinstance(value, Hyper)


def _copied(state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: np.array(v, order="C") if isinstance(v, np.ndarray) else v
        for name, v in state.items()
    }


def _cut(value: Any, part: slice | None) -> Any:
    """Return one block of an array; all of it if ``part`` is None or the value is a number."""
    if part is None or not isinstance(value, np.ndarray):
        return value
    return value.reshape(-1)[part]


def _blocks(data: Array, grad: Array) -> Iterator[slice | None]:
    """Yield slices of the flattened array, or None for an array that has no flat view."""
    if not (data.flags.c_contiguous and grad.flags.c_contiguous):
        yield None
        return
    for start in range(0, data.size, BLOCK):
        yield slice(start, start + BLOCK)


def _write(target: Array, part: slice | None, value: Array) -> None:
    if part is None:
        target[...] = value
    else:
        target.reshape(-1)[part] = value
