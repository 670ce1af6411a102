"""Why no adapter could run a target, and what to write instead."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Sequence
from typing import Any

from ..adapters import adapters
from ..adapters.common.adapter import HINT
from ..adapters.common.step_arguments import is_gradient
from ..adapters.common.step_method import METHODS, find_gradient_method, find_step_method
from ..errors import CannotRun, ConformanceError, WrongUse
from ..targets.callables import STEPS
from ..targets.resolve import Target

NO_STEP = re.compile(r"AttributeError at [^:]*: '(\w+)' object has no attribute 'step'")
MISSING = re.compile(r"TypeError at construction: .*missing \d+ required [a-z -]*arguments?: (.*)")


def explain_failure(target: Target, attempts: Sequence[str]) -> ConformanceError:
    """Return the error for a target that no adapter could run.

    Args:
        target: The target.
        attempts: What each adapter raised.
    """
    text, known = target.text, adapters().values()
    recognized = [adapter for adapter in known if adapter.recognizes(target)]
    explained = next((words for one in known if (words := one.explain(target))), None)
    missing = _missing_arguments(attempts)
    if inspect.isclass(target.thing) and not recognized and not _has_step(target.thing):
        return WrongUse(
            f"{text} is a class without a method that takes a step, so there is nothing to check. "
            f"Name a class with one of these methods: {', '.join(dict.fromkeys(STEPS + METHODS))}."
            f"{_hint_at_call(target.thing)}"
        )
    if without_step := _name_base_without_step(target.thing):
        return WrongUse(
            f"{text} defines no step, so there is nothing to check: {without_step} has none of its "
            "own. Define step in it, or name a class that does."
        )
    if missing:
        names = ", ".join(missing)
        needs = f"{text} needs {'arguments' if len(missing) > 1 else 'the argument'} {names}"
        if explained and any(map(is_gradient, missing)):
            return WrongUse(
                f"{needs}, which are not understood, so it cannot be called. {explained}"
            )
        more = f" It may also be a step function. {explained}" if explained else ""
        return WrongUse(
            f"{needs}, for which there is no value, so it cannot be built. Pass "
            f"{' '.join(f'--hyper {name}=VALUE' for name in missing)}.{more}"
        )
    if any("dense gradient" in attempt for attempt in attempts):
        explained = (
            "If it takes sparse gradients alone, as of embeddings, declare the dialect of its rule "
            "in which rows without a gradient are left alone: --dialect adam-sparse-rows"
        )
    hint = next((adapter.hint for adapter in recognized), HINT)
    if returned := _returned_without_step(target.thing, attempts):
        explained = (
            f"{target.attribute} returned an object of type {returned}, which takes no step. "
            "Return an optimizer from it, or name the class of one."
        )
    return CannotRun(
        f"{text} could not be run, so there is no verdict. Tried "
        f"{'; '.join(attempts) or 'no adapter, because none recognizes it'}. {explained or hint}"
    )


def _has_step(kind: type) -> bool:
    named = any(callable(getattr(kind, name, None)) for name in {*STEPS, *METHODS})
    return named or find_step_method(kind) is not None or find_gradient_method(kind) is not None


def _name_base_without_step(thing: object) -> str:
    """The name of torch's base class if the step of a class is that of this base, else empty."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(thing, type) or not issubclass(thing, torch.optim.Optimizer):
        return ""
    # torch wraps the step of each class of which an instance was built.
    step: Any = getattr(thing, "step", None)
    if inspect.unwrap(step) is not inspect.unwrap(torch.optim.Optimizer.step):
        return ""
    return "torch.optim.Optimizer"


def _returned_without_step(thing: object, attempts: Sequence[str]) -> str:
    """The type of what a function returned, if each adapter that called it missed a step."""
    if inspect.isclass(thing):
        return ""
    return next((found[1] for one in attempts if (found := NO_STEP.search(one))), "")


def _hint_at_call(kind: type) -> str:
    """Say what to add to a class whose instances are called to take a step."""
    if "__call__" not in vars(kind):
        return ""
    return f" If a step is a call of an instance, add the line step = __call__ to {kind.__name__}."


def _missing_arguments(attempts: Sequence[str]) -> list[str]:
    """The arguments that the constructor misses, if that is all that went wrong."""
    found = [MISSING.search(attempt) for attempt in attempts]
    if not found or not all(found):
        return []
    return min((re.findall(r"'(\w+)'", match[1]) for match in found if match), key=len)
