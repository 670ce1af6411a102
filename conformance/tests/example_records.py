"""Records with which the tests of rendering draw pages."""

from __future__ import annotations

from typing import Any

from conformance.records.base import DiagnosisRecord, FindingRecord, Frame, Options
from conformance.records.check import Certificate, NotApplicable, PitfallCoverage, Report
from conformance.records.matrix import EntryRecord, LibraryRecord, MatrixRecord
from conformance.records.pitfalls import CleanRecord, Deviation, PitfallRecord, PitfallsRecord
from conformance.tests.page_reader import NASTY
from properties.scenarios.model import Scenario, Start, Step, encode_array


def cell(**changes: Any) -> EntryRecord:
    given: dict[str, Any] = {
        "of_library": "one", "rule": "adam", "target": "one:Adam", "state": "conforms",
    }  # fmt: skip
    return EntryRecord(**(given | changes))


def record(*cells: EntryRecord, **problems: str) -> MatrixRecord:
    names = sorted({c.of_library for c in cells} | problems.keys())
    told = [LibraryRecord(name=n, version="1", problem=problems.get(n, "")) for n in names]
    return MatrixRecord(libraries=told, cells=list(cells), versions={"numpy": "2"})


SCENARIO = Scenario(
    "sgd", "float64", (Start(encode_array([1.0])),), ({},), (Step((encode_array([1.0]),)),)
)


def hexed(*numbers: float) -> list[str]:
    return [v.hex() for v in numbers]


def frame(event: int, off: float, radius: float = 0.25) -> Frame:
    return Frame(
        event=event, parameter=0, got=hexed(1.0, 1.0 + off), expected=hexed(1.0, 1.0),
        radius=hexed(0.0, radius),
    )  # fmt: skip


def report(**changes: Any) -> Report:
    finding = FindingRecord(
        law="agreement", message="off by a lot", ratio=9.0, scenario=SCENARIO, also=["scaling"],
        frames=[frame(0, 0.0), frame(1, 0.5)],
    )  # fmt: skip
    told = DiagnosisRecord(
        id="some-dialect", kind="dialect", title="One thing for another", explanation="Because.",
        diff="-  right\n+  wrong", libraries=["optax"], bug=22, cases=7, of=8,
    )  # fmt: skip
    given: dict[str, Any] = {
        "target": "mine.py:SGD", "rule": "sgd", "verdict": "diverges", "findings": [finding],
        "diagnosis": [told], "adapter": "objects", "versions": {"numpy": "2.0"},
        "certificate": Certificate(
            cases=3, decided=40, undecided=2, pitfalls=PitfallCoverage(known=9, caught=8,
            missed=["one"]),
            not_applicable=[NotApplicable(law="maximize", reason="it takes no maximize")],
        ),
    }  # fmt: skip
    return Report(**(given | changes))


def nasty() -> Report:
    """A record in which every foreign text tries to inject markup."""
    finding = FindingRecord(law="agreement", message=NASTY, ratio=None, scenario=SCENARIO)
    told = DiagnosisRecord(
        id=NASTY, kind="hyper", title=NASTY, explanation=NASTY, diff=f"-{NASTY}\n+{NASTY}",
        libraries=[NASTY], cases=1, of=1,
    )  # fmt: skip
    return report(
        target=NASTY, error=NASTY, findings=[finding], advice=[finding], diagnosis=[told],
        residual=[NASTY], interrupted=NASTY, versions={NASTY: NASTY}, formulation=NASTY,
        untouched=[NASTY], unwritten=[NASTY],
        options=Options(adapter=NASTY, map={NASTY: NASTY}, hyper={NASTY: NASTY}),
    )  # fmt: skip


def pitfall_record(**changes: Any) -> PitfallRecord:
    finding = FindingRecord(law="agreement", message="off", ratio=9.0, scenario=SCENARIO)
    given: dict[str, Any] = {
        "id": "one", "title": "One", "rule": "sgd", "seed": True, "bug": 5, "caught": True,
        "laws": ["agreement"], "diff": "--- a\n+++ b\n-right\n+wrong", "explanation": "Because.",
        "claim": "Nobody makes it.", "measured": "Everybody does.", "quiet": 1e-3,
        "deviation": [Deviation(off=0.5, radius=1e-16), Deviation(off=None, radius=None)],
        "finding": finding,
    }  # fmt: skip
    return PitfallRecord(**(given | changes))


def clean_record(**changes: Any) -> CleanRecord:
    given: dict[str, Any] = {"rule": "sgd", "clean": True, "laws": [], "cases": 9, "decided": 99}
    return CleanRecord(**(given | changes))


def whole(**changes: Any) -> PitfallsRecord:
    given: dict[str, Any] = {
        "pitfalls": [pitfall_record(), pitfall_record(id="two", title="Two")],
        "clean": [clean_record()],
        "forced_failure": True,
    }
    return PitfallsRecord(**(given | changes))
