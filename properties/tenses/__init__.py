"""A training run to look at: a small perceptron learns to tell the tense of Spanish verb forms."""

from __future__ import annotations

from .training import EPOCHS, Training, trained
from .verbs import TENSES

__all__ = ["EPOCHS", "TENSES", "Training", "trained"]
