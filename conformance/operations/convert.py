"""``convert``: find the arguments with which one optimizer gives the results of another."""

from __future__ import annotations

from properties.engine.progress import Progress, Stages, ignore_progress
from properties.rules.registry import Rule

from ..records.conversion import Conversion
from ..targets.options import SubjectOptions, choose_options
from ..targets.own_rule import RuleGiven
from ..worker import Isolation, OpenedSubject, open_target
from .comparable import find_best_search
from .conversions import ConversionRenderer
from .formulas import find_formulas
from .own_rule import prepare_rule
from .report_parts import collect_versions

# The seconds that the stages take.
WEIGHTS = {"opening": 4.0, "search": 4.0, "identification": 2.0}


def convert(
    source: object,
    target: object,
    rule: RuleGiven | None = None,
    *,
    source_options: SubjectOptions | None = None,
    target_options: SubjectOptions | None = None,
    source_wording: SubjectOptions | None = None,
    target_wording: SubjectOptions | None = None,
    isolation: Isolation | None = None,
    progress: Progress = ignore_progress,
) -> Conversion:
    """Find the arguments with which the target gives the same results as the source.

    Args:
        source: The optimizer to reproduce, as in ``check``.
        target: The optimizer for which arguments are searched.
        rule: The rule that both implement, as in ``check``. By default it is inferred from the
            name of the source.
        source_options: Options that describe the source.
        target_options: Options that describe the target.
        source_wording: The former name of ``source_options``.
        target_wording: The former name of ``target_options``.
        isolation: How the optimizers are run: by default each in a worker process.
        progress: Called with the name of the current stage and the fraction of the whole that is
            done, which never decreases.

    Returns:
        The arguments and the conditions under which the results agree.

    Raises:
        WrongUse: Unknown file, attribute, rule, adapter or argument, or the two support no common
            scenario.
        CannotRun: One of them cannot be built or stepped.
    """
    source_options = choose_options(source_options, source_wording, "source_wording")
    target_options = choose_options(target_options, target_wording, "target_wording")
    rule = rule if rule is None else prepare_rule(rule, progress)
    with open_target(source, isolation) as first, open_target(target, isolation) as second:
        stages = Stages(progress, WEIGHTS)
        opening = stages.start("opening")
        opening(f"building {first.text}", 0.0)
        reproduced, own = first.open(rule, options=source_options)
        opening(f"building {second.text}", 0.5)
        adjusted, other = second.open(own.name, options=target_options)
        opening(f"building {second.text}", 1.0)
        conversion = _compare_subjects(reproduced, own, adjusted, other, stages)
    stages.finish()
    return conversion


def _compare_subjects(
    reproduced: OpenedSubject,
    own: Rule,
    adjusted: OpenedSubject,
    other: Rule,
    stages: Stages,
) -> Conversion:
    searching = stages.start("search")
    searching("running both", 0.0)
    search, found = find_best_search(reproduced, own, adjusted, other)
    searching("searching arguments", 1.0)
    words = ConversionRenderer(reproduced, adjusted, own)
    identifying = stages.start("identification")
    identifying(f"identifying {reproduced.name}", 0.0)
    source_follows = _describe_rule(reproduced, own)
    identifying(f"identifying {adjusted.name}", 0.5)
    target_follows = _describe_rule(adjusted, other)
    return Conversion(
        source=reproduced.name,
        target=adjusted.name,
        rule=own.name,
        possible=found is not None,
        terms=words.render_terms(found.recipe) if found else [],
        conditions=words.render_conditions(found.recipe, search.always) if found else [],
        lacking=[words.render_condition(condition) for condition in search.always],
        source_follows=source_follows,
        target_follows=target_follows,
        cases=found.agreement.cases if found else len(search.scenarios),
        numbers=found.agreement.numbers if found else 0,
        call=words.render_call(found.recipe) if found else "",
        versions=collect_versions(),
    )


def _describe_rule(subject: OpenedSubject, rule: Rule) -> str:
    """The rule with the dialect or fixed value that reproduces the subject."""
    for way, is_plain in find_formulas(rule, subject):
        if way.is_complete:
            how = way.candidate.title if way.candidate else "as published"
            return f"{rule.title}: {how}{' (in plain steps)' if is_plain else ''}"
    return f"no known variant of {rule.title}"
