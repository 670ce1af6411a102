"""Parts of reports that do not depend on the results of the laws."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from properties.rules.registry import Rule
from properties.subjects.trajectory import Capabilities

from ..records.base import Options
from ..records.check import Report
from ..subjects.crashes import describe_crashes
from ..subjects.unused_groups import describe_unused_groups
from ..targets.own_rule import record_rule_source
from ..targets.source_location import relative_source
from ..worker import OpenedSubject


def errored_report(target: str, rule: str, error: str, options: Options) -> Report:
    """Return the report on an optimizer that could not be run."""
    return Report(
        target=target,
        rule=rule,
        rule_source=record_rule_source(rule),
        verdict="errored",
        error=error,
        options=options,
        checked_on=current_date(),
        versions=collect_versions(),
    )


def describe_subject(subject: OpenedSubject, claimed: Rule, options: Options) -> Report:
    """Return a report without results: what is known of the subject, and how it is checked."""
    return Report(
        target=subject.name,
        rule=claimed.name,
        rule_source=record_rule_source(claimed.name),
        verdict="undecided",
        outside=[
            *list_outside(claimed, subject.capabilities),
            *describe_unused_groups(subject.capabilities.unsupported),
        ],
        compilations=subject.compilations,
        adapter=subject.adapter_name,
        formulation=claimed.rounding_variant,
        names={ours: list(theirs) for ours, theirs in subject.names.mapped.items()},
        untouched=list(subject.untouched),
        unwritten=list(subject.capabilities.unwritten),
        crashes=describe_crashes(subject.capabilities.unsupported, claimed),
        calls=subject.calls,
        assumptions=list(subject.assumptions),
        output=subject.output,
        options=options,
        source=relative_source(subject.source),
        checked_on=current_date(),
        versions=collect_versions(),
    )


def list_outside(rule: Rule, capabilities: Capabilities) -> list[str]:
    """Say which parameters the rule is not defined for, and which results are not compared."""
    uncompared = [rule.profile.uncompared] if rule.profile.uncompared else []
    if rule.dimensions is None:
        return uncompared
    if capabilities.supports("kernels"):
        return [
            f"parameters of one axis or none, such as biases: {rule.title} is not defined for "
            "them here (kernels of three and four axes are checked as matrices)",
            *uncompared,
        ]
    return [
        f"parameters with more or fewer axes than {rule.dimensions}, such as biases and "
        f"convolution kernels: {rule.title} is not defined for them here",
        *uncompared,
    ]


def current_date() -> str:
    """Return the date in UTC, as in ``2026-11-28``."""
    return datetime.now(UTC).date().isoformat()


def collect_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that the report depends on."""
    found = {"python": platform.python_version()}
    for package in ("optimcore", "numpy", "hypothesis", "python-flint", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
