"""What the probes found out by an exception of a step, as advice."""

from __future__ import annotations

import re
from collections.abc import Mapping

from properties.generation.probes import build_probes
from properties.rules.registry import Rule
from properties.subjects.fresh_subject import FreshSubject
from properties.subjects.trajectory import Subject, SubjectError

# How a reason for a missing capability begins and ends where a probe raised an exception in a step.
RAISED = "the optimizer raised"
PROBED = "(probe of {})"

# Parameters that a model may have whatever a library documents, by the name of their probe.
WARNED = {
    "float64": "a parameter in float64",
    "empty": "a parameter without elements",
    "scalar": "a parameter of shape ()",
    "strided": "a parameter that is not contiguous in memory",
    "no gradient": "a parameter whose gradient is None",
}

# What users do with an optimizer between steps, by the name of its probe.
COPIED = {
    "deepcopy": "a deep copy of the optimizer and its parameters",
    "pickle": "a pickled copy of the optimizer and its parameters",
}


def describe_crashes(unsupported: Mapping[str, str], rule: Rule) -> list[str]:
    """Say which parameters and copies make a run raise an exception.

    Args:
        unsupported: The reasons for the capabilities that a subject does not have.
        rule: The claimed rule; parameters for which it is not defined are left out.
    """
    found = []
    for name, words in WARNED.items():
        end = PROBED.format(name)
        reason = unsupported.get(name, "")
        raised = reason.startswith(RAISED) and reason.endswith(end)
        if raised and "NotImplementedError" not in reason and _is_defined(rule, name):
            found.append(f"A step with {words} {_describe_exception(reason.removesuffix(end))}.")
    for name, words in COPIED.items():
        reason = unsupported.get(name, "")
        if reason.startswith(RAISED) and "NotImplementedError" not in reason:
            what = _describe_exception(reason.partition(" (probe of ")[0])
            found.append(f"{name}: a run with {words} {what}.")
    return found


def _is_defined(rule: Rule, name: str) -> bool:
    """Return whether a rule is defined for the parameters of a probe.

    A mean over no elements is not, and neither is an update of matrices for a scalar.
    """
    if name == "empty":
        return rule.elementwise
    return name != "scalar" or not rule.dimensions


def describe_crashes_in_new_processes(subject: Subject, rule: Rule) -> list[str]:
    """Say the same of probes that are the first run in a process."""
    fresh, taken = FreshSubject(subject), subject.capabilities
    probes = build_probes(taken, rule)
    lost = {
        name: reason
        for name, reason in taken.unsupported.items()
        if name not in probes or isinstance(fresh.run(probes[name]), SubjectError)
    }
    return describe_crashes(lost, rule)


def _describe_exception(reason: str) -> str:
    """Return what was raised, without the number of the event, which no case lists."""
    what = reason.strip().rstrip(".").removeprefix("the optimizer ")
    return re.sub(r"^(raised \w+) at event \d+", r"\1", what)
