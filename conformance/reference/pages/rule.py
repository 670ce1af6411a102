"""The page of a rule."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping

from optimcore import Optimizer
from properties.dialects import dialects
from properties.laws import laws
from properties.pitfalls import pitfalls
from properties.rules.profiles import profile_of
from properties.rules.registry import optimizers, read_defaults
from properties.rules.source_edits import source_of

from ...rendering.markdown_escapes import fence_code
from ...targets.synonyms import SYNONYMS
from ..docstrings import RuleDocstring, split_rule_docstring
from ..page_kinds import link, links, page_kind
from ..parts import prose, render_table

ABOUT = (
    "A rule is an algorithm with its hyper-parameters and defaults. The reference implementation "
    "of each is one file in `optimcore`. Pass its name as `--rule`."
)
NAMES = (
    "`theta` is the parameter, `g` the gradient, `s` the state of the parameter, `t` its step "
    "count and `h` the hyper-parameters."
)


def _summaries() -> Mapping[str, str]:
    return {name: _parts(kind).summary for name, kind in sorted(optimizers().items())}


def _parts(kind: type[Optimizer]) -> RuleDocstring:
    return split_rule_docstring(inspect.getdoc(kind) or "")


@page_kind("rule", "rules", ABOUT, _summaries)
def render_rule(name: str) -> str:
    """Render the page of a rule as Markdown."""
    kind = optimizers()[name]
    parts = _parts(kind)
    lines = [f"# Rule `{name}`", "", f"**{parts.summary}**", "", parts.body, ""]
    if parts.source:
        lines += [f"**Source:** {parts.source}", ""]
    lines += ["## Hyper-parameters", "", _render_arguments(name, kind, parts), ""]
    lines += ["## The update in NumPy", ""]
    lines += [NAMES, ""]
    lines += [fence_code(_update_source(f"{name}.py"), "python"), ""]
    closed = [law.id for law in laws().values() if name in law.about()]
    lines += _render_list("Laws about its closed forms", "law", closed, {})
    own = [d for d in dialects().values() if d.rule == name]
    variants = {d.id: f"{d.title} ({', '.join(d.libraries)})" for d in own}
    lines += _render_list("Dialects", "dialect", variants, variants)
    bugs = {p.id: p.title for p in pitfalls().values() if p.rule == name}
    lines += _render_list("Pitfalls", "pitfall", bugs, bugs)
    return "\n".join(lines).rstrip() + "\n"


def _render_arguments(name: str, kind: type[Optimizer], parts: RuleDocstring) -> str:
    profile = profile_of(name)
    rows = []
    for hyper, value in read_defaults(kind).items():
        known = profile.synonyms.get(hyper) or SYNONYMS.get(hyper, ())
        others = [" and ".join(f"`{n}`" for n in names) for names in known if names != (hyper,)]
        rows.append([f"`{hyper}`", f"`{value}`", parts.arguments.get(hyper, ""), ", ".join(others)])
    return render_table(["name", "default", "meaning", "other names that are recognized"], rows)


def _update_source(where: str) -> str:
    """Return the update method of a rule and the functions below the class."""
    text = source_of(where)
    body = ast.parse(text).body
    classes = (node for node in body if isinstance(node, ast.ClassDef))
    methods = (m for c in classes for m in c.body if isinstance(m, ast.FunctionDef))
    found: list[ast.FunctionDef] = [m for m in methods if m.name == "update"]
    found += [node for node in body if isinstance(node, ast.FunctionDef)]
    return "\n\n\n".join(_segment(text, node) for node in found)


def _segment(text: str, node: ast.FunctionDef) -> str:
    lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[indent:] for line in lines)


def _render_list(
    title: str, kind: str, names: Iterable[str], about: Mapping[str, str]
) -> Iterator[str]:
    """Yield a section that lists items of another kind, with what there is to say about each."""
    known = list(names)
    if not known:
        return
    yield f"## {title}"
    yield ""
    if about:
        yield from (f"- {link(kind, name)}: {prose(about[name])}" for name in known)
    else:
        yield links(kind, known)
    yield ""
