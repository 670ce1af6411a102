"""The generated pages: complete, without broken links, and the same in a terminal."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from posixpath import normpath

import pytest

from conformance.cli.main import main
from conformance.cli.schema import read_schemas
from conformance.reference.page_kinds import PageKind, page_kinds
from conformance.reference.site import reference_pages
from conformance.reference.terminal_pages import page_for_terminal
from properties.dialects import dialects
from properties.laws import Law, laws
from properties.pitfalls import pitfalls
from properties.rules.registry import optimizers

# Dialects that only sparse gradients show, which optimcore does not take.
WITHOUT_CASE = {"adam-sparse-rows"}

# Pages that are written by hand, or copied, where the generated ones are.
OTHERS = {"protocol.md"}


@cache
def pages() -> dict[str, str]:
    return dict(reference_pages(main, read_schemas()))


def test_every_rule_law_pitfall_and_dialect_has_a_page() -> None:
    known: dict[str, Collection[str]] = {
        "rules": optimizers(),
        "laws": laws(),
        "pitfalls": pitfalls(),
        "dialects": dialects(),
    }
    for folder, names in known.items():
        files = {name for name in pages() if name.startswith(f"{folder}/")}
        assert files == {f"{folder}/{name}.md" for name in names} | {f"{folder}/index.md"}


def test_every_command_and_kind_of_json_has_a_page() -> None:
    assert {f"commands/{name}.md" for name in main.commands} < pages().keys()
    assert {f"json/{kind}.md" for kind in read_schemas()} < pages().keys()


def test_every_link_between_the_pages_leads_to_one() -> None:
    links = 0
    for name, text in pages().items():
        folder = name.rpartition("/")[0]
        for target in re.findall(r"\]\(([^)#]+\.md)\)", text):
            assert normpath(f"{folder}/{target}") in pages().keys() | OTHERS, f"{name}: {target}"
            links += 1
    assert links > 1000


@pytest.mark.parametrize("law", laws().values(), ids=lambda law: law.id)
def test_the_page_of_a_law_says_why_how_to_fix_it_and_shows_an_optimizer_that_fails(
    law: Law,
) -> None:
    text = page_kinds()["law"].render(law.id)
    for heading in ("Why it is ", "How to fix an optimizer that fails", "Source", "An optimizer"):
        assert re.search(rf"^## {heading}.*\n\n\S", text, re.MULTILINE), heading
    assert re.search(r"^```(diff|python)$", text, re.MULTILINE)


@pytest.mark.parametrize("kind", ["pitfall", "dialect"])
def test_the_page_of_a_pitfall_or_dialect_has_its_diff_and_its_smallest_case(kind: str) -> None:
    for name in page_kinds()[kind].summaries():
        text = page_kinds()[kind].render(name)
        assert re.search(r"^```diff\n--- optimcore/", text, re.MULTILINE), name
        assert re.search(r"^event 0: ", text, re.MULTILINE) or name in WITHOUT_CASE, name
        assert "does not apply" not in text, name


@pytest.mark.parametrize("name", optimizers())
def test_the_page_of_a_rule_has_its_formula_its_source_and_every_argument(name: str) -> None:
    text = page_kinds()["rule"].render(name)
    assert "$$\n\\begin{align*}\n" in text
    assert re.search(r"^\*\*Source:\*\* .*\d{4}", text, re.MULTILINE)
    assert "def update(" in text
    rows = re.findall(r"^\| `(\w+)` \| .*?\| (.*?) \|", text, re.MULTILINE)
    assert {hyper for hyper, _ in rows} >= set(optimizers()[name].hyperparameters())
    assert all(meaning for hyper, meaning in rows if hyper in optimizers()[name].hyperparameters())


def test_no_formula_is_left_in_a_terminal() -> None:
    for kind, name in everything():
        text = page_for_terminal(kind.render(name))
        outside = re.sub(r"^```(?!text).*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
        assert not re.search(r"\\[a-z]{2,}|\$|\.md\)", outside), (name, outside)


def everything() -> list[tuple[PageKind, str]]:
    return [(kind, name) for kind in page_kinds().values() for name in kind.summaries()]


def test_the_options_of_a_command_are_in_its_table() -> None:
    text = pages()["commands/check.md"]
    for option in ("--rule", "--html", "--timeout"):
        assert re.search(rf"^\| `{option}[` ]", text, re.MULTILINE), option
    assert "conformance check [OPTIONS] [TARGET]" in text
    assert "## `conformance bench floors`" in pages()["commands/bench.md"]


def test_the_keys_of_a_json_file_are_in_its_tables() -> None:
    text = pages()["json/check.md"]
    assert text.index("\n## Report\n") < text.index("\n## FindingRecord\n")
    assert re.search(r"^\| `verdict` \| .*`\"diverges\"`", text, re.MULTILINE)
