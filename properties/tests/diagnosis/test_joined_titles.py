"""The title of two changes together."""

from __future__ import annotations

from properties.diagnosis.candidates.joined_titles import join_titles

CLAUSE = "eps is added inside the square root"
SENTENCE = "The gradient is -g; it should be g"
OF_NAME = "lr is 2 * lr; it should be lr"


def test_two_clauses_are_one_sentence() -> None:
    assert join_titles(CLAUSE, "lr is doubled") == f"{CLAUSE}, and lr is doubled"


def test_sentences_stay_apart() -> None:
    assert join_titles(CLAUSE, SENTENCE) == (
        f"{CLAUSE}. In addition, the gradient is -g; it should be g"
    )
    assert join_titles(SENTENCE, CLAUSE) == f"{SENTENCE}. In addition, {CLAUSE}"
    assert join_titles(OF_NAME, CLAUSE) == f"{OF_NAME}. In addition, {CLAUSE}"
