"""The decorator ``parametrize_with_laws``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from . import MARK

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class DecoratedTest:
    """The arguments of ``parametrize_with_laws``."""

    targets: Sequence[object]
    arguments: dict[str, Any]


def parametrize_with_laws(
    *targets: object,
    rule: object = None,
    expected_failures: object = (),
    strict: bool = False,
    **arguments: Any,
) -> Callable[[Function], Function]:
    """Make a test for each law of one or several optimizers.

    The decorated function has an argument ``law``, and calls it::

        @parametrize_with_laws(MyAdam, rule="adam")
        def test_my_adam(law):
            law()

    All laws of an optimizer are tested by one check, which the first of its tests makes. A law that
    does not apply is a skipped test, a SHOULD law that fails is a warning, and the test of an INFO
    law passes.

    Args:
        targets: Classes, functions or texts such as ``module:attribute``; or one list of them.
        rule: The rule that they implement. By default it is inferred from the name of each.
        expected_failures: Laws that fail for a known reason, as in ``conformance.check``; such a
            test has the outcome xfailed, and fails if the law passes.
        strict: Whether a SHOULD law that fails is a failure.
        arguments: Further arguments of ``conformance.check``, such as ``examples`` or ``hyper``.
    """
    first = targets[0] if len(targets) == 1 else None
    chosen = first if isinstance(first, list | tuple) else targets
    given = {
        "rule": rule, "expected_failures": expected_failures, "strict": strict, **arguments
    }  # fmt: skip
    mark = getattr(pytest.mark, MARK)(DecoratedTest(tuple(chosen), given))

    def decorate(function: Function) -> Function:
        marked: Function = mark(function)
        return marked

    return decorate
