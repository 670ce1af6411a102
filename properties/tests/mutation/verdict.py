"""The verdict of a run: the share of killed mutants, and survivors without a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .plan import Mutant
from .session import Result


def share_killed(results: Iterable[Result]) -> float:
    """Return the share of killed mutants; equivalent mutants count as survivors."""
    found = list(results)
    killed = sum(len(r.killed) for r in found)
    return killed / max(1, killed + sum(len(r.survivors) for r in found))


def explained(results: Iterable[Result], reasons: Mapping[Mutant, str]) -> list[str]:
    """Describe the survivors that are known to be equivalent, with the reasons."""
    return [
        f"equivalent: {mutant}\n  {reasons[mutant]}"
        for result in results
        for mutant in result.survivors
        if mutant in reasons
    ]


def problems(
    results: Sequence[Result], reasons: Mapping[Mutant, str], least_killed: float
) -> list[str]:
    """Describe why the run fails; empty if it passes."""
    share = share_killed(results)
    few = [f"{share:.1%} of all mutants are killed, not {least_killed:.0%}"]
    return [p for r in results for p in _of_module(r, reasons)] + few * (share < least_killed)


def _of_module(result: Result, reasons: Mapping[Mutant, str]) -> list[str]:
    survivors = set(result.survivors)
    killed = set(result.killed) - survivors
    listed = [mutant for mutant in reasons if mutant.path == result.module.path]
    unlisted = [m for m in result.survivors if m not in reasons]
    return [
        *(f"survived, and is not in equivalent.toml: {m}" for m in unlisted),
        *(f"listed in equivalent.toml, but killed: {m}" for m in listed if m in killed),
        *(
            f"listed in equivalent.toml, but the source has no such mutant: {m}"
            for m in listed
            if result.whole and m not in survivors | killed
        ),
        *(
            f"listed in equivalent.toml without a reason: {m}"
            for m in listed
            if not reasons[m].strip()
        ),
    ]
