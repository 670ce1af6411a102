"""Laws about buffers, shapes, memory layout, arguments and closures."""

from __future__ import annotations

from ..comparison.evidence import (
    Evidence,
    broken_evidence,
    combine_evidence,
    effect_shown,
    holding_evidence,
    no_effect,
)
from ..comparison.trajectories import bit_identical, compare_within_rounding
from ..scenarios.encoding import decode_hyper, encode_hyper
from ..scenarios.model import HyperValue, Scenario, Step
from ..scenarios.transforms import change, set_everywhere, with_starts
from ..subjects.monitors import CALLED_AGAIN, NOT_CALLED
from ..subjects.runner import LEFTOVER
from ..subjects.trajectory import SubjectError
from .law import MUST, SHOULD, law
from .trial import Trial

REPORT_ORDER = 40


# Violations that are not about one parameter.
OF_THE_STEP = (CALLED_AGAIN, NOT_CALLED, "loss not returned")


def _compare_violations(trial: Trial, kinds: tuple[str, ...], scenario: Scenario) -> Evidence:
    seen = [n for n in trial.run(scenario).violations if n.kind in kinds]
    if not seen:
        return holding_evidence(len(scenario.parameters))
    first = seen[0]
    about = "" if first.kind in OF_THE_STEP else f"parameter {first.parameter} "
    return broken_evidence(f"{first.kind}: {about}at event {first.event} {first.detail}")


@law(
    "gradient-untouched",
    MUST,
    traits=("own gradients",),
    script_kind="gradients",
    frequency="every",
)
def gradient_untouched(trial: Trial) -> Evidence | None:
    """A step does not write into the gradient.

    MUST: clipping, logging and accumulation read the same buffer afterwards; torch removed such
    writes from its foreach optimizers (pytorch#92706).

    Fix: Replace an operation in place on the gradient, such as g.add_() or g += ..., by one
    that makes a new array.

    Source: pytorch issue 92706.
    """
    return _compare_violations(trial, ("gradient written",), trial.scenario)


@law("gradient-not-kept", MUST)
def gradient_not_kept(trial: Trial) -> Evidence | None:
    """Writing into the gradient buffer after a step does not change later steps.

    MUST: training loops reuse gradient buffers, which overwrites state that shares their memory.

    Fix: Copy the gradient where it is stored in the state for the first time, as with
    g.clone().

    Source: training loops that use zero_grad(set_to_none=False), as torch.optim documents.
    """
    scenario = trial.scenario
    recycled = change(
        scenario,
        events=tuple(
            change(e, recycle=True) if isinstance(e, Step) else e for e in scenario.events
        ),
    )
    return compare_within_rounding(
        scenario,
        trial.run(recycled),
        trial.run(scenario),
        trial.enclosure(scenario),
        f"with {LEFTOVER:g} written into the gradient buffers after each step",
    )


@law("shape-and-dtype", MUST, frequency="every")
def shape_and_dtype(trial: Trial) -> Evidence | None:
    """A step does not change the shape or the dtype of a parameter.

    MUST: the model relies on the shape and the dtype of its parameters.

    Fix: Convert intermediate results back to the dtype of the parameter, and write in place.

    Source: torch.optim: parameters keep their dtype.
    """
    return _compare_violations(trial, ("shape changed", "dtype changed"), trial.scenario)


@law("layout", MUST, capabilities=("strided",), families=("large", "huge"), script_kind="layout")
def layout(trial: Trial) -> Evidence | None:
    """A parameter that is not contiguous in memory gets the same steps as a contiguous one.

    MUST: slices and transposed arrays can be parameters, and an optimizer that writes into a copy
    of them raises no error.

    Fix: Write into the parameter itself, not into a contiguous copy or a flattened array, which
    is a copy where memory is not contiguous.

    Source: torch: every strided tensor can be a parameter.
    """
    if not all(s.value.shape for s in trial.scenario.parameters):
        return None
    scenario = trial.scenario
    spread = with_starts(scenario, lambda s: change(s, strided=True))
    return compare_within_rounding(
        scenario,
        trial.run(spread),
        trial.run(scenario),
        trial.enclosure(scenario),
        "with parameters that are not contiguous",
    )


@law("alive", MUST, needs_every_case=True)
def alive(trial: Trial) -> Evidence | None:
    """Every accepted hyper-parameter has an effect.

    MUST: users rely on the arguments that an optimizer accepts. The law is broken only if a value
    changes no bit in every case in which the rule says that it must.

    Fix: Use the argument in the formula, or reject it at construction.

    Source: the signature of the subject: an argument promises an effect.
    """
    group = trial.scenario.groups[0]
    if trial.scenario.steps > 4 or len(trial.scenario.groups) > 1:
        return None
    tested = group.keys() - trial.effective - {"nesterov"}
    given = [n for n in group if n in tested and decode_hyper(group[n]) != trial.rule.defaults[n]]
    return combine_evidence(_has_effect(trial, name) for name in given)


