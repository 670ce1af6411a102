"""Symbols that stand for the arrays and numbers of an update and record what it computes.

An update that is run on symbols gives a `Program`: the calls of NumPy functions on arrays. Symbols
support only what elementwise formulas need. Whatever else an update does with them raises an error:
a comparison, a conversion, a change in place, a look at the shape or the dtype.
"""

from __future__ import annotations

import operator
from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn, TypeAlias

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

Update: TypeAlias = Callable[..., tuple[Any, Mapping[str, Any]]]

THETA, GRADIENT, STATE = 0, 1, 2
"""The values that a program starts with: theta, its gradient, and the arrays of the state."""

# Functions whose result has the dtype of their arguments.
RECORDED = frozenset({
    np.add, np.subtract, np.multiply, np.divide, np.negative, np.absolute, np.sqrt, np.square,
    np.sign, np.maximum, np.minimum,
})  # fmt: skip


class Context(NamedTuple):
    """What the numbers of a program depend on."""

    t: int
    h: Any
    s: Mapping[str, Any]


class Call(NamedTuple):
    """A call of a NumPy function; an operand is value i if i >= 0, else constant -1 - i."""

    function: np.ufunc
    operands: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Program:
    """The calls of an update. Each call gives a value; its index follows those of earlier values.

    Attributes:
        inputs: the number of values that the program starts with.
        constants: the numbers among the operands.
        calls: the calls in the order of the update.
        outputs: the indices of the new theta and state arrays by the index of the value that they
            replace.
        numbers: the entries of the new state that are numbers.
    """

    inputs: int
    constants: tuple[Number, ...]
    calls: tuple[Call, ...]
    outputs: Mapping[int, int]
    numbers: Mapping[str, Number]


class NotTraceable(TypeError):
    """An update did something that a program cannot express."""


class Strict:
    """An object that is neither compared nor converted."""

    __slots__ = ()

    def __bool__(self) -> bool:
        raise NotTraceable

    def _reject(self, *args: object, **kwargs: object) -> NoReturn:
        raise NotTraceable

    __array__ = __array_function__ = __iter__ = __len__ = __getitem__ = _reject
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _reject


def _arithmetic(operation: Callable[[Any, Any], Any], reflected: bool = False) -> Any:
    def apply(self: Number, other: object) -> Any:
        if type(other) not in (Number, int, float):
            return NotImplemented
        left, right = (other, self) if reflected else (self, other)
        varies = self.varies or (type(other) is Number and other.varies)
        return Number(
            lambda c: operation(evaluate_number(left, c), evaluate_number(right, c)), varies
        )

    return apply


class Number(Strict):
    """A Python number that is computed from t, the hyper-parameters and the state in each step.

    Args:
        evaluate: computes the number.
        varies: whether it depends on t or the state, and not only on the hyper-parameters.
        truth: whether it is not 0, where the program is valid for one of the two only.
    """

    __slots__ = ("evaluate", "truth", "varies")

    def __init__(
        self, evaluate: Callable[[Context], Any], varies: bool, truth: bool | None = None
    ) -> None:
        self.evaluate, self.varies, self.truth = evaluate, varies, truth

    def __bool__(self) -> bool:
        # A program with t or state in a condition would hold for one step.
        if self.truth is None:
            raise NotTraceable
        return self.truth

    def __array_ufunc__(self, *args: object, **kwargs: object) -> Any:
        return NotImplemented

    __add__, __radd__ = _arithmetic(operator.add), _arithmetic(operator.add, True)
    __sub__, __rsub__ = _arithmetic(operator.sub), _arithmetic(operator.sub, True)
    __mul__, __rmul__ = _arithmetic(operator.mul), _arithmetic(operator.mul, True)
    __truediv__, __rtruediv__ = _arithmetic(operator.truediv), _arithmetic(operator.truediv, True)
    __pow__, __rpow__ = _arithmetic(operator.pow), _arithmetic(operator.pow, True)

    def __neg__(self) -> Number:
        return Number(lambda c: -self.evaluate(c), self.varies)


def evaluate_number(number: Any, context: Context) -> Any:
    """Return the value of a number, recorded or not."""
    return number.evaluate(context) if type(number) is Number else number


