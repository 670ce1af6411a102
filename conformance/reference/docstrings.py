r"""Docstrings as Markdown, with mathematics between dollar signs.

>>> print(markdown_from_docstring('''Take a step, with ``lr``.
...
... .. math::
...     a &= b \\\\
...     c &= d
... '''))
Take a step, with `lr`.
<BLANKLINE>
$$
\begin{align*}
a &= b \\
c &= d
\end{align*}
$$
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

DIRECTIVE = re.compile(r"^\.\. math::\n((?:\s*\n|[ ]{4}.*\n?)+)", re.MULTILINE)
SECTION = re.compile(r"^Args:\n((?:\s*\n|[ ]{4}.*\n?)+)", re.MULTILINE)
ENTRY = re.compile(r"^(\w+): ((?:.|\n(?=\s))+)", re.MULTILINE)


@dataclass(frozen=True)
class RuleDocstring:
    """The docstring of a rule in its parts, as Markdown.

    Attributes:
        summary: the first sentence.
        body: the formula and what else there is to say about the rule.
        arguments: descriptions of the arguments by name.
        source: the paper, with the algorithm or equation.
    """

    summary: str
    body: str
    arguments: Mapping[str, str]
    source: str


def split_rule_docstring(text: str) -> RuleDocstring:
    """Split the docstring of a rule into its parts.

    Args:
        text: the docstring, as ``inspect.getdoc`` returns it.
    """
    section = SECTION.search(text)
    entries = ENTRY.findall(textwrap.dedent(section[1])) if section else []
    rest = SECTION.sub("", text)
    rest, _, source = rest.partition("Source: ")
    summary, _, body = rest.partition("\n\n")
    return RuleDocstring(
        markdown_from_docstring(summary),
        markdown_from_docstring(body),
        {name: markdown_from_docstring(_joined(about)) for name, about in entries},
        markdown_from_docstring(_joined(source)),
    )


def markdown_from_docstring(text: str) -> str:
    """Convert the markup of a docstring: code, roles and displayed mathematics."""
    text = DIRECTIVE.sub(lambda found: _display(found[1]), text)
    text = re.sub(r":math:`([^`]+)`", r"$\1$", text)
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text)
    return re.sub(r"``([^`]+)``", r"`\1`", text).strip()


def _display(block: str) -> str:
    lines = textwrap.dedent(block).strip()
    return f"$$\n\\begin{{align*}}\n{lines}\n\\end{{align*}}\n$$\n\n"


def _joined(text: str) -> str:
    return " ".join(text.split())
