"""Functions that return init and update, in the forms in which they are written."""

from __future__ import annotations

import pytest

from conformance import check
from conformance.adapters.common.function_pair import (
    FunctionCall,
    find_function_call,
    read_functions,
)
from conformance.tests.fixture_types import WriteSubject

HEAD = """
from collections import namedtuple
import numpy as np

def momentum(lr=1e-3, momentum=0.0):
    INIT

    UPDATE

    return RETURNED
"""

# The update that is added, with the state as the second argument, as in optax.
UPDATES = (
    "def init(params): return [np.zeros_like(p) for p in params]",
    """def update(grads, state, params=None):
        kept = [momentum * v + g for v, g in zip(state, grads)]
        return [-lr * v for v in kept], kept""",
    "namedtuple('Transformation', 'init update')(init, update)",
)
# New parameters, in a dictionary.
PARAMS = (
    "def init(params): return {k: np.zeros_like(p) for k, p in params.items()}",
    """def update(params, grads, state):
        kept = {k: momentum * state[k] + grads[k] for k in params}
        return {k: params[k] - lr * kept[k] for k in params}, kept""",
    "init, update",
)
# The state first.
SWAPPED = (
    "def init(params): return {k: np.zeros_like(p) for k, p in params.items()}",
    PARAMS[1]
    .replace("for k in params}, kept", "for k in params}")
    .replace("return {", "return kept, {"),
    "init, update",
)
# One array, which is the first element of the state.
HELD = (
    "def init(x0): return x0, np.zeros_like(x0)",
    """def update(g, state):
        x, v = state
        v = momentum * v + g
        return x - lr * v, v""",
    "init, update",
)
# The count of steps and a third function, as in jax.example_libraries.
TRIPLE = (
    HELD[0],
    HELD[1].replace("update(g,", "update(i, g,"),
    "init, update, lambda state: state[0]",
)
# One array, whose state is an array too.
ARRAYS = (
    "def init(w): return np.zeros_like(w)",
    """def update(w, dw, velocity):
        velocity = momentum * velocity + dw
        return w - lr * velocity, velocity""",
    "init, update",
)
FORMS = {
    "updates": UPDATES,
    "params": PARAMS,
    "swapped": SWAPPED,
    "held": HELD,
    "triple": TRIPLE,
    "arrays": ARRAYS,
}
FOUND = {
    "updates": FunctionCall("list", ("gradient", "state", "params"), "updates"),
    "params": FunctionCall("dict", ("params", "gradient", "state"), "params"),
    "swapped": FunctionCall("dict", ("params", "gradient", "state"), "params", is_swapped=True),
    "held": FunctionCall("array", ("gradient", "state"), "params in the state"),
    "triple": FunctionCall("array", ("count", "gradient", "state"), "state"),
    "arrays": FunctionCall("array", ("params", "gradient", "state"), "params"),
}


def write_source(form: tuple[str, str, str]) -> str:
    init, update, returned = form
    return HEAD.replace("INIT", init).replace("UPDATE", update).replace("RETURNED", returned)


@pytest.mark.parametrize("form", FORMS)
def test_what_functions_take_and_return_is_found_out(form: str) -> None:
    import numpy as np

    space: dict[str, object] = {}
    exec(write_source(FORMS[form]), space)  # noqa: S102 - written here
    make = space["momentum"]
    assert callable(make)
    functions = read_functions(make())
    assert functions is not None
    assert find_function_call(functions, np.array) == FOUND[form]


@pytest.mark.parametrize("form", FORMS)
def test_functions_are_driven_and_conform(form: str, write_subject: WriteSubject) -> None:
    report = check(f"{write_subject(write_source(FORMS[form]))}:momentum", "sgd", examples=1)
    assert (report.verdict, report.error) == ("conforms", None)
    assert report.adapter == "function-pairs"


@pytest.mark.parametrize(
    ("form", "right", "wrong"),
    [
        ("updates", "-lr * v", "lr * v"),
        ("params", "- lr * kept[k]", "- lr * grads[k]"),
        ("held", "np.zeros_like(x0)", "np.ones_like(x0)"),
        ("arrays", "momentum * velocity + dw", "momentum * velocity + (1 - momentum) * dw"),
    ],
)
def test_a_defect_of_functions_is_detected(
    form: str, right: str, wrong: str, write_subject: WriteSubject
) -> None:
    source = write_source(FORMS[form])
    assert right in source
    path = write_subject(source.replace(right, wrong))
    assert check(f"{path}:momentum", "sgd", examples=1).verdict == "diverges"


def test_a_state_that_is_changed_in_place_is_saved_as_it_was(write_subject: WriteSubject) -> None:
    in_place = HELD[1].replace("v = momentum * v + g", "v *= momentum; v += g")
    path = write_subject(write_source((HELD[0], in_place, HELD[2])))
    assert check(f"{path}:momentum", "sgd", examples=1).verdict == "conforms"


def test_functions_that_return_something_else_are_not_run(write_subject: WriteSubject) -> None:
    path = write_subject(write_source((HELD[0], "def update(g, state): return 1, 2, 3", HELD[2])))
    report = check(f"{path}:momentum", "sgd", examples=1)
    assert report.verdict == "errored"
    assert "update returned 3 values, not the state and one other" in str(report.error)
