"""Parts that pages of several kinds have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from properties.dialects import Dialect
from properties.examples.cases import Case, cases_of
from properties.laws import Trial, laws
from properties.pitfalls import Pitfall
from properties.rules.registry import rules

from ..rendering.markdown_escapes import fence_code
from ..rendering.scenario_text import describe_scenario
from .page_kinds import link

# Names that keep their small letter at the start of a sentence.
NAMES = ("eps", "lr", "maximize", "t", "torch")


def prose(text: str) -> str:
    """Return plain text as Markdown: quoted code stays code, and nothing else is markup."""
    parts = re.split(r"``(.+?)``|`(.+?)`", text)
    plain, codes = parts[::3], [a or b for a, b in zip(parts[1::3], parts[2::3], strict=True)]
    escaped = [re.sub(r"([*<$\\\[\]])|(?<!\w)(_)|(_)(?!\w)", r"\\\1\2\3", one) for one in plain]
    return escaped[0] + "".join(f"`{c}`{e}" for c, e in zip(codes, escaped[1:], strict=True))


def capitalize(sentence: str) -> str:
    """Return a sentence with a capital letter at its start, unless it begins with a name."""
    word = re.match(r"[a-z]+(?=[ ,:])", sentence)
    if word is None or word[0] in NAMES:
        return sentence
    return sentence[0].upper() + sentence[1:]


def render_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Render a table whose cells are Markdown."""
    titles = list(header)
    lines = [titles, ["---"] * len(titles), *rows]
    cells = ([re.sub(r"(?<!\\)\|", r"\|", cell) for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def render_change(variant: Pitfall | Dialect) -> str:
    """Render what a pitfall or dialect changes in the reference implementation."""
    return fence_code(variant.diff(), "diff")


def render_case(variant: Pitfall | Dialect) -> Iterator[str]:
    """Yield the lines of the smallest case of a pitfall or dialect, run now."""
    case = cases_of(variant.rule).get(variant.id)
    if case is None:
        return
    yield "## Smallest case"
    yield ""
    yield "The law " + link("law", case.law) + " fails on the smallest scenario that was found:"
    yield ""
    yield fence_code("\n".join((*describe_scenario(case.scenario), "", _message(variant, case))))


def _message(variant: Pitfall | Dialect, case: Case) -> str:
    """Return what the law reports about the variant on its case."""
    trial = Trial(rules()[variant.rule], variant.subject(), case.scenario)
    evidence = laws()[case.law].judge(trial)
    return f"{case.law}: {evidence.message if evidence else 'does not apply'}"
