"""Training runs of the case study with a pitfall of Adam."""

from __future__ import annotations

from functools import cache, partial

from properties.case_study.tense_classifier import train_perceptron
from properties.pitfalls import pitfalls
from properties.rules.patched_package import build_variant
from properties.rules.profiles import profile_of
from properties.rules.registry import optimizers

RULE = "adam"


@cache
def train_with(pitfall: str | None) -> tuple[float, ...]:
    """Train the perceptron of the case study, and return the loss of each epoch.

    Args:
        pitfall: the id of a pitfall of Adam, or None for a correct optimizer.
    """
    package = build_variant(pitfalls()[pitfall].edits if pitfall else ())
    kind = optimizers(package)[RULE]
    run = train_perceptron(partial(kind, lr=profile_of(RULE).training_lr), package=package)
    return tuple(run.losses)
