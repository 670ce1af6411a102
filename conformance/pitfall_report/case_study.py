"""Case study: measure the claims of a tutorial about optimizers, and repeat its training run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from properties.case_study.claims import claims
from properties.case_study.claims.anchor import OPTIMIZERS, training_runs
from properties.case_study.tense_classifier import TENSES, train_perceptron
from properties.rules.patched_package import build_variant
from properties.rules.profiles import profiles
from properties.rules.registry import optimizers
from properties.rules.source_edits import Edit

from ..records.pitfalls import AnchorRecord, ClaimRecord, TrainingRecord

# Learning rates of the training run, by rule.
RATES = {rule: profile.training_lr for rule, profile in profiles().items() if profile.training_lr}


def measure_claims() -> list[ClaimRecord]:
    """Measure every claim."""
    found = []
    for claim in claims().values():
        seen = claim.measure()
        found.append(
            ClaimRecord(
                id=claim.id, claim=claim.claim, verdict=seen.verdict, words=seen.words,
                figures=dict(seen.figures),
            )
        )  # fmt: skip
    return found


def measure_training() -> AnchorRecord:
    """Run the training with both optimizers, and once without a pitfall for each rule."""
    return AnchorRecord(
        tenses=list(TENSES),
        runs=[_record_training(name) for name in OPTIMIZERS],
        clean={rule: training_losses(rule, ()) for rule in RATES},
    )


def _record_training(name: str) -> TrainingRecord:
    seen = training_runs(name)
    return TrainingRecord(
        optimizer=name,
        learnt=[run.learnt for run in seen],
        held_out=[run.held_out for run in seen],
        losses=list(seen[0].losses),
        confusion=seen[0].confusion.tolist(),
    )


def training_losses(rule: str, edits: Sequence[Edit]) -> list[float | None]:
    """Train with edits applied to optimcore; return the loss of each epoch, none if it raises."""
    if rule not in RATES:
        return []
    package = build_variant(edits)
    try:
        run = train_perceptron(partial(optimizers(package)[rule], lr=RATES[rule]), package=package)
    except Exception:
        return []
    return [loss if np.isfinite(loss) else None for loss in run.losses]
