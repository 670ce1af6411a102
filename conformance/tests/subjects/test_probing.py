"""Arguments that a constructor rejects are fixed or dropped, and the others are kept."""

from __future__ import annotations

from typing import Any

from conformance.adapters import AdaptedSubject
from conformance.subjects.crashes import describe_crashes
from conformance.subjects.selection import find_subject
from conformance.targets.resolve import resolve
from conformance.tests.example_subjects import PAGE_SGD
from conformance.tests.fixture_types import WriteSubject
from properties.rules.registry import Rule, rules


def probe_sgd(path: object) -> tuple[AdaptedSubject, Rule]:
    return find_subject(resolve(f"{path}:SGD"), rules()["sgd"])


def test_required_flags_with_one_value_are_fixed_one_after_the_other(
    write_subject: WriteSubject,
) -> None:
    source = PAGE_SGD.replace("lr=1e-3", "nesterov, maximize, lr=1e-3, verbose=False").replace(
        "self.lr = lr",
        "self.lr = lr\n        if nesterov: raise NotImplementedError('no nesterov')"
        "\n        if maximize: raise NotImplementedError('no maximize')",
    )
    subject, rule = probe_sgd(write_subject(source))
    assert subject.names.mapped == {"lr": ("lr",)}
    assert subject.names.fixed == {"nesterov": False, "maximize": False}
    assert subject.capabilities.hyper == {"lr"}
    assert subject.capabilities.required == frozenset()
    assert subject.capabilities.defaults == {"lr": 1e-3}
    assert subject.capabilities.unwritten == (
        "nesterov=True (NotImplementedError: no nesterov)",
        "maximize=True (NotImplementedError: no maximize)",
    )
    assert (rule.defaults["nesterov"], rule.defaults["maximize"]) == (False, False)
    assert list(subject.untouched) == ["verbose"]


def test_arguments_that_a_constructor_with_kwargs_rejects_are_dropped(
    write_subject: WriteSubject,
) -> None:
    source = PAGE_SGD.replace("lr=1e-3", "**given").replace(
        "self.lr = lr",
        "self.lr = given.pop('lr', 1e-3)\n        if given: raise TypeError(f'unknown {given}')",
    )
    subject, rule = probe_sgd(write_subject(source))
    assert subject.names.mapped == {"lr": ("lr",)}
    assert subject.capabilities.hyper == {"lr"}
    assert rule.defaults == rules()["sgd"].defaults


def test_untouched_arguments_are_those_of_the_names_that_are_left() -> None:
    def make(params: Any, lr: float = 1e-3, state: None = None, clip: float = 2.0) -> None:
        """Take arguments."""

    target = resolve(make)
    subject, _ = find_subject(resolve("optimcore:SGD"), rules()["sgd"])
    subject = AdaptedSubject(target, subject.adapter, subject.names, subject.capabilities)
    assert subject.untouched == {"clip": 2.0}
    without_lr = AdaptedSubject(
        target, subject.adapter, subject.names.without("lr"), subject.capabilities
    )
    assert without_lr.untouched == {"lr": 1e-3, "clip": 2.0}


def raising(kind: str) -> str:
    """An optimizer whose step raises an exception for parameters in float64."""
    check = f"if p.data.dtype == 'float64': raise {kind}('no doubles')"
    changed = PAGE_SGD.replace(
        "def step(self):\n", f"def step(self):\n        [p] = self.params[:1]\n        {check}\n"
    )
    assert check in changed
    return changed


def test_an_exception_in_float64_alone_leaves_float32(write_subject: WriteSubject) -> None:
    subject, rule = probe_sgd(write_subject(raising("TypeError")))
    assert not subject.capabilities.supports("float64")
    assert subject.capabilities.supports("float32")
    [crash] = describe_crashes(subject.capabilities.unsupported, rule)
    assert crash == "A step with a parameter in float64 raised TypeError: no doubles."


def test_an_error_of_the_own_formulas_in_float64_is_left_to_the_laws(
    write_subject: WriteSubject,
) -> None:
    subject, _ = probe_sgd(write_subject(raising("ZeroDivisionError")))
    assert subject.capabilities.supports("float64")
