"""Sentences about a step function: how it is called, and what to write where that is unclear."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import Parameter

from ...targets.resolve import Target
from ...targets.signature import Signature
from .step_arguments import (
    DICTIONARY,
    find_gradients,
    find_parameter_and_gradient,
    is_count,
    is_gradient,
)
from .step_call import StepCall

INITIAL = {
    "zeros": "zeros",
    "none": "None",
    "dictionary": "a dictionary",
    "init": "what the init function of its module returns",
}
FORMS = {
    "array": "one array at a time",
    "list": "a list of arrays",
    "dict": "a dictionary of arrays",
}


def describe_call(name: str, signature: Signature, call: StepCall) -> Iterator[str]:
    """Say what was assumed of a step function."""
    arguments = call.arguments
    yield (
        f"{name} is called with {FORMS[call.form]}: {arguments.parameter} is the parameter, "
        f"{arguments.gradient} the gradient"
    )
    if call.initial:
        each = (f"{name} (at first {_describe_start(name, call)})" for name in call.initial)
        yield f"its state is {', '.join(each)}"
    if arguments.count:
        who = "it counts itself" if call.returns_count else "it is given"
        yield f"{arguments.count} is the count of steps, which {who}, from {call.start}"
    if call.returned:
        yield f"it returns {', '.join(one or '(unused)' for one in call.returned)}"
    else:
        yield "it returns nothing and works in place"


def _describe_start(name: str, call: StepCall) -> str:
    kind = call.initial[name]
    if kind == "number":
        return f"{call.numbers[name]:g}"
    if kind == "filled":
        return f"{call.numbers[name]:g} in every element"
    return INITIAL[kind]


def explain_step_function(target: Target) -> str | None:
    """Show a class that calls a function whose arguments are not understood."""
    signature = target.signature
    required = [p.name for p in signature.arguments.values() if p.default is Parameter.empty]
    if isinstance(target.thing, type) or len(required) < 2:
        return None
    both = find_parameter_and_gradient(signature, target.state)
    name = target.attribute
    own, gradient = both or _guess(required)
    states = [n for n in required if n not in (own, gradient) and not is_count(n)]
    count = next((n for n in signature.arguments if is_count(n)), None)
    hyper = [n for n in signature.defaults if n != count]
    head = "".join(
        f", {n}={signature.defaults[n]!r}" for n in hyper if signature.arguments[n].kind != 4
    )
    starts = [f"self.{n} = {'{}' if n.lower() in DICTIONARY else '0.0'}" for n in states]
    starts += [f"self.{count} = 0"] if count else []
    kept = "; ".join([*(f"self.{n} = {n}" for n in hyper), *starts]) or "pass"
    step = f"          self.{count} += 1\n" if count else ""
    given = gradient if is_gradient(gradient) else "grad"
    passed = {own: own, gradient: given, **{n: f"self.{n}" for n in [*states, *hyper]}}
    passed |= {count: f"self.{count}"} if count else {}
    call = ", ".join(f"{n}={passed[n]}" for n in signature.arguments if n in passed)
    back = ", ".join(["new", *(f"self.{n}" for n in states)])
    kept_names = [*states, *([count] if count else [])] or ["m", "v", "t"]
    return (
        f"{_propose_state(kept_names, target)} a class around it, and check that:\n"
        f"  class {name.title().replace('_', '')}:\n"
        f"      def __init__(self{head}): {kept}\n"
        f"      def step(self, {own}, {given}):\n"
        f"{step}"
        f"          {back} = {name}({call})\n"
        "          return new"
    )


def _propose_state(states: list[str], target: Target) -> str:
    """Return the begin of the advice, without a list of the state that was given already."""
    if {one.name for one in target.state} == set(states):
        return "With the state that --state lists, no call of it works. Write"
    return (
        "Say which arguments are its state with --state, as in --state "
        f"{','.join(states)}, or write"
    )


def _guess(required: list[str]) -> tuple[str, str]:
    gradients = find_gradients(required)
    gradient = gradients[0] if gradients else required[1]
    return next(n for n in required if n != gradient), gradient
