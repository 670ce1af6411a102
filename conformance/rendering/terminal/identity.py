"""Render the result of ``identify`` as text for a terminal."""

from __future__ import annotations

from rich.text import Text

from ...records.identity import Identity, Match

# Rules that are printed as the nearest if the optimizer follows none.
NEAREST = 3


def render_identity(identity: Identity) -> Text:
    """Render the rules that the target follows, or the nearest ones."""
    text = Text(f"{identity.target} follows ")
    if not identity.known:
        text.append("no known rule", "bold yellow")
        text.append("; the nearest are:\n")
    for k, match in enumerate(identity.known or identity.matches[:NEAREST]):
        text.append("  " if not identity.known else "or, indistinguishable from it: " if k else "")
        text.append(match.title, "bold")
        text.append(
            f"{_describe_match(match)}; same results in {match.cases} of {match.of} "
            f"{'cases of plain steps' if match.plain else 'cases'}\n"
        )
        indent = "  " if identity.known else "    "
        text.append(f"{indent}hyper-parameters: {_list_arguments(match)}\n", "dim")
    if identity.known and identity.known[0].plain:
        text.append("Other events, such as missing gradients, groups or saved state, have other ")
        text.append(f"results; conformance check --rule {identity.known[0].rule} names them.\n")
    return text


def _describe_match(match: Match) -> str:
    libraries = f", as in {', '.join(match.libraries)}" if match.libraries else ""
    return f": {match.words} ({match.how}{libraries})" if match.how else ""


def _list_arguments(match: Match) -> str:
    both = [(ours, " and ".join(theirs)) for ours, theirs in match.hyper.items()]
    return ", ".join(o if o == t else f"{o} as {t}" for o, t in both) or "none"
