"""Candidates that do not save a part of the state, or not in its own precision."""

from __future__ import annotations

from collections.abc import Iterator

from ...mutants.rule_source import read_rule
from ...mutants.scope import state_entries
from ...rules.registry import Rule
from ...rules.source_edits import Edit
from .candidate import Candidate

SAVED = '"state": [_copied(self.state[id(p)]) for p in self.params],'
SHARED_SAVED = (
    'saved["shared"] = {"count": self.shared_count, "values": _copied(self.shared_values)}'
)

IN_FLOAT32 = Edit(
    "optimizer.py",
    'np.array(v, order="C") if isinstance(v, np.ndarray)',
    "v.astype(np.float32).astype(v.dtype) if isinstance(v, np.ndarray)",
)


def unsaved_entries(claimed: Rule) -> Iterator[Candidate]:
    """Yield candidates that do not save one entry of the state, or what all parameters share.

    One saves all of it in float32. Where the state has one entry alone, all of it is lost, which is
    another name.
    """
    if claimed.shares_values:
        nothing = 'saved["shared"] = {"count": 0, "values": {}}'
        edit = Edit("optimizer.py", SHARED_SAVED, nothing)
        yield Candidate(
            "shared-not-saved", "pitfall", "the values that all parameters share are not saved",
            "A resumed run should continue with the saved values. Here they start anew.",
            claimed, claimed.name, (*claimed.edits, edit),
        )  # fmt: skip
    yield Candidate(
        "state-saved-in-float32", "pitfall", "state_dict saves the state in float32",
        "The state should be saved in its own precision. A resumed run differs from the original "
        "from the eighth digit on.",
        claimed, claimed.name, (*claimed.edits, IN_FLOAT32),
    )  # fmt: skip
    for name in claimed.moments:
        saved = f'{{**_copied(self.state[id(p)]), "{name}": np.zeros_like(p.data)}}'
        yield _unsaved(claimed, name, saved, "with zeros")
    entries = state_entries(read_rule(claimed))
    for name in entries if len(entries) > 1 else ():
        if name not in claimed.moments:
            kept = f'{{n: v for n, v in _copied(self.state[id(p)]).items() if n != "{name}"}}'
            yield _unsaved(claimed, name, kept, "anew")


def _unsaved(claimed: Rule, name: str, saved: str, starts: str) -> Candidate:
    edit = Edit("optimizer.py", SAVED, f'"state": [{saved} for p in self.params],')
    return Candidate(
        f"{name}-not-saved", "pitfall", f"the state {name} is not saved, or not loaded",
        f"A resumed run should continue with the saved {name}. Here it starts {starts}.",
        claimed, claimed.name, (*claimed.edits, edit),
    )  # fmt: skip
