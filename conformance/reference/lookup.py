"""Pages by name, with suggestions for a name that is unknown."""

from __future__ import annotations

from difflib import get_close_matches

from ..errors import WrongUse
from ..targets.rule_name import SPELLINGS
from .page_kinds import PageKind, page_kinds

# Suggestions for an unknown name, and how similar they must be.
SUGGESTIONS = 3
SIMILARITY = 0.6


def find_pages(name: str) -> list[tuple[PageKind, str]]:
    """Return the pages of a name in any case and with usual spellings of rules.

    More than one kind may have an item of the same name, so there may be several pages.

    Raises:
        WrongUse: nothing has this name; the message suggests the nearest ones.
    """
    plain = name.strip("`").lower().replace("_", "-")
    rule = plain.replace("-", "").replace(" ", "")
    wanted = {plain, rule, SPELLINGS.get(rule, rule)}
    known = {kind: kind.summaries().keys() for kind in page_kinds().values()}
    found = [(kind, own) for kind, names in known.items() for own in names if own in wanted]
    if found:
        return found
    every = sorted({own for names in known.values() for own in names})
    near = get_close_matches(plain, every, SUGGESTIONS, SIMILARITY)
    near = near or [own for own in every if plain in own][:SUGGESTIONS]
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    kinds = ", ".join(kind.folder for kind in known)
    raise WrongUse(
        f"No law, pitfall, dialect or rule is named {name!r}, so there is nothing to explain."
        f"{meant} 'conformance list KIND' lists the names; KIND is one of: {kinds}."
    )