@dataclass
class Recorder:
    """The calls recorded so far."""

    inputs: int
    constants: list[Number] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def record(self, function: np.ufunc, operands: tuple[Any, ...]) -> Symbol:
        """Record a call and return its result."""
        # An array to the power of 2 is squared by NumPy as well.
        if function is np.power and type(operands[1]) is int and operands[1] == 2:
            function, operands = np.square, operands[:1]
        if function not in RECORDED:
            raise NotTraceable
        self.calls.append(Call(function, tuple(map(self._index, operands))))
        return Symbol(self, self.inputs + len(self.calls) - 1)

    def _index(self, operand: Any) -> int:
        if type(operand) is Symbol:
            return operand.index
        # NumPy's own numbers are rejected because they would decide the dtype of the result.
        if type(operand) not in (Number, int, float):
            raise NotTraceable
        constant = operand if type(operand) is Number else Number(lambda c: operand, False)
        self.constants.append(constant)
        return -len(self.constants)


class Symbol(Strict, NDArrayOperatorsMixin):
    """An array of one block."""

    __slots__ = ("index", "recorder")

    def __init__(self, recorder: Recorder, index: int) -> None:
        self.recorder, self.index = recorder, index

    def __array_ufunc__(
        self, function: np.ufunc, method: str, *operands: Any, **options: object
    ) -> Symbol:
        if method != "__call__" or options:
            raise NotTraceable
        return self.recorder.record(function, operands)


def kind_of_hyper(value: Any) -> Any:
    """Return what a program depends on: of a number only whether it is 0, of others the value."""
    if isinstance(value, tuple):
        return tuple(map(kind_of_hyper, value))
    return ("number", bool(value)) if type(value) in (int, float) else value


def _symbolic_hyper(kind: Any, read: Callable[[Context], Any]) -> Any:
    if not isinstance(kind, tuple):
        return kind
    if kind[:1] == ("number",):
        return Number(read, False, kind[1])
    return tuple(
        _symbolic_hyper(k, lambda c, i=i: read(c)[i])  # type: ignore[misc]
        for i, k in enumerate(kind)
    )


@lru_cache(maxsize=256)
def trace_update(
    update: Update,
    hyper: tuple[tuple[str, Any], ...],
    arrays: tuple[str, ...],
    numbers: tuple[str, ...],
) -> Program | None:
    """Run an update on symbols and return its program; None if it has none.

    Args:
        update: the update, a function without side effects.
        hyper: the names and kinds of the hyper-parameters.
        arrays: the entries of the state that are arrays.
        numbers: the entries of the state that are Python numbers.
    """
    recorder = Recorder(STATE + len(arrays))
    state: dict[str, Any] = {name: Symbol(recorder, STATE + i) for i, name in enumerate(arrays)}
    state |= {name: Number(lambda c, name=name: c.s[name], True) for name in numbers}  # type: ignore[misc]
    names = [name for name, _ in hyper]
    values = [_symbolic_hyper(k, operator.attrgetter(f"h.{name}")) for name, k in hyper]
    theta, gradient = Symbol(recorder, THETA), Symbol(recorder, GRADIENT)
    try:
        # A named tuple, because an update must not keep anything in it.
        h = namedtuple("Hyper", names)(*values)
        result, kept = update(theta, gradient, state, Number(lambda c: c.t, True), h)
        return _program(recorder, arrays, result, kept)
    except Exception:
        # If the update is wrong, it raises the same error on arrays.
        return None


def _program(
    recorder: Recorder, arrays: tuple[str, ...], theta: Any, kept: Mapping[str, Any]
) -> Program:
    places = {name: STATE + i for i, name in enumerate(arrays)}
    numbers = {name: v for name, v in kept.items() if type(v) in (Number, int, float)}
    outputs = {places[name]: v.index for name, v in kept.items() if name not in numbers}
    outputs[THETA] = theta.index
    for place, value in outputs.items():
        # Another array of the state, which could be overwritten before it is copied.
        if value < recorder.inputs and value not in (place, GRADIENT):
            raise NotTraceable
    return Program(
        recorder.inputs, tuple(recorder.constants), tuple(recorder.calls), outputs, numbers
    )
