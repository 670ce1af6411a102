"""The matrix: every entry gets a result, and pages contain no foreign markup."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conformance.errors import WrongUse
from conformance.matrix import run as matrix
from conformance.matrix.join import join_matrices
from conformance.matrix.libraries import Configuration, Library, libraries
from conformance.matrix.run import run_matrix
from conformance.records.capsule import read_capsules
from conformance.records.matrix import MatrixRecord
from conformance.rendering.formats.html import render_matrix_html
from conformance.rendering.formats.markdown import render_matrix_markdown
from conformance.rendering.matrix_rows import sort_entries
from conformance.tests.example_records import cell, record
from conformance.tests.example_subjects import CLIMBING_SGD, PAGE_SGD
from conformance.tests.fixture_types import Command, WriteSubject
from conformance.tests.page_reader import NASTY, Page, assert_self_contained
from properties.dialects import dialects
from properties.rules.registry import rules

# Momentum with the learning rate inside the velocity: a dialect of SGD.
INSIDE = """\
class SGD:
    def __init__(self, params, lr=1e-3, momentum=0.0):
        self.params = list(params)
        self.lr, self.momentum = lr, momentum
        self.v = [0.0 * p.data for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.v[i] = self.momentum * self.v[i] + self.lr * p.grad
                p.data -= self.v[i]
"""
# The same with weight decay that modifies the gradient: wrong in any dialect.
WRITING = (
    INSIDE.replace("momentum=0.0)", "momentum=0.0, weight_decay=0.0)")
    .replace(
        "self.lr, self.momentum = lr, momentum",
        "self.lr, self.momentum, self.decay = lr, momentum, weight_decay",
    )
    .replace(
        "                self.v[i] =",
        "                p.grad += self.decay * p.data\n                self.v[i] =",
    )
)
KILLER = "import os\nos._exit(3)\n"


def library(*configurations: Configuration, **changes: Any) -> Library:
    given: dict[str, Any] = {"name": "made-up", "imported": "math", "install": ("made-up",)}
    return Library(**(given | changes), configurations=configurations)


def set_libraries(monkeypatch: pytest.MonkeyPatch, *found: Library) -> None:
    monkeypatch.setattr(matrix, "libraries", lambda: {one.name: one for one in found})


def test_every_configuration_of_a_library_names_a_rule_and_is_there_once() -> None:
    for one in libraries().values():
        seen = [(c.rule, c.variant, c.target) for c in one.configurations]
        assert len(seen) == len(set(seen)), one.name
        assert {c.rule for c in one.configurations} <= rules().keys()
        assert one.install


def test_each_entry_has_a_state(
    write_subject: WriteSubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = {"plain": PAGE_SGD, "climbing": CLIMBING_SGD, "inside": INSIDE, "killer": KILLER,
               "writing": WRITING, "absent": "x = 1\n"}  # fmt: skip
    found = [
        Configuration("sgd", f"{write_subject(text)}:SGD", variant)
        for variant, text in sources.items()
    ]
    set_libraries(monkeypatch, library(*found))
    kept: list[MatrixRecord] = []
    cells = {c.variant: c for c in run_matrix(examples=1, keep=kept.append).cells}
    assert [len(record.cells) for record in kept] == [1, 2, 3, 4, 5, 6]
    assert {v: c.state for v, c in cells.items()} == {
        "plain": "conforms", "climbing": "diverges", "inside": "dialect", "killer": "errored",
        "writing": "diverges", "absent": "errored",
    }  # fmt: skip
    assert cells["inside"].dialects == ["sgd-lr-inside-velocity"]
    assert cells["inside"].words == dialects()["sgd-lr-inside-velocity"].title
    assert cells["writing"].dialects == ["sgd-lr-inside-velocity"]
    assert cells["writing"].words.startswith("the step writes into the gradient (")
    assert cells["writing"].words.endswith(f"(in addition to: {cells['inside'].words})")
    assert cells["writing"].capsule is not None
    assert cells["writing"].capsule.law == "gradient-untouched"
    assert cells["climbing"].capsule is not None
    assert cells["climbing"].words
    assert "exited with code 3" in cells["killer"].words
    assert "SGD" in cells["absent"].words


def test_a_missing_library_does_not_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Configuration("sgd", "nowhere_to_be_found:SGD")
    set_libraries(monkeypatch, library(one, imported="nowhere_to_be_found"))
    record = run_matrix()
    assert record.cells == []
    assert record.libraries[0].problem == "not installed: pip install made-up"


def test_an_unknown_library_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="--only keras-one: the library is unknown"):
        run_matrix(["keras-one"])


def test_a_row_is_a_rule_in_one_form() -> None:
    found = list(
        sort_entries(
            record(cell(), cell(of_library="two"), cell(variant="fused"), cell(rule="adagrad"))
        )
    )
    assert [(rule, variant) for rule, variant, _ in found] == [
        ("adagrad", ""), ("adam", ""), ("adam", "fused"),
    ]  # fmt: skip
    assert set(found[1][2]) == {"one", "two"}


def test_parts_are_joined() -> None:
    one = record(cell(), two="it is not installed here")
    two = record(cell(of_library="two", state="diverges"), one="it is not installed here")
    both = join_matrices([one, two])
    assert [(x.name, x.problem) for x in both.libraries] == [("one", ""), ("two", "")]
    assert [(c.of_library, c.state) for c in both.cells] == [
        ("one", "conforms"),
        ("two", "diverges"),
    ]


def test_the_pages_show_every_state_and_no_markup_of_others() -> None:
    states = ("conforms", "dialect", "diverges", "undecided", "errored")
    found = [
        cell(of_library=f"lib{k}", state=state, words=NASTY, dialects=["adam-eps-hat"])
        for k, state in enumerate(states)
    ]
    html = render_matrix_html(record(*found, absent=NASTY))
    assert_self_contained(html)
    assert html.count("<script") == 1  # that of the page itself
    text = Page(html).text
    assert all(state in text for state in states)
    markdown = render_matrix_markdown(record(*found))
    assert markdown.replace("\\", "").count(NASTY) == 4  # all except the one that conforms
    assert not re.search(r"(?<!\\)[<>]script", markdown)


def test_the_command_writes_the_matrix_and_its_capsules(
    command: Command, write_subject: WriteSubject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_subject(CLIMBING_SGD)
    set_libraries(
        monkeypatch, library(Configuration("sgd", f"{path}:SGD", "climbing"), name="@made/up")
    )
    folder = tmp_path / "new" / "matrix"
    result = command("matrix", "--only", "@made/up", "--examples", 2, "--out", folder)
    assert result.exit_code == 0, result.output
    assert "diverges" in result.stdout
    saved = msgspec.json.decode((folder / "matrix.json").read_bytes(), type=MatrixRecord)
    [found] = saved.cells
    assert found.state == "diverges"
    assert read_capsules(str(folder / "capsules" / "made-up-sgd-climbing.json")) == [found.capsule]
    script = folder / "capsules" / "made-up-sgd-climbing.py"
    shown = subprocess.run(  # noqa: S603 - the script written above
        [sys.executable, script], capture_output=True, text=True, check=False
    )
    assert (shown.returncode, shown.stderr) == (1, "")
    again = command("matrix", "--join", folder / "matrix.json")
    assert again.exit_code == 0
    assert "diverges" in again.stdout
    assert command("matrix", "--join", folder / "matrix.md").exit_code == 2
