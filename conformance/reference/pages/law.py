"""The page of a law."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from properties.dialects import dialects
from properties.examples.cases import cases_of
from properties.examples.defects import TorchDefect, law_examples
from properties.laws import INFO, MUST, SHOULD, Law, laws
from properties.laws.applicability import TRAITS
from properties.pitfalls import Pitfall, pitfalls

from ...rendering.markdown_escapes import fence_code
from ..docstrings import markdown_from_docstring
from ..page_kinds import link, links, page_kind, page_kinds
from ..parts import capitalize, prose, render_change

ABOUT = (
    "A law is a property that every correct optimizer has. A MUST law that fails decides the "
    "verdict, a SHOULD law warns, and an INFO law is only noted. Each page says why, how to mend "
    "an optimizer that fails, and has one that does."
)
# More pitfalls or dialects than these are counted instead of named.
MOST_NAMED = 30

LEVELS = {
    "must": "MUST: if it fails, the verdict is `diverges`",
    "should": "SHOULD: if it fails, the report has a warning",
    "info": "INFO: if it fails, the report has a note, also with `--strict`",
}
# The remark about the variants that break a law of a level.
REMARKS = {
    SHOULD: "For these, `check` only warns.",
    INFO: "For these, the report of `check` only has a note.",
}


def _summaries() -> Mapping[str, str]:
    known = laws().values()
    return {
        law.id: f"{law.requirement.upper()}: {markdown_from_docstring(prose(law.summary))}"
        for law in known
    }


@page_kind("law", "laws", ABOUT, _summaries)
def render_law(name: str) -> str:
    """Render the page of a law as Markdown."""
    law = laws()[name]
    lines = [f"# Law `{name}`", "", f"**{prose(law.summary)}**", "", f"{LEVELS[law.requirement]}."]
    lines += [f"It applies to {_describe_scope(law)}.", ""]
    if law.reason:
        lines += [
            f"## Why it is {law.requirement.upper()}",
            "",
            capitalize(prose(law.reason)),
            "",
        ]
    if law.fix:
        lines += ["## How to fix an optimizer that fails", "", capitalize(prose(law.fix)), ""]
    if law.source:
        lines += ["## Source", "", capitalize(prose(law.source)), ""]
    lines += [*_render_example(law), *_render_variants(law)]
    return "\n".join(lines).rstrip() + "\n"


def _describe_scope(law: Law) -> str:
    """Describe the optimizers that the law applies to."""
    about = law.about()
    rules = f"the rules {links('rule', about)}" if about else "every rule"
    needs = []
    if law.hyper:
        needs.append(f"an optimizer with {', '.join(f'`{name}`' for name in law.hyper)}")
    if law.capabilities:
        noun = "capability" if len(law.capabilities) == 1 else "capabilities"
        needs.append(f"the {noun} {', '.join(f'`{name}`' for name in law.capabilities)}")
    needed = f" and needs {' and '.join(needs)}" if needs else ""
    excluded = [reason for _, reason in (TRAITS[name] for name in law.traits)]
    unless = f", unless {' or '.join(excluded)}" if excluded else ""
    return f"{rules}{unless}{needed}"


def _render_example(law: Law) -> Iterator[str]:
    """Yield the optimizer that breaks the law, if one is known."""
    example = law_examples().get(law.id)
    if example is None:
        return
    yield "## An optimizer that fails"
    yield ""
    yield f"{capitalize(prose(example.title))}:"
    yield ""
    if isinstance(example, TorchDefect):
        yield fence_code(f"{_source('Miniature')}\n\n\n{_source(example.name)}", "python")
    elif isinstance(example, Pitfall):
        yield render_change(example)
        yield ""
        yield f"This is the pitfall {link('pitfall', example.id)}."
    else:
        yield fence_code(example.diff(), "diff")
    yield ""


@cache
def _source(name: str) -> str:
    """Return the source of a torch optimizer with its base; torch need not be installed."""
    text = files("properties.examples.defects").joinpath("torch_optimizers.py").read_text("utf-8")
    found = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}
    base = found[name].bases[0]
    own = ast.get_source_segment(text, found[name]) or ""
    own = own.replace("  # type: ignore[misc]", "").replace("  # type: ignore[override]", "")
    inherited = isinstance(base, ast.Name) and base.id != "Miniature"
    return f"{_source(base.id)}\n\n\n{own}" if inherited and isinstance(base, ast.Name) else own


def _render_variants(law: Law) -> Iterator[str]:
    """Yield the pitfalls and dialects whose smallest case breaks the law."""
    found = {kind: _variants_of(law.id, kind) for kind in ("pitfall", "dialect")}
    if not any(found.values()):
        return
    yield "## Known bugs and variants that fail"
    yield ""
    yield "The smallest case of these breaks this law. Many of them break other laws too."
    yield ""
    yield f"- {_describe_variants('pitfall', 'Pitfalls', found['pitfall'])}"
    yield f"- {_describe_variants('dialect', 'Dialects that are not declared', found['dialect'])}"
    if law.requirement != MUST:
        yield ""
        yield REMARKS[law.requirement]


def _describe_variants(kind: str, title: str, names: tuple[str, ...]) -> str:
    """Name a few pitfalls or dialects, or say how many of all there are."""
    if len(names) <= MOST_NAMED:
        return f"{title}: {links(kind, names) or 'none'}"
    number = len(page_kinds()[kind].summaries())
    return f"{title}: {len(names)} of [all {number}](../{page_kinds()[kind].folder}/index.md)"


@cache
def _variants_of(law: str, kind: str) -> tuple[str, ...]:
    known = pitfalls() if kind == "pitfall" else dialects()
    cases = {v.id: cases_of(v.rule).get(v.id) for v in known.values()}
    return tuple(name for name, case in cases.items() if case and case.law == law)
