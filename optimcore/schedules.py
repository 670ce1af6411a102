"""Schedules: which array each call of a program writes to."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from .symbols import GRADIENT, Call, Program

Arguments = Callable[[list[Any]], tuple[Any, ...]]

# NumPy deprecates a third argument without a name for these two.
OUT_BY_NAME: dict[Any, Callable[..., Any]] = {
    np.maximum: lambda a, b, out: np.maximum(a, b, out=out),
    np.minimum: lambda a, b, out: np.minimum(a, b, out=out),
}


class Schedule(NamedTuple):
    """The calls of a program with the arrays that they read and write.

    The arrays are the inputs of the program, its constants, and ``scratch`` more. An item of
    ``calls`` is a function and the selection of its arguments, of which the last is written to.
    """

    calls: tuple[tuple[Callable[..., Any], Arguments], ...]
    scratch: int


@lru_cache(maxsize=256)
def schedule_calls(program: Program, ones: bytes) -> Schedule:
    """Choose an array for the result of every call.

    Multiplications and divisions by exactly 1 are left out, because they return their argument.

    Args:
        program: the calls.
        ones: for each constant of the program 1 if it is 1, else 0.
    """
    calls = _without_neutral_calls(program, ones)
    return _Scheduler(program, calls).schedule()


def _without_neutral_calls(program: Program, ones: bytes) -> list[tuple[int, Call]]:
    """Return calls with the indices of their results."""
    same: dict[int, int] = {}
    kept = []
    for i, (function, recorded) in enumerate(program.calls):
        result = program.inputs + i
        operands = tuple(same.get(v, v) for v in recorded)
        argument = _unchanged_argument(function, operands, ones)
        if argument is None or result in program.outputs.values():
            kept.append((result, Call(function, operands)))
        else:
            same[result] = argument
    return kept


def _unchanged_argument(function: np.ufunc, operands: tuple[int, ...], ones: bytes) -> int | None:
    """Return the argument that a call returns as it is; constant i is the operand -1 - i."""
    if function in (np.multiply, np.divide) and operands[1] < 0 <= operands[0]:
        return operands[0] if ones[-1 - operands[1]] else None
    if function is np.multiply and operands[0] < 0 <= operands[1]:
        return operands[1] if ones[-1 - operands[0]] else None
    return None


class _Scheduler:
    """The arrays and the values in them, while calls are scheduled one after the other."""

    def __init__(self, program: Program, calls: list[tuple[int, Call]]) -> None:
        self.program, self.calls = program, calls
        self.array_of = {v: v for v in range(program.inputs)}
        self.value_in = dict(self.array_of)
        self.first_scratch = program.inputs + len(program.constants)
        self.arrays = self.first_scratch
        last = {v: i for i, (_, call) in enumerate(calls) for v in call.operands}
        # Outputs are needed until the end.
        self.last_use = last | dict.fromkeys(program.outputs.values(), len(calls))

    def schedule(self) -> Schedule:
        scheduled = [
            (call.function, (*map(self._array, call.operands), self._place(i, result)))
            for i, (result, call) in enumerate(self.calls)
        ]
        scheduled += [
            (np.positive, (self.array_of[value], place))
            for place, value in self.program.outputs.items()
            if self.array_of[value] != place
        ]
        calls = tuple(
            (OUT_BY_NAME.get(function, function), itemgetter(*arrays))
            for function, arrays in scheduled
        )
        return Schedule(calls, self.arrays - self.first_scratch)

    def _array(self, operand: int) -> int:
        return self.array_of[operand] if operand >= 0 else self.program.inputs - 1 - operand

    def _place(self, now: int, result: int) -> int:
        """Choose the array for the result of a call, which may be one of the call's operands."""
        homes = [p for p, value in self.program.outputs.items() if value == result]
        operands = [self.array_of[v] for v in self.calls[now][1].operands if v >= 0]
        scratch = range(self.first_scratch, self.arrays)
        # An output never lies in the place of another one, which could be written before it is
        # copied from there.
        usable = homes + [a for a in operands if not homes or a in scratch] + list(scratch)
        for array in usable:
            if array != GRADIENT and self.last_use.get(self.value_in[array], -1) <= now:
                break
        else:
            array, self.arrays = self.arrays, self.arrays + 1
        self.array_of[result], self.value_in[array] = array, result
        return array
