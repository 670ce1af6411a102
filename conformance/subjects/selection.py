"""Select the adapter for a target, and probe the capabilities of the subject.

A subject that cannot be built or stepped on the simplest input may have the wrong adapter, which is
not a defect. An exception from its own arithmetic or state is one.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from properties.comparison.boundary_values import REFUSALS
from properties.comparison.trajectories import within
from properties.enclosures.evaluate import enclose
from properties.rules.registry import Rule
from properties.scenarios.encoding import read_all, written
from properties.scenarios.model import (
    Array,
    HyperValue,
    Precision,
    Resume,
    Scenario,
    Start,
    Step,
    ZeroGrad,
    array,
)
from properties.scenarios.transforms import change, with_gradients, with_starts
from properties.subjects.driver import Plan
from properties.subjects.hyper_names import GROUP, Names
from properties.subjects.trajectory import ABILITIES, Abilities, Outcome, Raised

from ..adapters import Adapter, Live, adapters
from ..adapters.common.jax_x64 import precise
from ..errors import CannotRun, WrongUse
from ..process.external_program import Program
from ..targets.hyper_mapping import Spelling, own_defaults, spelling
from ..targets.options import Wording
from ..targets.resolve import Target

OF_OBJECTS = (
    "Its first argument must be the list of parameters, unless an adapter calls it in another way "
    "(conformance list adapters). Choose an adapter with --adapter NAME, pass required arguments "
    "with --hyper NAME=VALUE, and use --without float64 if it supports single precision only."
)
OF_PROGRAMS = (
    "Run conformance harness check COMMAND to test whether it speaks the protocol. A request may "
    "omit hyper-parameters, which then have their defaults."
)

# Exceptions of the subject's own formulas and state: they do not mean a wrong adapter.
OWN_FAULT = {
    "ZeroDivisionError", "OverflowError", "FloatingPointError", "KeyError", "IndexError",
    "UnboundLocalError",
}  # fmt: skip


def find_subject(
    target: Target,
    rule: Rule,
    wording: Wording | None = None,
) -> tuple[Live, Rule]:
    """Wrap the target with the first adapter that works.

    Returns:
        The subject, and the rule with the fixed values of the subject as defaults.

    Raises:
        WrongUse: The adapter is unknown, or a mapped name does not exist.
        CannotRun: No adapter works; the message lists what each one raised.
    """
    met = []
    wording = wording or Wording()
    denied = _denied(wording.without)
    for candidate in _candidates(target, wording.adapter):
        spelt = spelling(
            target.thing, rule, wording, candidate.spelled(rule), candidate.takes_parameters
        )
        if {"float64", "float32"} <= {*candidate.lacks(target), *denied}:
            met.append(f"adapter {candidate.name}: neither float32 nor float64 remains")
            continue
        spelt = _without_unwritten_flags(target, rule, candidate, spelt, denied)
        if spelt.names.entries and not candidate.entries:
            met.append(f"adapter {candidate.name}: has no parameter groups for --hyper {GROUP}…")
            continue
        fixed = spelt.fixing(rule)
        subject, problem = _try(_untried(target, candidate, spelt, denied), fixed, spelt)
        if problem is None:
            return subject, formulated(subject, fixed)
        met.append(f"adapter {candidate.name}: {problem}")
    advice = OF_PROGRAMS if isinstance(target.thing, Program) else OF_OBJECTS
    raise CannotRun(
        f"{target.text} could not be run, so there is no verdict. Tried "
        f"{'; '.join(met) or 'no adapter, because none recognizes it'}. {advice}"
    )


def formulated(subject: Live, rule: Rule) -> Rule:
    """Return the reduced-precision variant of the rule if a simple run needs it."""
    coarser = rule.coarser()
    if coarser is None:
        return rule
    plain = _plain(subject, rule, hyper=_taken(subject, rule.defaults))
    # The gradients differ, because an average of equal ones does not depend on its rate.
    sizes = [partial(Array.times, factor=0.7 ** (k + 1)) for k in range(4)]
    scaled = [with_gradients(plain, size).events for size in sizes]
    scenario = change(plain, events=tuple(chain.from_iterable(scaled)))
    run = subject.run(scenario)
    if isinstance(run, Raised) or not within(scenario, run, enclose(rule, scenario)).broken:
        return rule
    coarse = not within(scenario, run, enclose(coarser, scenario)).broken
    return coarser if coarse and _of_grain(subject, coarser) else rule


def _of_grain(subject: Live, rule: Rule) -> bool:
    """Whether the first step from zero with lr=1 ends in the format of the variant."""
    if rule.grain is None:
        return True
    told = {**rule.defaults, "lr": 1.0, "weight_decay": 0.0}
    scenario = with_starts(
        _plain(subject, rule, hyper=_taken(subject, told)),
        lambda s: change(s, value=s.value.times(0.0)),
    )
    run = subject.run(scenario)
    if isinstance(run, Raised):
        return False
    ended = run.frames[-1][0]
    return bool(np.all(array(ended).numpy(rule.grain) == ended))


def _taken(subject: Live, values: Mapping[str, HyperValue]) -> dict[str, HyperValue]:
    """Select the hyper-parameters that the subject takes."""
    return {name: value for name, value in values.items() if name in subject.abilities.hyper}


def _candidates(target: Target, adapter: str | None) -> list[Adapter]:
    known = adapters()
    if adapter is not None:
        if adapter not in known:
            raise WrongUse(
                f"The adapter {adapter!r} is unknown, so nothing can be run with it. Give one of: "
                f"{', '.join(known)}."
            )
        return [known[adapter]]
    sure = [a for a in known.values() if a.claims(target)]
    if sure:
        return sure[:1]
    suiting = [a for a in known.values() if a.suits(target)]
    uses_torch = target.uses("torch")
    return sorted(suiting, key=lambda a: ((a.name == "torch") != uses_torch, a.rank))


def _without_unwritten_flags(
    target: Target,
    rule: Rule,
    adapter: Adapter,
    spelt: Spelling,
    denied: Mapping[str, str],
) -> Spelling:
    """Fix a flag if the subject raises NotImplementedError for its other value."""
    for name in [n for n in spelt.names.spelled if isinstance(rule.defaults[n], bool)]:
        subject = _untried(target, adapter, spelt, denied)
        built = {
            value: subject.run(_plain(subject, rule, events=(), hyper={name: value}))
            for value in (False, True)
        }
        unwritten = {
            value: f"{run.kind}: {run.message}"
            for value, run in built.items()
            if isinstance(run, Raised) and run.kind == "NotImplementedError"
        }
        if len(unwritten) == 1:
            ((value, words),) = unwritten.items()
            spelt = spelt.with_built_in(name, not value, f"{name}={value} ({words})")
    return spelt


def _denied(without: Collection[str]) -> dict[str, str]:
    """The capabilities that the user excludes, with the reason."""
    if isinstance(without, str):
        raise WrongUse(
            f"without={without!r} is a string, but a list of capabilities is needed. Write "
            f"without=[{without!r}]."
        )
    for name in without:
        if name not in ABILITIES:
            raise WrongUse(
                f"without {name}: there is no such capability, so it cannot be excluded. "
                f"Give one of: {', '.join(sorted(ABILITIES))}."
            )
    if {"float64", "float32"} <= set(without):
        raise WrongUse(
            "without float64 and without float32: no supported precision remains, so nothing can "
            "be checked. Keep at least one."
        )
    return {name: f"excluded by the user (--without {shlex.quote(name)})" for name in without}


def _untried(target: Target, adapter: Adapter, spelt: Spelling, denied: Mapping[str, str]) -> Live:
    """Build the subject before any probe, with its names and declared limits alone."""
    abilities = Abilities(
        frozenset(spelt.names.spelled), frozenset(), spelt.required,
        {**adapter.lacks(target), **denied},
        own_defaults(target.thing, spelt.names), spelt.unwritten,
    )  # fmt: skip
    return Live(target, adapter, spelt.names, abilities)


def _try(subject: Live, rule: Rule, spelt: Spelling) -> tuple[Live, str | None]:
    problem = _refusal(subject, rule)
    if problem:
        return subject, problem
    optional = subject.abilities.hyper - spelt.required
    return _with_abilities(_dropping_unknown(subject, rule, optional, spelt.guessed), rule), None


def _refusal(subject: Live, rule: Rule) -> str | None:
    """What the subject raised in the simplest scenario, unless it is an error of its own."""
    outcome = subject.run(_plain(subject, rule))
    if not isinstance(outcome, Raised) or (outcome.event >= 0 and outcome.kind in OWN_FAULT):
        return None
    return str(outcome)


def _lacking(subject: Live, reasons: Mapping[str, str]) -> Live:
    lacks = {**reasons, **subject.abilities.lacks}
    return replace(subject, abilities=replace(subject.abilities, lacks=lacks))


def _dropping_unknown(
    subject: Live, rule: Rule, optional: frozenset[str], guessed: frozenset[str]
) -> Live:
    """Drop the arguments that a constructor with ``**kwargs`` turns out to reject."""
    for name in sorted(optional):
        scenario = _plain(subject, rule, events=(), hyper={name: rule.defaults[name]})
        outcome = subject.run(scenario)
        refused = ("TypeError", "ValueError") if name in guessed else ("TypeError",)
        if isinstance(outcome, Raised) and outcome.kind in refused and _is_guess(subject, name):
            spelled = {k: v for k, v in subject.names.spelled.items() if k != name}
            subject = replace(
                subject,
                names=Names(spelled, subject.names.fixed),
                abilities=replace(subject.abilities, hyper=subject.abilities.hyper - {name}),
            )
    return subject


def _is_guess(subject: Live, name: str) -> bool:
    return subject.names.spelled[name] == (name,)


def _plain(
    subject: Live,
    rule: Rule,
    *,
    shape: tuple[int, ...] | None = None,
    strided: bool = False,
    dtype: Precision | None = None,
    events: tuple[Any, ...] | None = None,
    hyper: Mapping[str, HyperValue] | None = None,
) -> Scenario:
    """Build the simplest scenario: one parameter, one step, required arguments alone."""
    given = {n: rule.defaults[n] for n in subject.abilities.required} | dict(hyper or {})
    shape = (2,) * (rule.dimensions or 1) if shape is None else shape
    start = Start(array(np.ones(shape)), strided=strided)
    step = Step((array(np.full(shape, 0.5)),))
    precision = dtype or ("float64" if subject.abilities.can("float64") else "float32")
    return Scenario(
        rule.name, precision, (start,), ({n: written(v) for n, v in given.items()},),
        (step,) if events is None else events,
    )  # fmt: skip


def _with_abilities(subject: Live, rule: Rule) -> Live:
    lacks = dict[str, str]()
    if one_precision := subject.abilities.lacks.get("float64"):
        lacks |= {"several dtypes": one_precision, "mixed": one_precision}
    if one_group := subject.abilities.lacks.get("groups"):
        lacks["add group"] = one_group
    if not isinstance(subject.target.thing, type):
        lacks["groups"] = "a factory's arguments may differ from the keys of its optimizer's groups"
    plain = _plain(subject, rule)
    (step,) = plain.events
    assert isinstance(step, Step)
    probes: dict[str, Outcome] = {
        "float32": subject.run(_plain(subject, rule, dtype="float32")),
        "float16": subject.run(_plain(subject, rule, dtype="float16")),
        "bfloat16": subject.run(_plain(subject, rule, dtype="bfloat16")),
        "complex": subject.run(with_starts(plain, lambda s: change(s, complex=True))),
        "sparse": subject.run(change(plain, events=(change(step, sparse=True),))),
        "tensor lr": subject.run(
            change(_plain(subject, rule, hyper=_rate(subject, rule)), lr_as="tensor")
        ),
        "pickle": subject.run(change(plain, events=(step, Resume(by="pickle"), step))),
        "deepcopy": subject.run(change(plain, events=(step, Resume(by="deepcopy"), step))),
        "several dtypes": subject.run(_two_dtypes(plain)),
        "no gradient": subject.run(_without_one(plain)),
        "scalar": subject.run(_plain(subject, rule, shape=())),
        "empty": subject.run(_plain(subject, rule, shape=(0,))),
        "strided": subject.run(_plain(subject, rule, strided=True)),
        "zero_grad": subject.run(_plain(subject, rule, events=(ZeroGrad(),))),
        "groups": subject.run(_two_groups(subject, rule)),
        "closure": subject.run(change(plain, events=(change(step, closure=True),))),
        "resume": subject.run(change(plain, events=(step, Resume(), step))),
    }
    # A mean over no elements is undefined, whatever the library supports.
    norms = frozenset() if rule.elementwise else frozenset({"empty"})
    for ability in subject.adapter.probed(subject.target) | norms:
        outcome = probes[ability]
        if isinstance(outcome, Raised) and _is_limit(ability, outcome, rule):
            lacks[ability] = f"the optimizer {outcome} (probe of {ability.replace('_', ' ')})"
    lacks = _refused(probes) | lacks
    settable = _settable(subject, rule)
    if not subject.abilities.can("set lr"):
        settable -= {"lr"}
    if "lr" not in settable:
        lacks["set lr"] = "the learning rate cannot be changed after construction"
    limited = _lacking(subject, lacks)
    return replace(limited, abilities=replace(limited.abilities, settable=settable))


def _rate(subject: Live, rule: Rule) -> dict[str, HyperValue]:
    return {"lr": rule.defaults["lr"]} if "lr" in subject.abilities.hyper else {}


def _two(plain: Scenario, other: Start) -> Scenario:
    """Add a second parameter to the simplest scenario."""
    (step,) = plain.events
    assert isinstance(step, Step)
    both = change(step, gradients=step.gradients * 2)
    return change(plain, parameters=(*plain.parameters, other), events=(both,))


def _without_one(plain: Scenario) -> Scenario:
    both = _two(plain, plain.parameters[0])
    (step,) = both.events
    assert isinstance(step, Step)
    return change(both, events=(change(step, gradients=(step.gradients[0], None)),))


def _two_groups(subject: Live, rule: Rule) -> Scenario:
    plain = _plain(subject, rule)
    grouped = _two(plain, change(plain.parameters[0], group=1))
    return change(grouped, groups=plain.groups * 2)


def _two_dtypes(plain: Scenario) -> Scenario:
    return _two(plain, change(plain.parameters[0], dtype="float32"))


# Any exception in a probe of one of these means that it is not supported.
TRIED_ALONE = {
    "groups", "float16", "bfloat16", "complex", "sparse", "tensor lr", "several dtypes", "pickle",
    "no gradient",
}  # fmt: skip


def _refused(probes: Mapping[str, Outcome]) -> dict[str, str]:
    """The shapes that the constructor rejects, which is a limit and not a defect.

    Probed with every adapter: a class derived from a library's may reject more than the library.
    """
    seen = {shape: probes[shape] for shape in ("scalar", "empty")}
    return {
        shape: f"the constructor rejects it: {outcome.message}"
        for shape, outcome in seen.items()
        if isinstance(outcome, Raised) and outcome.event < 0 and outcome.kind in REFUSALS
    }


def _is_limit(ability: str, outcome: Raised, rule: Rule) -> bool:
    """Whether the exception means that the capability is missing, not that it is broken."""
    if ability == "empty" and not rule.elementwise:
        return True
    if ability in ("resume", "zero_grad"):
        return outcome.kind in ("AttributeError", "NotImplementedError") and any(
            name in outcome.message for name in ("state_dict", "zero_grad", "implement")
        )
    if ability in TRIED_ALONE:
        return True
    if ability == "deepcopy":
        return outcome.kind == "AttributeError"
    if ability == "closure":
        return outcome.kind == "TypeError"
    return outcome.kind not in OWN_FAULT - {"IndexError"}


def _settable(subject: Live, rule: Rule) -> frozenset[str]:
    scenario = _plain(subject, rule)
    groups = [read_all(group) for group in scenario.groups]
    plan = Plan.of(scenario, scenario.arrays(), groups, frozenset())
    with precise(scenario.dtypes):
        instance = subject.adapter.build(subject.target, subject.names, plan)
    return frozenset(
        ours
        for ours, theirs in subject.names.spelled.items()
        if all(subject.adapter.settable(instance, t) for t in theirs)
    )
