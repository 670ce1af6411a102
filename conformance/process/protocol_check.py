"""Check that a program speaks the process protocol. The optimizer is not tested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from properties.comparison.trajectories import bit_identical
from properties.scenarios.encoding import encode_hyper
from properties.scenarios.model import (
    Event,
    Look,
    OtherStep,
    Restart,
    Scenario,
    SetHyper,
    Start,
    Step,
    encode_array,
)
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Outcome, SubjectError, Trajectory

from .codec import decode_value
from .external_program import Program
from .harnesses import PREFIX

Remark = tuple[bool, str]

# Values that are easily formatted wrongly: the smallest and largest, -0.0, infinity.
EXTREMES = (5e-324, -1.7976931348623157e308, 2.0**-1022, -0.0, 0.1, float("inf"))
SINGLE = (1e-45, -3.4028234663852886e38, 2.0**-126, -0.0, 0.1, float("inf"))


def check_protocol(
    command: str, progress: Callable[[str, float], None] = lambda what, part: None
) -> list[Remark]:
    """Run every check of the protocol, in the order of the specification.

    Args:
        command: The command line of the program.
        progress: Takes the current check and the fraction that is done.

    Returns:
        For each check whether it passed, and a description.

    Raises:
        CannotRun: The program's answer to hello violates the protocol.
    """
    program = Program.from_target(PREFIX + command)
    hello = program.hello
    found = [
        (True, f"hello: {hello.name} with hyper-parameters {', '.join(hello.hyper) or 'none'}")
    ]
    unknown = set(hello.settable) - hello.hyper.keys()
    found.append((not unknown, "settable names hyper-parameters of the optimizer"))
    for k, ask in enumerate(CHECKS):
        progress(_describe(ask), k / len(CHECKS))
        found.append(_run_check(program, ask))
    return found


def _describe(ask: Callable[[Program], str]) -> str:
    return (ask.__doc__ or "").partition("\n")[0].rstrip(".")


def _run_check(program: Program, ask: Callable[[Program], str]) -> Remark:
    words = _describe(ask)
    problem = ask(program)
    return not problem, f"{words}{': ' if problem else ''}{problem}"


def _supported_dtype(program: Program) -> Literal["float64", "float32"]:
    return "float32" if "float64" in program.hello.lacks else "float64"


def _run(program: Program, *events: Event, values: tuple[float, ...] = (1.0, 2.0)) -> Outcome:
    needed = {name: 0.5 for name, value in program.hello.hyper.items() if value is None}
    hyper = {name: encode_hyper(value) for name, value in needed.items()}
    starts = (Start(encode_array(values)), Start(encode_array([0.0])))
    scenario = Scenario("", _supported_dtype(program), starts, (hyper,), events)
    return program.run(scenario, HyperNames({name: (name,) for name in program.hello.hyper}))


def _check_unchanged_values(program: Program) -> str:
    """Without a change, the values in the answer are those of the request, bit for bit."""
    values = SINGLE if _supported_dtype(program) == "float32" else EXTREMES
    run = _run(program, Restart(), values=values)
    if isinstance(run, SubjectError):
        return str(run)
    same = run.frames[0][0].tobytes() == np.array(values, _supported_dtype(program)).tobytes()
    return "" if same else f"{values} became {run.frames[0][0].tolist()}"


def _check_steps(program: Program) -> str:
    """Each event has a frame, and a repeated step equals that many steps."""
    step = Step((encode_array([0.5, -0.25]), encode_array([1.0])))
    thrice = Step(step.gradients, times=3)
    one, other = _run(program, step, step, step), _run(program, thrice)
    if isinstance(one, SubjectError) or isinstance(other, SubjectError):
        return str(one if isinstance(one, SubjectError) else other)
    return (
        ""
        if _same_end(one, other)
        else "three steps and one step with times=3 give different results"
    )


def _check_second_optimizer(program: Program) -> str:
    """A second optimizer does not change the parameters of the first."""
    step = Step((encode_array([0.5, -0.25]), encode_array([1.0])))
    one, other = _run(program, step), _run(program, OtherStep(step.gradients), step)
    if isinstance(one, SubjectError) or isinstance(other, SubjectError):
        return str(one if isinstance(one, SubjectError) else other)
    return (
        ""
        if _same_end(one, other)
        else "a step of the second optimizer changed the result of the first"
    )


def _check_missing_gradient(program: Program) -> str:
    """A gradient may be null, unless 'no gradient' is in lacks."""
    if "no gradient" in program.hello.lacks:
        return ""
    run = _run(program, Step((encode_array([0.5, -0.25]), None)))
    return str(run) if isinstance(run, SubjectError) else ""


def _check_set(program: Program) -> str:
    """Every settable hyper-parameter can be set."""
    for name in (n for n in program.hello.settable if n in program.hello.hyper):
        value = decode_value(program.hello.hyper[name])
        run = _run(
            program,
            SetHyper(name, encode_hyper(value)),
            Step((encode_array([0.5, 1.0]), encode_array([1.0]))),
        )
        if isinstance(run, SubjectError):
            return f"{name}: {run}"
    return ""


def _check_look(program: Program) -> str:
    """A look is answered and followed by steps, if hello says has_modes."""
    if not program.hello.has_modes:
        return ""
    step = Step((encode_array([0.5, -0.25]), encode_array([1.0])))
    run = _run(program, Look(), step, Look(2), step)
    return str(run) if isinstance(run, SubjectError) else ""


def _same_end(first: Trajectory, other: Trajectory) -> bool:
    """Return whether the last frames of two runs are identical in every bit."""
    return bit_identical(Trajectory(first.frames[-1:]), Trajectory(other.frames[-1:]))


CHECKS: tuple[Callable[[Program], str], ...] = (
    _check_unchanged_values,
    _check_steps,
    _check_second_optimizer,
    _check_missing_gradient,
    _check_set,
    _check_look,
)
