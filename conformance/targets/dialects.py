"""Apply the dialects and wrappings that a user declares to a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from properties.dialects import Dialect, apply_dialects, dialects
from properties.rules.registry import Rule, rules
from properties.wrappings import InvalidValue, Wrapping, parse_wrapping, wrapping_kinds

from ..errors import WrongUse


def rule_with_dialects(name: str, declared: Sequence[str]) -> Rule:
    """Return a rule with the declared dialects applied, and in the declared wrappings.

    Raises:
        WrongUse: The rule has no such dialect, two of them edit the same expression, or a wrapping
            has no such value or does not fit the rule.
    """
    if not declared:
        return rules()[name]
    if isinstance(declared, str):
        raise WrongUse(
            f"dialects={declared!r} is a string, but a list of dialects is needed. Write "
            f"dialects=[{declared!r}]."
        )
    different = list(dict.fromkeys(declared))
    around = [text for text in different if text.partition("=")[0] in wrapping_kinds()]
    rule = _apply_dialects(name, [text for text in different if text not in around])
    wrappings = tuple(_parse(text, rule) for text in around)
    if not wrappings:
        return rule
    return replace(
        rule,
        wrappings=wrappings,
        dialects=(*rule.dialects, *(w.id for w in wrappings)),
        gradient_powers=None,
    )


def _apply_dialects(name: str, declared: Sequence[str]) -> Rule:
    known = {one.id: one for one in dialects().values() if one.rule == name}
    for dialect in declared:
        if dialect not in known:
            raise WrongUse(
                f"{name} has no dialect {dialect!r}, so nothing can be checked against it. "
                f"Its dialects are: {', '.join(known) or 'none'}. For every rule: "
                f"{', '.join(kind.form for kind in wrapping_kinds().values())}."
            )
    if not declared:
        return rules()[name]
    return _apply_known(name, [known[dialect] for dialect in declared])


def _apply_known(name: str, chosen: Sequence[Dialect]) -> Rule:
    try:
        return apply_dialects(name, chosen)
    except ValueError as error:
        names = ", ".join(dialect.id for dialect in chosen)
        raise WrongUse(
            f"The dialects {names} are incompatible: they edit the same expression. "
            "Declare only those that the optimizer documents."
        ) from error


def _parse(text: str, rule: Rule) -> Wrapping:
    try:
        wrapping = parse_wrapping(text)
    except InvalidValue as error:
        raise WrongUse(f"The dialect {text}: {error}") from error
    missing = [name for name in wrapping.needs if name not in rule.defaults]
    if missing:
        raise WrongUse(
            f"The dialect {text} is about {', '.join(missing)}, which {rule.name} does not have. "
            "Leave it out."
        )
    return wrapping


def is_declarable(text: str, rule: str) -> bool:
    """Return whether a text names a dialect of a rule, or a wrapping."""
    if text in dialects():
        return dialects()[text].rule == rule
    return text.partition("=")[0] in wrapping_kinds()


def title_of_dialect(text: str) -> str:
    """Return the title of a dialect, or of a wrapping."""
    return dialects()[text].title if text in dialects() else parse_wrapping(text).title
