"""Regular Spanish verbs: the forms in four tenses that belong to one tense only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

TENSES = ("present", "preterite", "imperfect", "future")
PERSONS = ("yo", "tú", "él", "nosotros", "vosotros", "ellos")

INFINITIVES = (
    "hablar", "cantar", "mirar", "comprar", "trabajar", "llamar", "ayudar", "bailar", "caminar",
    "escuchar", "estudiar", "ganar", "lavar", "llevar", "nadar", "preguntar", "tomar", "viajar",
    "comer", "beber", "correr", "vender", "aprender", "comprender", "deber", "temer", "meter",
    "prometer", "romper", "barrer",
    "vivir", "abrir", "subir", "partir", "recibir", "permitir", "sufrir", "unir", "decidir",
    "describir",
)  # fmt: skip

# The endings that replace that of the infinitive, by person; in the future they are appended.
ENDINGS: Mapping[str, Mapping[str, str]] = {
    "present": {
        "ar": "o as a amos áis an", "er": "o es e emos éis en", "ir": "o es e imos ís en",
    },
    "preterite": {
        "ar": "é aste ó amos asteis aron", "er": "í iste ió imos isteis ieron",
        "ir": "í iste ió imos isteis ieron",
    },
    "imperfect": {
        "ar": "aba abas aba ábamos abais aban", "er": "ía ías ía íamos íais ían",
        "ir": "ía ías ía íamos íais ían",
    },
}  # fmt: skip
FUTURE = "é ás á emos éis án"


@dataclass(frozen=True)
class Form:
    """A verb form: its text, infinitive, person and tense."""

    text: str
    infinitive: str
    person: str
    tense: str


@cache
def forms() -> tuple[Form, ...]:
    """Return every form that belongs to one tense only; of equal forms of a tense, the first.

    *Hablamos*, for example, is left out, because it is both present and preterite.
    """
    by_text: dict[str, list[Form]] = defaultdict(list)
    for form in _all_forms():
        by_text[form.text].append(form)
    return tuple(same[0] for same in by_text.values() if len({f.tense for f in same}) == 1)


def _all_forms() -> Iterator[Form]:
    for infinitive in INFINITIVES:
        for tense in TENSES:
            for person, text in zip(PERSONS, _conjugate(infinitive, tense), strict=True):
                yield Form(text, infinitive, person, tense)


def _conjugate(infinitive: str, tense: str) -> Iterator[str]:
    if tense == "future":
        yield from (infinitive + ending for ending in FUTURE.split())
        return
    for ending in ENDINGS[tense][infinitive[-2:]].split():
        yield infinitive[:-2] + ending
