"""The training run of the case study: a perceptron classifies Spanish verb forms by tense."""

from __future__ import annotations

from .training import EPOCHS, Training, train_perceptron
from .verbs import TENSES

__all__ = ["EPOCHS", "TENSES", "Training", "train_perceptron"]
