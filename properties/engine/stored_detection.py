"""What the corpus is known to detect, without running anything.

The classification of the mutants of a rule tells which of them each scenario of the corpus
distinguishes from the rule by agreement alone. It holds for a subject that claims the published
rule and ran the scenario as it is.
"""

from __future__ import annotations

from collections.abc import Container

from ..generation.corpus import corpus
from ..mutants.classification import Classification
from ..rules.registry import Rule, rules
from ..scenarios.encoding import to_json
from ..subjects.trajectory import Capabilities


def is_published(rule: Rule) -> bool:
    """Whether a subject claims the rule that the stored facts are about."""
    same = rule.defaults == rules()[rule.name].defaults
    return same and not (rule.dialects or rule.wrappings or rule.edits or rule.rounding_variant)


def stored_detection(
    rule: Rule, capabilities: Capabilities, known: Classification, completed: Container[bytes]
) -> set[str]:
    """Return the mutants that scenarios of the corpus distinguish from the rule.

    Args:
        rule: The claimed rule.
        capabilities: Those of the subject: a mutant that shows only with hyper-parameters that the
            subject lacks is left out.
        known: The classification of the mutants of the rule.
        completed: The scenarios that the subject completed, as JSON.
    """
    if not is_published(rule):
        return set()
    stored = corpus(rule.name)
    return {
        name
        for k, names in known.distinguished.items()
        if k < len(stored) and to_json(stored[k]) in completed
        for name in names
        if capabilities.hyper.issuperset(known.needs.get(name, ()))
    }
