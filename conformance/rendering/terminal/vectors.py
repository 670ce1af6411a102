"""Render test vectors and the judgement of a kernel's results for a terminal."""

from __future__ import annotations

from rich.text import Text

from ...records.vectors import Vectors, Verification
from ..counts import count_of, in_verbose

# So many failed vectors are printed.
SHOWN = 5


def render_vectors(record: Vectors, verbose: bool = False) -> Text:
    """Render what vectors are for, and which one-edit defects none of them catches."""
    known = record.caught + len(record.unseen)
    text = Text(f"{count_of(len(record.vectors), 'vector')} of {record.rule} in {record.dtype}, ")
    text.append(f"which detect {record.caught} of {known} one-edit defects of the formula\n")
    if record.unseen:
        text.append("Not detected by plain steps in this format")
        text.append(
            ":\n" if verbose else f": {len(record.unseen)}; {in_verbose(len(record.unseen))}\n"
        )
    for title in record.unseen.values() if verbose else ():
        text.append(f"  {title}\n")
    return text


def render_verification(record: Verification) -> Text:
    """Render the verdict, the first failures, and the defect."""
    text = Text(f"{record.rule} in {record.dtype}: ")
    style = {"conforms": "bold green", "diverges": "bold red"}.get(record.verdict, "bold yellow")
    text.append(f"{record.verdict}\n", style)
    judged = record.vectors - len(record.missing)
    text.append(f"  {len(record.failures)} of {count_of(judged, 'vector')} failed\n")
    if record.missing:
        text.append(f"  {count_of(len(record.missing), 'vector')} without a result: ")
        text.append(f"{', '.join(record.missing[:SHOWN])}{'…' * (judged < record.vectors)}\n")
    for failure in record.failures[:SHOWN]:
        text.append(f"  {failure.id}: {failure.message}\n")
    if record.verdict == "diverges":
        _append_diagnosis(text, record)
    return text


def _append_diagnosis(text: Text, record: Verification) -> None:
    text.append("\nDiagnosis\n", "bold")
    if not record.diagnoses:
        text.append("  no known defect fits\n")
    for sentence in record.residual:
        text.append(f"  {sentence}\n")
    for number, found in enumerate(record.diagnoses):
        text.append("  or, indistinguishable by these vectors: " if number else "  ")
        text.append(f"{found.title} ({found.kind} {found.id})\n")
        for line in found.diff.splitlines():
            text.append(f"    {line}\n")
