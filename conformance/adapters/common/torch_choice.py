"""Whether scenarios are run with the step compiled by ``torch.compile``, or by Python.

torch compiles a step that takes the optimizer itself, such as ``step = torch.compile(step)``, anew
for every optimizer that is built, because the compiled code refers to this object. A check builds
thousands of optimizers. So the first scenario of each kind is run in both ways. Python runs the
others as long as the results agree; if values differ, all later scenarios are compiled.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from properties.scenarios.model import Scenario
from properties.subjects.hyper_names import HyperNames
from properties.subjects.trajectory import Outcome, SubjectError, SubjectUnavailable, Trajectory

from ...targets.resolve import Target
from .scenario_kinds import describe_kind
from .torch_graphs import count_graphs, forget_graphs
from .trajectory_agreement import agree

Run = Callable[[], Outcome]

DIFFERENT = "compiled by torch.compile, the step gives other results than run by Python"

# The graphs that may be made for comparisons. One takes a tenth of a second, or some seconds with
# a compiler for C++.
MOST_COMPARED = 150

# The graphs that may be made in a check, and once more in its diagnosis, after values differed.
MOST_COMPILED = 200

# Scenarios of more steps are not compared, because each step might be compiled.
MOST_STEPS = 32


@dataclass(eq=False)
class Choice:
    """How the scenarios of one target are run.

    Attributes:
        maker: The class, or the function that builds the optimizer.
        is_made_anew: Whether graphs are made anew for every optimizer; None if not known yet.
        kinds: Whether scenarios of a kind are compiled, for each kind that was compared. They are
            if the comparison shows a difference, such as an exception of the compiler.
        graphs: The number of graphs that were made for comparisons.
        differs: Whether compiled steps give other values than those that Python runs.
        limit: The number of graphs at which the check ends, once values differed.
    """

    maker: object
    is_made_anew: bool | None = None
    kinds: dict[Hashable, bool] = field(default_factory=dict)
    graphs: int = 0
    differs: bool = False
    limit: int = 0

    def run(self, scenario: Scenario, names: HyperNames, run: Run) -> Outcome:
        """Run a scenario compiled, by Python, or in both ways.

        Raises:
            SubjectUnavailable: Values differed, and too many graphs were made. This is raised once,
                so that what was found can be diagnosed, and again after as many graphs.
        """
        if not self.is_made_anew:
            return self._run_first(scenario, names, run)
        kind = describe_kind(scenario, names)
        if self.differs or self.kinds.get(kind):
            self._check_limit()
            return _run_compiled(run)
        if kind in self.kinds or self.graphs >= MOST_COMPARED or scenario.steps > MOST_STEPS:
            with by_python():
                return run()
        before = count_graphs()
        compiled = _run_compiled(run)
        self.graphs += count_graphs() - before
        return self._compare(scenario, kind, compiled, run)

    def _run_first(self, scenario: Scenario, names: HyperNames, run: Run) -> Outcome:
        """Run a scenario, and find out whether the same scenario is compiled once more."""
        before = count_graphs()
        compiled = run()
        made = count_graphs()
        if self.is_made_anew is None and made > before and _can_be_run_by_python():
            run()
            self.is_made_anew = count_graphs() > made
            if self.is_made_anew:
                return self._compare(scenario, describe_kind(scenario, names), compiled, run)
        return compiled

    def _check_limit(self) -> None:
        made = count_graphs()
        if not self.limit:
            self.limit = made + MOST_COMPILED
        if made >= self.limit:
            self.limit = made + MOST_COMPILED
            raise SubjectUnavailable(
                f"{DIFFERENT}, and torch compiles it anew for each optimizer; after {made} graphs "
                "no more scenarios are run"
            )

    def _compare(self, scenario: Scenario, kind: Hashable, compiled: Outcome, run: Run) -> Outcome:
        """Run a scenario by Python too, and choose how scenarios of its kind are run."""
        with by_python():
            own, again = run(), run()
        # Two runs by Python differ if the optimizer is random, or counts what was built.
        is_other = not _agree(compiled, own, scenario) and _agree(own, again, scenario)
        are_values = isinstance(compiled, Trajectory) and isinstance(own, Trajectory)
        self.kinds[kind] = is_other
        self.differs = is_other and are_values
        return compiled if is_other else own

    def explain(self) -> Iterator[str]:
        """Explain how scenarios are run, if not all of them are compiled or if values differ."""
        if self.differs:
            yield f"{DIFFERENT}, so that the findings are about the compiled step"
        elif self.is_made_anew:
            yield (
                "torch.compile compiles the step anew for each optimizer, so that the first "
                f"scenario of each kind is run compiled too, until {MOST_COMPARED} graphs are "
                "made; Python runs the others, unless the results differ"
            )


choices: list[Choice] = []


def run_chosen(target: Target, names: HyperNames, scenario: Scenario, run: Run) -> Outcome:
    """Run a scenario of a target compiled or by Python."""
    if "torch" not in sys.modules:
        return run()
    return _find_choice(target.thing).run(scenario, names, run)


def explain_choice(target: Target, names: HyperNames) -> Iterator[str]:
    """Explain how the scenarios of a target are run, if not all of them are compiled."""
    return _find_choice(target.thing).explain()


def _agree(one: Outcome, other: Outcome, scenario: Scenario) -> bool:
    if isinstance(one, SubjectError) or isinstance(other, SubjectError):
        return isinstance(one, SubjectError) and isinstance(other, SubjectError)
    return one.violations == other.violations and agree(one, other, scenario)


@contextmanager
def by_python() -> Iterator[None]:
    """Let Python run what ``torch.compile`` would compile."""
    compiler: Any = sys.modules["torch"].compiler
    with compiler.set_stance("force_eager"):
        yield


def _can_be_run_by_python() -> bool:
    """Whether this version of torch has a setting by which nothing is compiled."""
    return hasattr(sys.modules["torch"].compiler, "set_stance")


def _run_compiled(run: Run) -> Outcome:
    """Run a scenario compiled, independently of what was compiled before."""
    forget_graphs()
    return run()


def _find_choice(maker: object) -> Choice:
    for choice in choices:
        if choice.maker is maker:
            return choice
    choices.append(Choice(maker))
    return choices[-1]
