"""Kernels: update rules as lists of NumPy calls that write into given arrays.

An update that is evaluated on arrays makes a new array for every intermediate result. A kernel has
the same calls in the same order, so that the results have the same bits, but writes into the
parameter, the state, and a few scratch arrays, which stay in the cache.
"""

from __future__ import annotations

from itertools import pairwise
from types import FunctionType
from typing import Any

import numpy as np

from .schedules import schedule_calls
from .symbols import GRADIENT, Context, Program, evaluate_number, kind_of_hyper, trace_update

# The largest number of elements of a block, for which the scratch arrays fit into the level-2 cache
# and the time that NumPy takes to start a call is small.
LARGEST_BLOCK = 65_536

CACHE_LINE = 64


class Kernel:
    """The update of one parameter and its state, as long as these are the same arrays.

    Args:
        program: the calls of the update.
        h: the optimizer.
        data: the parameter.
        state: its state.
        scratch: memory for intermediate results, which kernels share.
    """

    def __init__(
        self, program: Program, h: Any, data: Any, state: dict[str, Any], scratch: list[Any]
    ) -> None:
        self.program, self.h, self.data, self.scratch = program, h, data, scratch
        self.arrays = {name: a for name, a in state.items() if type(a) is np.ndarray}
        self.entries = len(state)
        self.varying = [(i, n) for i, n in enumerate(program.constants) if n.varies]
        self.fixed = [(i, n) for i, n in enumerate(program.constants) if not n.varies]
        self.constants = np.empty(len(program.constants), data.dtype)
        self.ones: bytes | None = None
        self.hyper: dict[str, Any] = dict.fromkeys(h.hyperparameters())
        self._set_hyper()

    def is_current(self, data: Any, state: dict[str, Any]) -> bool:
        """Return whether the kernel is for these arrays and for the present hyper-parameters."""
        if data is not self.data or len(state) != self.entries:
            return False
        if not all(state.get(name) is array for name, array in self.arrays.items()):
            return False
        present = self.h.__dict__
        changed = [name for name, value in self.hyper.items() if present[name] is not value]
        if any(kind_of_hyper(present[n]) != kind_of_hyper(self.hyper[n]) for n in changed):
            return False
        if changed:
            self._set_hyper()
        return True

    def _set_hyper(self) -> None:
        self.hyper = {name: getattr(self.h, name) for name in self.hyper}
        context = Context(0, self.h, {})
        for i, number in self.fixed:
            self.constants[i] = number.evaluate(context)

    def accepts(self, grad: Any) -> bool:
        """Return whether the gradient is an array that shares no memory with what is written."""
        return (
            type(grad) is np.ndarray
            and grad.flags.c_contiguous
            and grad.dtype == self.data.dtype
            and not any(np.may_share_memory(grad, a) for a in (self.data, *self.arrays.values()))
        )

    def apply(self, grad: Any, state: dict[str, Any]) -> None:
        """Write the new parameter and state in place."""
        gradient = grad.reshape(-1)
        numbers = self._prepare(Context(state["t"], self.h, state))
        for part, arrays in self.blocks:
            arrays[GRADIENT] = gradient[part]
            for function, arguments in self.calls:
                function(*arguments(arrays))
            # It would keep the gradient alive.
            arrays[GRADIENT] = None
        state.update(numbers)

    def _prepare(self, context: Context) -> dict[str, Any]:
        """Set the constants and calls of a step, and return the numbers of the new state."""
        for i, number in self.varying:
            self.constants[i] = number.evaluate(context)
        ones = (self.constants == 1).tobytes()
        if ones != self.ones:
            self._schedule(ones)
        numbers = self.program.numbers
        return {name: evaluate_number(numbers[name], context) for name in numbers}

    def _schedule(self, ones: bytes) -> None:
        self.ones = ones
        self.calls, count = schedule_calls(self.program, ones)
        flat = [self.data.reshape(-1), None, *(a.reshape(-1) for a in self.arrays.values())]
        # As arrays without axes, numbers are converted to the dtype once and not in every call.
        constants = [self.constants[i, ...] for i in range(self.constants.size)]
        self.blocks = []
        for part in divide(self.data.size):
            needed = (part.stop - part.start) * self.data.itemsize
            extend_scratch(self.scratch, count, needed)
            temporary = [a[:needed].view(self.data.dtype) for a in self.scratch[:count]]
            inputs = [None if a is None else a[part] for a in flat]
            self.blocks.append((part, [*inputs, *constants, *temporary]))


class Kernels:
    """The kernels of one optimizer. Copies and pickles of the optimizer make their own."""

    def __init__(self) -> None:
        self.kernels: dict[int, Kernel] = {}
        self.scratch: list[Any] = []

    def __reduce__(self) -> tuple[type[Kernels], tuple[()]]:
        return Kernels, ()

    def find(self, h: Any, p: Any, grad: Any, state: dict[str, Any]) -> Kernel | None:
        """Return the kernel for a parameter; None where the update is evaluated on arrays.

        Args:
            h: the optimizer.
            p: the parameter.
            grad: its gradient.
            state: its state, with t.
        """
        if not h.recorded or h.shared is not None:
            return None
        kernel = self.kernels.get(id(p))
        if kernel is None or not kernel.is_current(p.data, state):
            kernel = self._build(h, p.data, state)
            if kernel is None:
                self.kernels.pop(id(p), None)
                return None
            self.kernels[id(p)] = kernel
        return kernel if kernel.accepts(grad) else None

    def _build(self, h: Any, data: Any, state: dict[str, Any]) -> Kernel | None:
        arrays = {name: value for name, value in state.items() if type(value) is np.ndarray}
        numbers = [name for name, value in state.items() if type(value) in (int, float)]
        # Another kind of callable may keep something from call to call.
        if len(arrays) + len(numbers) != len(state) or type(h.update) is not FunctionType:
            return None
        if not _are_separate_and_alike([data, *arrays.values()]):
            return None
        numbers.remove("t")
        kinds = tuple([(name, kind_of_hyper(getattr(h, name))) for name in h.hyperparameters()])
        program = trace_update(h.update, kinds, tuple(arrays), tuple(numbers))
        return Kernel(program, h, data, state, self.scratch) if program else None


def divide(size: int) -> list[slice]:
    """Return blocks of nearly the same size."""
    count = -(-size // LARGEST_BLOCK)
    starts = [size * i // count for i in range(count + 1)]
    return [slice(*bounds) for bounds in pairwise(starts)]


def _are_separate_and_alike(arrays: list[Any]) -> bool:
    first = arrays[0]
    return all(
        type(a) is np.ndarray
        and a.flags.c_contiguous
        and (a.shape, a.dtype) == (first.shape, first.dtype)
        and not any(np.may_share_memory(a, b) for b in arrays[:i])
        for i, a in enumerate(arrays)
    )


def extend_scratch(scratch: list[Any], count: int, size: int) -> None:
    """Make sure that there are ``count`` scratch arrays of at least ``size`` bytes each.

    They start at a cache line, where vector instructions are faster.
    """
    for i in range(count):
        if i == len(scratch):
            scratch.append(np.empty(0, np.uint8))
        if scratch[i].size < size:
            memory = np.empty(size + CACHE_LINE, np.uint8)
            start = -memory.ctypes.data % CACHE_LINE
            scratch[i] = memory[start : start + size]
