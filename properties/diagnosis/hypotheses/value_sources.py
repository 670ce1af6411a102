"""The places that values of hyper-parameters come from, where an optimizer can ignore them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from ...rules.registry import Rule
from ...scenarios.encoding import encode_hyper
from ...scenarios.model import AddGroup, EncodedHyper, Resume, Scenario, SetHyper, Step
from ...scenarios.transforms import change, insert_events
from ...subjects.trajectory import Capabilities
from .contract_hypotheses import Hypothesis
from .contract_models.constructed_values import ConstructedValuesModel
from .contract_models.group_values import (
    FirstStepValuesModel,
    LateGroupModel,
    OtherGroupModel,
    Source,
)
from .contract_models.loaded_groups import IgnoredLoadModel, ReplacedGroupsModel
from .ignoring_translations import (
    Names,
    Translate,
    in_groups,
    in_steps,
    until_rebuilt,
)

# The event before which a value is changed.
HALFWAY = 2

# The features of scenarios in which the values of other groups show.
IN_GROUPS = frozenset({"groups", "add-group", "set-hyper", "set-lr"})

# Hyper-parameters that are several numbers.
PLURALS = ("betas", "etas", "step_sizes", "ns_coefficients")


# Returns a scenario in which a value is ignored, for plain steps, the name and another value.
Show: TypeAlias = Callable[[Scenario, str, EncodedHyper], Scenario]


@dataclass(frozen=True)
class ValueSource:
    """A place that a value comes from, where it can be ignored.

    Attributes:
        features: ids of the features of scenarios that it is about.
        show: returns a scenario in which one value is ignored.
        assume: returns the hypothesis about some names, given the words for them.
        needs: the capability without which it cannot be shown.
        more: further scenarios in which the value is ignored too, each with the capability that it
            needs. They are left out for a subject that lacks it.
        read_in: returns a scenario in which the value is read, because the sentence says that it is
            ignored elsewhere alone.
    """

    features: Names
    show: Show
    assume: Callable[[Names, str], Hypothesis]
    needs: str
    more: tuple[tuple[str, Show], ...] = ()
    read_in: Show | None = None


def value_sources(claimed: Rule, taken: Capabilities) -> Iterator[ValueSource]:
    """Yield where values come from, those that say most first.

    Args:
        claimed: the claimed rule.
        taken: what the subject supports.
    """
    settable = taken.settable
    yield ValueSource(
        IN_GROUPS | {"resume", "resume-elsewhere"}, set_halfway,
        partial(_values_of_construction, taken), "set lr",
        (("groups", partial(_in_second_group, settable)), ("restores hyper", _loaded_elsewhere)),
    )  # fmt: skip
    for of_first in (True, False):
        yield ValueSource(
            IN_GROUPS, partial(_in_second_group, settable), partial(_groups, claimed, of_first),
            "groups",
        )  # fmt: skip
    for source in ("first", "last"):
        yield ValueSource(
            IN_GROUPS, partial(_in_second_group, settable), partial(_present_values, source),
            "groups",
        )  # fmt: skip
    for of_first in (False, True):
        yield ValueSource(
            frozenset({"add-group"}), _in_late_group, partial(_late_values, claimed, of_first),
            "add group",
            read_in=partial(_in_second_group, frozenset()) if taken.supports("groups") else None,
        )  # fmt: skip
    yield ValueSource(
        frozenset({"set-hyper", "set-lr", "resume"}), partial(_set_twice, claimed),
        _values_of_first_step, "set lr",
    )  # fmt: skip
    for translation in (in_steps, until_rebuilt):
        yield ValueSource(
            frozenset({"set-hyper", "set-lr", "resume"}), set_halfway,
            partial(_changes, translation), "set lr",
        )  # fmt: skip
    yield ValueSource(
        frozenset({"set-hyper", "set-lr", "resume"}),
        lambda s, name, value: insert_events(s, HALFWAY, Resume(), SetHyper(name, value)),
        _changes_after_load, "resume", read_in=set_halfway,
    )  # fmt: skip
    yield ValueSource(frozenset({"resume-elsewhere"}), _loaded_elsewhere, _loaded, "resume")


def _in_second_group(settable: Names, start: Scenario, name: str, value: EncodedHyper) -> Scenario:
    """Return steps of two groups; if possible, the first one gets the value halfway.

    This shows whether groups have the value of the construction, or the present one.
    """
    [parameter] = start.parameters
    [group] = start.groups
    steps = [e for e in start.events if isinstance(e, Step)]
    two = change(
        start,
        parameters=(parameter, change(parameter, group=1)),
        groups=(group, {**group, name: value}),
        events=tuple(change(e, gradients=e.gradients * 2) for e in steps),
    )
    return set_halfway(two, name, value) if name in settable else two


def _in_late_group(start: Scenario, name: str, value: EncodedHyper) -> Scenario:
    """Return steps of two groups of which the second one joins halfway."""
    two = _in_second_group(frozenset(), start, name, value)
    alone = tuple(
        change(e, gradients=(e.gradients[0], None)) if isinstance(e, Step) and k < HALFWAY else e
        for k, e in enumerate(two.events)
    )
    return insert_events(change(two, events=alone), HALFWAY, AddGroup(1))


def set_halfway(start: Scenario, name: str, value: EncodedHyper) -> Scenario:
    """Return steps between which a value is set."""
    return insert_events(start, HALFWAY, SetHyper(name, value))


def _loaded_elsewhere(start: Scenario, name: str, value: EncodedHyper) -> Scenario:
    """Return steps that an optimizer with another value goes on with."""
    return insert_events(start, HALFWAY, Resume({name: value}))


def _set_twice(claimed: Rule, start: Scenario, name: str, value: EncodedHyper) -> Scenario:
    """Return steps before which a value is set, and set back halfway."""
    [group] = start.groups
    usual = group.get(name, encode_hyper(claimed.defaults[name]))
    return insert_events(set_halfway(start, name, usual), 0, SetHyper(name, value))


def _values_of_construction(taken: Capabilities, names: Names, words: str) -> Hypothesis:
    which = words if words.startswith("all") else f"the {words}"
    where = ["those of a schedule"]
    where += ["those of a parameter group"] if taken.supports("groups") else []
    where += ["those in a loaded state"] if taken.supports("restores hyper") else []
    *some, last = where
    listed = f"{', '.join(some)} and {last}" if some else last
    return Hypothesis(
        f"{_short(words)}-of-construction",
        f"every step uses {which} that the optimizer was constructed with",
        f"Other values have no effect, such as {listed}.",
        IN_GROUPS | {"resume", "resume-elsewhere"},
        model=partial(ConstructedValuesModel, names), holds_values=True,
    )  # fmt: skip


def _groups(claimed: Rule, of_first: bool, names: Names, words: str) -> Hypothesis:
    values = f"the {words}" if len(names) == 1 else "the values"
    return Hypothesis(
        f"group-{_short(words)}-ignored" + ("" if of_first else "-default"),
        f"{words} of a parameter group {_is_or_are(words)} ignored",
        f"Every group is updated with {values} that the optimizer was constructed with."
        if of_first
        else f"Every group is updated with {values} that the optimizer has by default.",
        IN_GROUPS,
        in_groups(claimed, names, of_first), "groups", holds_values=True,
    )  # fmt: skip


def _present_values(source: Source, names: Names, words: str) -> Hypothesis:
    return Hypothesis(
        f"group-{_short(words)}-of-{source}",
        f"{_the(words)} of the {source} group {_is_or_are(words)} used for every group",
        f"What the other groups were given has no effect, and a change in the {source} group acts "
        "on all groups.",
        IN_GROUPS, shown_by="groups", model=partial(OtherGroupModel, source, names),
    )  # fmt: skip


def _late_values(claimed: Rule, of_first: bool, names: Names, words: str) -> Hypothesis:
    whose = "those of the first group" if of_first else "the defaults of the rule"
    if len(names) == 1 and words not in PLURALS:
        default = claimed.defaults[next(iter(names))]
        whose = "that of the first group" if of_first else f"{default:g}"
    return Hypothesis(
        f"late-{_short(words)}-ignored" + ("" if of_first else "-default"),
        f"{words} of a group that is added later {_is_or_are(words)} replaced by {whose}",
        "The other groups have what they were given, so that only layers that are unfrozen during "
        "training are affected.",
        frozenset({"add-group"}), model=partial(LateGroupModel, of_first, names),
    )  # fmt: skip


def _values_of_first_step(names: Names, words: str) -> Hypothesis:
    return Hypothesis(
        f"{_short(words)}-of-first-step",
        f"{_the(words)} of a parameter's first step {_is_or_are(words)} used in all its steps",
        "A later change has no effect on it, so that a schedule does nothing.",
        frozenset({"set-hyper", "set-lr", "resume"}), model=partial(FirstStepValuesModel, names),
        holds_values=True,
    )  # fmt: skip


def _changes(translation: Callable[[Names], Translate], names: Names, words: str) -> Hypothesis:
    are = _is_or_are(words)
    return Hypothesis(
        f"change-of-{_short(words)}-ignored",
        f"{words} that {are} changed between steps {are} ignored",
        "The steps continue with the value from before, so a schedule has no effect.",
        frozenset({"set-hyper", "set-lr", "resume"}), translation(names), holds_values=True,
    )  # fmt: skip


def _changes_after_load(names: Names, words: str) -> Hypothesis:
    are = _is_or_are(words)
    return Hypothesis(
        f"{_short(words)}-ignored-after-loading",
        f"once a state is loaded, {words} in the groups {are} ignored",
        "A resumed run continues with the arguments of the new optimizer, and a change has no "
        "effect: the step reads groups that the loaded ones have replaced.",
        frozenset({"set-hyper", "set-lr", "resume"}), model=partial(ReplacedGroupsModel, names),
    )  # fmt: skip


def _loaded(names: Names, words: str) -> Hypothesis:
    if words == "all values":
        name, title = "hyper-not-restored", "the hyper-parameters in a loaded state are ignored"
        explanation = "A resumed run continues with the arguments of the new optimizer."
    else:
        explanation = f"A resumed run continues with the {words} of the new optimizer."
        name = f"loaded-{_short(words)}-ignored"
        title = f"{words} in a loaded state {_is_or_are(words)} ignored"
    return Hypothesis(
        name, title, explanation, frozenset({"resume-elsewhere"}),
        model=partial(IgnoredLoadModel, names),
    )  # fmt: skip


def _short(words: str) -> str:
    return "all" if words == "all values" else words.replace(",", "").replace(" ", "-")


def _the(words: str) -> str:
    return words if words == "all values" else f"the {words}"


def _is_or_are(words: str) -> str:
    return "are" if " " in words or words in PLURALS else "is"
