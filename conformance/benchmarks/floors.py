"""The detection floors: ``python -m conformance.benchmarks.floors [RULE ...]``.

For every hyper-parameter the smallest relative error that the corpus sees, in machine epsilons,
beside the smallest that the quiet test sees: a hundred steps on a quadratic, compared to 1e-5.
"""

from __future__ import annotations

import sys

import numpy as np
from rich.console import Console
from rich.table import Table

import optimcore
from properties.corpus import corpus
from properties.objects import CoreSubject
from properties.quiet import RATE, TOLERANCE, quiet_result
from properties.rules import Rule, rules
from properties.scenario import HyperValue
from properties.sight import LARGEST_ERROR, Floor, Sight, perturbed


def floors(rule: Rule) -> list[Floor]:
    """The floors of a rule's corpus."""
    abilities = CoreSubject(rule.name).abilities
    return Sight(rule, abilities, [], corpus(rule.name)).floors()


def quiet_floor(rule: Rule, hyper: str) -> int | None:
    """The smallest error in a default that moves the quiet test's result beyond its tolerance."""
    name, _, place = hyper.rstrip("]").partition("[")
    clean = quiet_result(rule.name, optimcore)
    for power in range(LARGEST_ERROR + 1):
        factor = 1 + 2.0**power * float(np.finfo(np.float64).eps)
        value = perturbed(_tested(rule, name), int(place) if place else None, factor)
        result = quiet_result(rule.name, optimcore, **{name: value})
        if not np.max(np.abs(result - clean)) <= TOLERANCE:
            return int(2**power)
    return None


def _tested(rule: Rule, name: str) -> HyperValue:
    """What the quiet test runs with: its own lr, and otherwise the defaults."""
    return RATE if name == "lr" else rule.defaults[name]


def main(names: list[str]) -> None:
    """Print a row for each hyper-parameter."""
    table = Table("rule", "hyper-parameter", "float64", "float32", "quiet test")
    for name in names or sorted(rules()):
        seen = {(f.hyper, f.dtype): f.epsilons for f in floors(rules()[name])}
        for hyper in dict.fromkeys(h for h, _ in seen):
            quiet = quiet_floor(rules()[name], hyper) if rules()[name].dimensions is None else None
            row = (seen.get((hyper, "float64")), seen.get((hyper, "float32")), quiet)
            table.add_row(name, hyper, *(f"{v:.3g}" if v else "unseen" for v in row))
    Console().print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
