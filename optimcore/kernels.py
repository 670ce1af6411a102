"""Kernels: update rules as lists of NumPy calls that write into given arrays.

An update that is evaluated on arrays makes a new array for every intermediate result. A kernel has
the same calls in the same order, so that the results have the same bits, but writes into the
parameter, the state, and a few scratch arrays, which stay in the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any, TypeAlias

import numpy as np

from .schedules import schedule_calls
from .symbols import GRADIENT, Context, Program, evaluate_number, kind_of_hyper, trace_update

CACHE_LINE = 64

Blocks: TypeAlias = Callable[[Any, Any], Iterable[slice | None]]


class Kernel:
    """The update of one parameter and its state, as long as these are the same arrays.

    Args:
        program: the calls of the update.
        data: the parameter.
        state: its state.
        h: the optimizer, whose hyper-parameters keep their values.
        parts: the blocks of the parameter.
        scratch: the arrays for intermediate results, which kernels share.
    """

    def __init__(
        self,
        program: Program,
        data: Any,
        state: dict[str, Any],
        h: Any,
        parts: list[slice],
        scratch: list[Any],
    ) -> None:
        self.program, self.data, self.h, self.parts, self.scratch = program, data, h, parts, scratch
        self.arrays = {name: a for name, a in state.items() if type(a) is np.ndarray}
        self.entries = len(state)
        self.hyper = hyper_values(h)
        self.varying = [(i, n) for i, n in enumerate(program.constants) if n.varies]
        context = Context(0, h, {})
        # As arrays without axes, numbers are converted to the dtype once and not in every call.
        self.constants = np.array(
            [1 if n.varies else n.evaluate(context) for n in program.constants], data.dtype
        )
        self._schedule()

    def is_current(self, data: Any, state: dict[str, Any]) -> bool:
        """Return whether parameter, state and hyper-parameters are the objects that they were."""
        if data is not self.data or len(state) != self.entries:
            return False
        for name, array in self.arrays.items():
            if state.get(name) is not array:
                return False
        values = self.h.__dict__
        return all([values[name] is value for name, value in self.hyper])

    def accepts(self, grad: Any) -> bool:
        """Return whether the gradient is an array that shares no memory with what is written."""
        return (
            type(grad) is np.ndarray
            and grad.flags.c_contiguous
            and grad.dtype == self.data.dtype
            and not any([np.may_share_memory(grad, a) for a in (self.data, *self.arrays.values())])
        )

    def apply(self, grad: Any, state: dict[str, Any]) -> None:
        """Write the new parameter and state in place."""
        gradient = grad.reshape(-1)
        numbers = self._evaluate_numbers(state)
        for part, arrays in self.blocks:
            arrays[GRADIENT] = gradient[part]
            for function, arguments in self.calls:
                function(*arguments(arrays))
            # The block would keep the gradient alive.
            arrays[GRADIENT] = None
        state.update(numbers)

    def _evaluate_numbers(self, state: dict[str, Any]) -> dict[str, Any]:
        """Set the constants of this step, and return the numbers of the new state."""
        context = Context(state["t"], self.h, state)
        for i, number in self.varying:
            self.constants[i] = number.evaluate(context)
        if self.varying and self._find_ones() != self.ones:
            self._schedule()
        numbers = self.program.numbers
        return {name: evaluate_number(numbers[name], context) for name in numbers}

    def _find_ones(self) -> bytes:
        return (self.constants == 1).tobytes()

    def _schedule(self) -> None:
        self.ones = self._find_ones()
        self.calls, scratch = schedule_calls(self.program, self.ones)
        flat = [self.data.reshape(-1), None, *(a.reshape(-1) for a in self.arrays.values())]
        constants = [self.constants[i, ...] for i in range(self.constants.size)]
        self.blocks = []
        for part in self.parts:
            inputs = [None if a is None else a[part] for a in flat]
            needed = inputs[0].nbytes
            _extend(self.scratch, scratch, needed)
            temporary = [a[:needed].view(self.data.dtype) for a in self.scratch[:scratch]]
            self.blocks.append((part, [*inputs, *constants, *temporary]))


class Kernels:
    """The kernels of one optimizer; copies and pickles of it make their own."""

    def __init__(self) -> None:
        self.kernels: dict[int, Kernel] = {}
        self.scratch: list[Any] = []

    def __reduce__(self) -> tuple[type[Kernels], tuple[()]]:
        return Kernels, ()

    def find(self, h: Any, p: Any, grad: Any, state: dict[str, Any], blocks: Blocks) -> Kernel | None:
        """Return the kernel for a parameter; None where the update is evaluated on arrays.

        Args:
            h: the optimizer.
            p: the parameter.
            grad: its gradient.
            state: its state, with t.
            blocks: returns the blocks of the parameter; None stands for the whole.
        """
        kernel = self.kernels.get(id(p))
        if kernel is None or not kernel.is_current(p.data, state):
            self.kernels.pop(id(p), None)
            kernel = self._build(h, p.data, state, list(blocks(p.data, grad)))
            if kernel is None:
                return None
            self.kernels[id(p)] = kernel
        return kernel if kernel.accepts(grad) else None

    def _build(self, h: Any, data: Any, state: dict[str, Any], parts: list[Any]) -> Kernel | None:
        arrays = {name: value for name, value in state.items() if type(value) is np.ndarray}
        numbers = [name for name, value in state.items() if type(value) in (int, float)]
        if None in parts or len(arrays) + len(numbers) != len(state):
            return None
        if not _are_separate_and_alike([data, *arrays.values()]):
            return None
        # Another kind of callable may keep something from call to call.
        if type(h.update) is not FunctionType:
            return None
        numbers.remove("t")
        kinds = tuple([(name, kind_of_hyper(value)) for name, value in hyper_values(h)])
        program = trace_update(h.update, kinds, tuple(arrays), tuple(numbers))
        return program and Kernel(program, data, state, h, parts, self.scratch)


def hyper_values(h: Any) -> list[tuple[str, Any]]:
    """Return the names and values of the hyper-parameters of an optimizer."""
    return [(name, getattr(h, name)) for name in h.hyperparameters()]


def _are_separate_and_alike(arrays: list[Any]) -> bool:
    first = arrays[0]
    return all(
        type(a) is np.ndarray
        and a.flags.c_contiguous
        and (a.shape, a.dtype) == (first.shape, first.dtype)
        and not any(np.may_share_memory(a, b) for b in arrays[:i])
        for i, a in enumerate(arrays)
    )


def _extend(scratch: list[Any], count: int, size: int) -> None:
    """Make at least ``count`` scratch arrays of at least ``size`` bytes each.

    They start at a cache line, where vector instructions are faster.
    """
    for i in range(count):
        if i == len(scratch):
            scratch.append(np.empty(0, np.uint8))
        if scratch[i].size < size:
            memory = np.empty(size + CACHE_LINE, np.uint8)
            start = -memory.ctypes.data % CACHE_LINE
            scratch[i] = memory[start : start + size]
