"""The formula of a subject: what it does in plain steps of one parameter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ...comparison.trajectories import compare_with_enclosure
from ...enclosures.evaluate import enclose
from ...engine.results import Finding
from ...rules.registry import Rule
from ...scenarios.encoding import to_json
from ...scenarios.model import Scenario
from ...subjects.trajectory import Capabilities, SubjectError
from ..candidates.candidate import Candidate
from ..candidates.cases import Case
from .features import strip_features

# Plain cases have at most this many steps, and there are at most so many of them.
LONGEST = 40
PLAIN_CASES = 40

# The beginning of the message of a finding that expects the values of the formula.
BY_FORMULA = "compared with the formula as found"

# What the title of a pitfall of an argument says that has no effect.
IGNORED = "is accepted and ignored"

# Hyper-parameters and entries of the state in the source of a rule.
HYPER = re.compile(r"\bh\.(\w+)")
ENTRY = re.compile(r"\bs(?:\[|\.get\()\"(\w+)\"")


def plain_scenarios(scenarios: Iterable[Scenario], capabilities: Capabilities) -> list[Scenario]:
    """Return the plain parts of scenarios: one contiguous parameter, one precision, only steps."""
    keep = () if capabilities.supports("float64") else ("precision",)
    found: dict[bytes, Scenario] = {}
    for scenario in scenarios:
        if scenario.steps <= LONGEST:
            found.update((to_json(part), part) for part in strip_features(scenario, keep))
        if len(found) >= PLAIN_CASES:
            break
    return list(found.values())[:PLAIN_CASES]


def rule_as_found(claimed: Rule, candidate: Candidate) -> Rule:
    """Return the claimed rule with the formula of a candidate, as if it were declared."""
    own = candidate.name == claimed.name
    return replace(
        claimed,
        dialects=(*claimed.dialects, candidate.id),
        edits=candidate.edits if own else claimed.edits,
        gradient_powers=None,
        odd=False,
        one_count=candidate.rule.one_count,
        lazy=candidate.rule.lazy,
        reduced_precision_update=None,
        wrappings=(*claimed.wrappings, *candidate.wrappings),
        enclosed_by=lambda s, model: candidate.enclosure(candidate.translate_scenario(s), model),
    )


def drop_foreign(candidates: Sequence[Candidate], taken: Capabilities) -> list[Candidate]:
    """Drop candidates about hyper-parameters that the subject does not take, if others are left."""
    left = [c for c in candidates if not is_foreign(c, taken)]
    return left or list(candidates)


def is_foreign(candidate: Candidate, taken: Capabilities) -> bool:
    """Return whether a candidate is about a flag, a number or a state that the subject lacks."""
    flags = [
        n for n, v in candidate.claimed.defaults.items() if v is False and n not in taken.hyper
    ]
    changed = "".join(e.before + e.after for e in candidate.edits)
    words = f"{candidate.id} {candidate.title}".lower()
    if any(f"h.{flag}" in changed or flag in words for flag in flags):
        return True
    added = [_added_names(e.before, e.after) for e in candidate.edits]
    lacked = candidate.claimed.defaults.keys() - taken.hyper
    moments = set(candidate.claimed.moments)
    return any(hyper & lacked or (moments and entries - moments) for hyper, entries in added)


def ignores_lacked_argument(candidate: Candidate, taken: frozenset[str]) -> bool:
    """Return whether a candidate accepts and ignores an argument that the subject does not have."""
    removed = set().union(*(_added_names(e.after, e.before)[0] for e in candidate.edits))
    lacked = candidate.claimed.defaults.keys() - taken
    return bool(IGNORED in candidate.title and removed & lacked)


def _added_names(before: str, after: str) -> tuple[set[str], set[str]]:
    """Return the hyper-parameters and the entries of the state that an edit adds."""
    hyper, entries = (
        set(pattern.findall(after)) - set(pattern.findall(before)) for pattern in (HYPER, ENTRY)
    )
    return hyper, entries


def say_formula(finding: Finding) -> Finding:
    """Say in the message of a finding that it expects the values of the formula as found."""
    evidence = finding.evidence
    if not evidence.expects_rule:
        return finding
    message = f"{BY_FORMULA}: {evidence.message}"
    return replace(finding, evidence=replace(evidence, message=message))


def largest_ratio(rule: Rule, cases: Sequence[Case]) -> float:
    """Return the largest finite deviation of plain cases in units of the radius."""
    ratios = [0.0]
    for case in cases:
        if not isinstance(case.run, SubjectError):
            enclosure = enclose(rule, case.scenario)
            ratios.append(compare_with_enclosure(case.scenario, case.run, enclosure).ratio)
    return max(r for r in ratios if np.isfinite(r))
