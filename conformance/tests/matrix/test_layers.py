"""The matrix shows the formula of an optimizer apart from its contract."""

from __future__ import annotations

from conformance.matrix.layers import contract_marks, formula_state
from conformance.records.base import DiagnosisRecord, Options
from conformance.records.check import Report
from conformance.records.matrix import ContractMark
from conformance.rendering.formats import render_as
from conformance.rendering.matrix_rows import describe_formula, describe_marks, shared_marks
from conformance.rendering.terminal.matrix import render_remarks
from conformance.tests.example_records import cell, record
from conformance.tests.example_records import report as example_report
from properties.scenarios.transforms import change

FORMULA = DiagnosisRecord(id="wrong", kind="mutant", title="m is wrong", cases=2, of=2)
GROUPS = DiagnosisRecord(
    id="groups-ignored", kind="mutant", title="groups are ignored", cases=2, of=2,
    layer="contract",
)  # fmt: skip


def diverging(
    *diagnosis: DiagnosisRecord, conforms: bool, dialects: tuple[str, ...] = ()
) -> Report:
    by = diagnosis[-1].id if diagnosis else ""
    found = [change(f, explained_by=by) for f in example_report().findings]
    return example_report(
        diagnosis=list(diagnosis), formula_conforms=conforms, findings=found,
        options=Options(dialects=list(dialects)),
    )  # fmt: skip


def test_the_state_of_the_formula_does_not_depend_on_the_contract() -> None:
    states = [
        (diverging(GROUPS, conforms=True), "conforms", ["groups-ignored"]),
        (diverging(GROUPS, conforms=True, dialects=("d",)), "dialect", ["groups-ignored"]),
        (diverging(FORMULA, GROUPS, conforms=False), "diverges", ["groups-ignored"]),
        (diverging(conforms=True), "conforms", ["agreement"]),
        (diverging(conforms=False), "diverges", []),
    ]
    for report, state, marks in states:
        assert formula_state(report, "diverges") == state
        assert [mark.id for mark in contract_marks(report)] == marks


def test_what_all_optimizers_of_a_library_share_is_listed_once() -> None:
    groups = ContractMark(id="groups-ignored", words="groups are ignored")
    none = ContractMark(id="none-as-zero", words="None counts as zero")
    first = cell(state="diverges", formula="dialect", dialects=["d"], contract=[groups, none])
    other = cell(rule="sgd", state="diverges", formula="conforms", contract=[groups])
    alone = cell(of_library="two", state="diverges", formula="conforms", contract=[none])
    whole = record(first, other, alone)
    shared = shared_marks(whole)
    assert shared == {"one": [groups]}
    assert [f"{describe_formula(c)} {describe_marks(c, shared)}" for c in whole.cells] == [
        "d † +1", "conforms †", "conforms +1",
    ]  # fmt: skip
    told = str(render_remarks(whole))
    assert told.count("groups are ignored") == 1
    assert "† one, every optimizer: groups are ignored" in told
    assert "one adam (one:Adam) d: contract: None counts as zero" in told
    markdown = render_as("markdown", whole)
    assert "| adam | *d* † +1 | **conforms** +1 |" in markdown
    assert markdown.count("groups are ignored") == 1
    assert render_as("html", whole).count("groups are ignored") == 1


def test_records_of_earlier_versions_show_the_state_of_the_optimizer() -> None:
    old = record(cell(state="diverges", words="off"))
    assert "one adam (one:Adam) diverges: off" in str(render_remarks(old))