def _has_effect(trial: Trial, name: str) -> Evidence:
    default: HyperValue = trial.rule.defaults[name]
    other = set_everywhere(trial.scenario, **{name: default})
    if name == "momentum" and "nesterov" in other.groups[0]:
        other = set_everywhere(other, nesterov=False)
    if len(other.events) != len(trial.scenario.events):
        return holding_evidence(0)
    if not bit_identical(trial.run(trial.scenario), trial.run(other)):
        return effect_shown(name)
    if not trial.enclosure(trial.scenario).is_disjoint(trial.enclosure(other)):
        return holding_evidence(0)
    value = decode_hyper(trial.scenario.groups[0][name])
    return no_effect(
        name, f"{name}={value!r} gives exactly the same parameters as {name}={default!r}"
    )


def _with_closures(scenario: Scenario) -> Scenario | None:
    steps = [e for e in scenario.events if isinstance(e, Step)]
    if len(steps) != len(scenario.events) or scenario.steps > len(steps):
        return None
    return change(scenario, events=tuple(change(e, closure=True) for e in steps))


@law("closure", MUST, capabilities=("closure",))
def closure(trial: Trial) -> Evidence | None:
    """A step with a closure gives the same result as a step with the same gradients.

    MUST: a closure that is called with gradient recording disabled cannot compute gradients. One
    that is called again, as once for each group, computes them after some parameters have been
    updated.

    Fix: Call the closure once, before the gradients are read, and with gradient recording enabled.

    Source: torch.optim, section "Taking an optimization step".
    """
    by_closure = _with_closures(trial.scenario)
    if by_closure is None:
        return None
    run = trial.run(by_closure)
    calls = {violation.kind for violation in run.violations}
    if CALLED_AGAIN in calls:
        return _compare_violations(trial, (CALLED_AGAIN,), by_closure)
    if NOT_CALLED in calls:
        return None
    scenario = trial.scenario
    return compare_within_rounding(
        scenario, run, trial.run(scenario), trial.enclosure(scenario), "with a closure"
    )


@law("closure-loss", SHOULD, capabilities=("closure",))
def closure_loss(trial: Trial) -> Evidence | None:
    """A step calls its closure and returns the loss that the closure returned.

    SHOULD: training loops log the loss that a step returns; the parameters do not depend on it.

    Fix: Call the closure and return its value from step.

    Source: torch.optim, section "Taking an optimization step".
    """
    by_closure = _with_closures(trial.scenario)
    if by_closure is None:
        return None
    return _compare_violations(trial, (NOT_CALLED, "loss not returned"), by_closure)


BAD: dict[str, tuple[HyperValue, ...]] = {
    "lr": (-1.0, float("nan")),
    "betas": ((-0.5, 0.5), (1.0, 0.5), (0.5, float("nan"))),
    "eps": (-1.0, float("nan")),
    "weight_decay": (-1.0, float("nan")),
    "momentum": (-1.0, float("nan")),
}


@law("refusals", SHOULD, capabilities=("refusals",))
def refusals(trial: Trial) -> Evidence | None:
    """Hyper-parameters out of their range are rejected at construction.

    SHOULD: with an accepted lr=nan every step is NaN, but valid values are not affected.

    Fix: Check the arguments in the constructor and raise ValueError. Write the condition so
    that NaN does not satisfy it.

    Source: torch.optim, whose constructors raise ValueError.
    """
    group = trial.scenario.groups[0]
    for name in sorted(BAD.keys() & group.keys()):
        for value in BAD[name]:
            bad = change(trial.scenario, groups=({**group, name: encode_hyper(value)},), events=())
            if len(trial.scenario.groups) == 1 and not isinstance(trial.outcome(bad), SubjectError):
                return broken_evidence(f"{name}={value!r} was accepted at construction")
    return holding_evidence()


@law("mixed-dtypes", SHOULD, capabilities=("mixed",))
def mixed_dtypes(trial: Trial) -> Evidence | None:
    """A gradient of another dtype than its parameter is rejected.

    SHOULD: the step may lose precision without an error, but some libraries convert on purpose.

    Fix: Compare the dtypes and raise an error, or document the conversion.

    Source: torch: a gradient has the dtype of its parameter.
    """
    steps = [e for e in trial.scenario.events if isinstance(e, Step)]
    if not steps or all(g is None for g in steps[0].gradients):
        return None
    other = "float32" if trial.scenario.dtype == "float64" else "float64"
    mixed = change(trial.scenario, events=(change(steps[0], dtype=other),))
    if isinstance(trial.outcome(mixed), SubjectError):
        return holding_evidence()
    return broken_evidence(
        f"a {other} gradient was accepted for a {trial.scenario.dtype} parameter"
    )
