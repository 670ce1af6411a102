"""The training anchor: forms that one tense alone has, a fair split, and the result of a run."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

import optimcore
from optimcore import SGD, Adam
from properties.case_study.tense_classifier import TENSES, train_perceptron
from properties.case_study.tense_classifier.inputs import ENDS, INSIDE, encode_form
from properties.case_study.tense_classifier.training import (
    BATCH,
    EPOCHS,
    HELD_OUT,
    LEARNT,
    SIZES,
    Perceptron,
    confusion_matrix,
    split_forms,
)
from properties.case_study.tense_classifier.verbs import INFINITIVES, PERSONS, forms
from properties.rules.patched_package import build_variant
from properties.rules.source_edits import Edit

KNOWN = {
    "hablo": ("hablar", "present"), "hablé": ("hablar", "preterite"),
    "hablaba": ("hablar", "imperfect"), "hablaré": ("hablar", "future"),
    "comió": ("comer", "preterite"), "comíamos": ("comer", "imperfect"),
    "coméis": ("comer", "present"), "vivís": ("vivir", "present"),
    "vivieron": ("vivir", "preterite"), "vivirán": ("vivir", "future"),
}  # fmt: skip


def test_forms_are_those_of_the_grammar() -> None:
    by_text = {f.text: (f.infinitive, f.tense) for f in forms()}
    for text, known in KNOWN.items():
        assert by_text[text] == known


def test_no_form_belongs_to_two_tenses_and_none_is_there_twice() -> None:
    texts = [f.text for f in forms()]
    assert len(texts) == len(set(texts))
    assert not {"hablamos", "vivimos"} & set(texts)
    assert {f.tense for f in forms()} == set(TENSES)
    assert {f.person for f in forms()} == set(PERSONS)
    assert {f.infinitive for f in forms()} == set(INFINITIVES)


@pytest.mark.parametrize("seed", range(10))
def test_nothing_held_out_is_learnt(seed: int) -> None:
    learnt, held_out = split_forms(seed)
    assert (len(learnt), len(held_out)) == (LEARNT, HELD_OUT) == (250, 50)
    triples = [(f.person, f.infinitive, f.tense) for f in learnt + held_out]
    assert len(set(triples)) == len(triples)
    assert not {f.text for f in learnt} & {f.text for f in held_out}
    assert split_forms(seed) == (learnt, held_out)
    assert split_forms(seed + 1) != (learnt, held_out)


def test_the_perceptron_has_469_parameters() -> None:
    perceptron = Perceptron(optimcore, np.random.default_rng(0))
    assert SIZES == (26, 15, 4)
    assert sum(p.data.size for p in perceptron.parameters()) == 469


def test_the_inputs_depend_only_on_the_letters() -> None:
    assert len(ENDS) + len(INSIDE) == len(set(ENDS + INSIDE)) == 26
    told = encode_form("hablaban")
    assert told[ENDS.index("an")] == told[len(ENDS) + INSIDE.index("ab")] == 1
    assert told[ENDS.index("á")] == 0
    assert set(np.unique([encode_form(f.text) for f in forms()])) == {0.0, 1.0}


def test_a_run_is_the_same_for_the_same_seed() -> None:
    first, again = (train_perceptron(partial(SGD, lr=0.5), seed=3) for _ in range(2))
    assert first.losses == again.losses
    assert len(first.losses) == EPOCHS
    assert LEARNT % BATCH == 0
    assert first.confusion.sum() == HELD_OUT
    assert first.held_out == np.trace(first.confusion) / HELD_OUT


def test_an_optimizer_that_learns_nothing_is_detected() -> None:
    still = train_perceptron(partial(Adam, lr=0.0))
    assert still.learnt < 0.6
    assert still.losses[-1] == pytest.approx(still.losses[0])
    climbing = build_variant([Edit("sgd.py", "theta - h.lr * g, s", "theta + h.lr * g, s")])
    up = train_perceptron(partial(climbing.SGD, lr=0.1), package=climbing)
    assert not up.losses[-1] <= up.losses[0]


def test_confusion_counts_true_by_predicted_tense() -> None:
    table = confusion_matrix(np.array([0, 0, 3]), np.array([0, 1, 3]))
    assert table[0, 0] == table[0, 1] == table[3, 3] == 1
    assert table.sum() == 3
