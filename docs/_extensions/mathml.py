"""Formulas as MathML: browsers render it without a script, a font or a network."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx


def visit_inline(translator: Any, node: nodes.math) -> None:
    """Write a formula in a line."""
    translator.body.append(to_mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def visit_displayed(translator: Any, node: nodes.math_block) -> None:
    """Write a displayed formula, which can be scrolled on narrow screens."""
    translator.body.append(f'<div class="formula">{to_mathml(node.astext(), "block")}</div>')
    raise nodes.SkipNode


def to_mathml(latex: str, display: str) -> str:
    """Convert a formula.

    Raises:
        ValueError: a command is unknown, so that it would be printed as text.
    """
    converted: str = convert(latex, display=display)
    if unknown := re.search(r"\\[A-Za-z]+", re.sub(r"<annotation.*?</annotation>", "", converted)):
        raise ValueError(f"The command {unknown[0]} in {latex!r} has no MathML. Use another one.")
    return converted


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer, which ``html_math_renderer`` selects."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_displayed, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
