"""``identify``: find out which rule and dialect an optimizer implements."""

from __future__ import annotations

import math
from collections.abc import Iterable

from properties.diagnosis.search.stages import Explanation
from properties.engine.progress import Progress, ignore_progress
from properties.rules.registry import rules

from ..errors import CannotRun, WrongUse
from ..records.identity import Identity, Match
from ..targets.options import SubjectOptions, choose_options
from ..targets.own_rule import RuleGiven
from ..worker import Isolation, OpenedTarget, open_target
from .formulas import find_formulas
from .own_rule import prepare_rule
from .report_parts import collect_versions

# The time that the import of the optimizer takes, in units of the comparison with a rule.
IMPORT = 4


def identify(
    target: object,
    *,
    rule: RuleGiven | None = None,
    options: SubjectOptions | None = None,
    wording: SubjectOptions | None = None,
    isolation: Isolation | None = None,
    progress: Progress = ignore_progress,
) -> Identity:
    """Find the rule and dialect that a target implements, or the nearest ones.

    Args:
        target: ``module:attribute``, ``path/file.py:attribute``, a class, or a factory function.
        rule: A rule of your own that it may implement, as in ``check``, beside the known ones.
        options: Options that describe the target. An option about a hyper-parameter applies to the
            rules that have it.
        wording: The former name of ``options``.
        isolation: How the optimizer is run: by default in a worker process.
        progress: Called with the name of the current stage and the fraction of the whole that is
            done, which never decreases.

    Returns:
        The matching rules, best first.

    Raises:
        WrongUse: Unknown file, attribute, adapter or argument, or an option about a
            hyper-parameter that no rule has.
        CannotRun: The target cannot be built or stepped with the hyper-parameters of any rule.
    """
    options = choose_options(options, wording, "wording")
    if rule is not None:
        prepare_rule(rule, progress)
    _check_hyper_names(options)
    with open_target(target, isolation) as found:
        matches = _match_rules(found, options, progress)
    return Identity(target=found.text, matches=_sort_matches(matches), versions=collect_versions())


def _match_rules(target: OpenedTarget, options: SubjectOptions, progress: Progress) -> list[Match]:
    matches: list[Match] = []
    problem: CannotRun | None = None
    for k, rule in enumerate(rules().values()):
        activity = f"comparing with {rule.title}" if k else "importing the optimizer"
        progress(activity, (k + IMPORT * bool(k)) / (len(rules()) + IMPORT))
        try:
            subject, claimed = target.open(rule.name, options=options.for_rule(rule))
        except CannotRun as error:
            problem = error
            continue
        taken = {ours: list(theirs) for ours, theirs in subject.names.mapped.items()}
        matches += [_match_record(*found, taken) for found in find_formulas(claimed, subject)]
    progress("done", 1.0)
    if problem and not matches:
        raise problem
    return matches


def _check_hyper_names(options: SubjectOptions) -> None:
    known = {hyper for rule in rules().values() for hyper in rule.defaults}
    for ours in (*options.mapped, *options.assumed):
        if ours not in known:
            raise WrongUse(
                f"No rule has a hyper-parameter {ours!r}, so the option cannot be applied. Give "
                f"one of: {', '.join(sorted(known))}."
            )


def _match_record(explanation: Explanation, is_plain: bool, taken: dict[str, list[str]]) -> Match:
    one = explanation.candidate
    return Match(
        rule=explanation.rule.name,
        title=explanation.rule.title,
        how=one.id if one else "",
        words=one.title if one else "",
        diff=one.diff if one else "",
        libraries=list(one.libraries) if one else [],
        hyper=taken,
        distance=explanation.distance if math.isfinite(explanation.distance) else None,
        cases=explanation.explained,
        of=explanation.total_cases,
        plain=is_plain,
    )


def _sort_matches(matches: Iterable[Match]) -> list[Match]:
    """Full matches first, in all cases before plain ones, published rules before dialects."""

    def key(match: Match) -> tuple[bool, bool, float, bool, float]:
        distance = math.inf if match.distance is None else match.distance
        return (
            not match.whole,
            match.plain,
            distance,
            bool(match.how),
            -len(match.hyper) / _count_hyper(match.rule),
        )

    return sorted(matches, key=key)


def _count_hyper(rule: str) -> int:
    return max(1, len(rules()[rule].defaults))
