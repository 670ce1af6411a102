"""Laws about copies of a running optimizer: deep copies, pickles, files and checkpoints."""

from __future__ import annotations

from typing import Literal

from ..comparison.evidence import Evidence
from ..comparison.trajectories import compare_within_rounding
from ..scenarios.model import Restart, Resume, Rewind, Save
from ..scenarios.transforms import change, insert_events
from ..subjects.trajectory import Trajectory
from .law import MUST, SHOULD, law
from .resuming import middle, without_frame
from .trial import Trial

REPORT_ORDER = 80

# A checkpoint that shares no memory with the optimizer, as in a file.
COPIED = Save()


def _compare_copy(
    trial: Trial, by: Literal["file", "deepcopy", "pickle"], what: str
) -> Evidence | None:
    at = middle(trial.scenario)
    if at is None:
        return None
    scenario = trial.scenario
    run = without_frame(trial.run(insert_events(scenario, at, Resume(by=by))), at)
    return compare_within_rounding(
        scenario, run, trial.run(scenario), trial.enclosure(scenario), what
    )


@law("file", SHOULD, capabilities=("resume", "file"))
def file(trial: Trial) -> Evidence | None:
    """A run resumed from a state file continues as if it had not been interrupted.

    SHOULD: checkpoints are written to disk, but a library may have another way to do it.

    Fix: Convert what the library's save function cannot write.

    Source: the save function of the library.
    """
    return _compare_copy(trial, "file", "resumed from a file")


@law("deepcopy", MUST, capabilities=("deepcopy",))
def deep_copy(trial: Trial) -> Evidence | None:
    """A deep copy of optimizer and parameters continues like the original.

    MUST: state that is looked up by the identity of a parameter is lost in a copy.

    Fix: Look up the state by the position of the parameter when copying, or implement
    __deepcopy__.

    Source: Python, module copy.
    """
    return _compare_copy(trial, "deepcopy", "continued with a deep copy")


@law("pickle", MUST, capabilities=("pickle",))
def pickled(trial: Trial) -> Evidence | None:
    """A pickled and unpickled optimizer continues like the original.

    MUST: optimizers are passed to other processes this way.

    Fix: Implement __getstate__ and __setstate__, and leave out what cannot be pickled.

    Source: Python, module pickle.
    """
    return _compare_copy(trial, "pickle", "continued with a pickled copy")


@law("checkpoint", MUST, capabilities=("resume",))
def checkpoint(trial: Trial) -> Evidence | None:
    """A checkpoint that is loaded after further steps continues from where it was saved.

    MUST: state that is not part of the checkpoint keeps the values of the further steps.

    Fix: Restore the whole state on loading, also entries that the checkpoint does not have,
    such as buffers that were made later.

    Source: torch.optim.Optimizer.load_state_dict.
    """
    return _compare_rewound(trial, 1)


@law("checkpoint-twice", SHOULD, capabilities=("resume", "own checkpoints"))
def checkpoint_twice(trial: Trial) -> Evidence | None:
    """A checkpoint that is loaded twice continues from where it was saved both times.

    SHOULD: an optimizer that shares arrays with the loaded checkpoint overwrites them; torch
    documents that it makes no deep copy.

    Fix: Copy the arrays on loading, or document that they are shared.

    Source: torch.optim.Optimizer.load_state_dict.
    """
    consequence = (
        "the loaded checkpoint shares its arrays with the optimizer, so that a checkpoint kept in "
        "memory changes with training"
    )
    return _compare_in_memory(trial, _compare_rewound(trial, 2, consequence))


@law("checkpoint-kept", SHOULD, capabilities=("resume", "own saved state"))
def checkpoint_kept(trial: Trial) -> Evidence | None:
    """A saved state that is kept in memory does not change with further steps.

    SHOULD: an optimizer that shares arrays or lists with the saved state overwrites them; torch
    documents that its saved state contains references.

    Fix: Copy the arrays, and the lists and dictionaries that contain them, on saving.

    Source: torch.optim.Optimizer.state_dict.
    """
    consequence = (
        "the saved state shares arrays or lists with the optimizer, so that a checkpoint kept in "
        "memory changes with training"
    )
    return _compare_in_memory(
        trial, _compare_rewound(trial, 1, consequence, save=Save(shared=True))
    )


def _compare_in_memory(trial: Trial, evidence: Evidence | None) -> Evidence | None:
    """Return the evidence; None if a checkpoint that is copied does not continue either.

    Then the state is not saved or not restored, and nothing is known about shared arrays.
    """
    if evidence is None or not evidence.is_broken:
        return evidence
    copied = _compare_rewound(trial, 1)
    return None if copied is None or copied.is_broken else evidence


def _compare_rewound(
    trial: Trial, times: int, consequence: str = "", save: Save = COPIED
) -> Evidence | None:
    """Compare the second half of the run with its repetition from a checkpoint."""
    scenario = trial.scenario
    at = middle(scenario)
    if at is None or any(isinstance(e, Resume | Restart) for e in scenario.events):
        return None
    first, rest = scenario.events[:at], scenario.events[at:]
    # The checkpoints of the scenario's own would be loaded for that of the law, or the reverse.
    if any(isinstance(e, Save | Rewind) for e in rest):
        return None
    run = trial.run(
        change(scenario, events=(*first, save, *rest, *(Rewind(shared=True), *rest) * times))
    )
    plain = trial.run(scenario)
    seen = Trajectory((*plain.frames[:at], *run.frames[-len(rest) :]))
    where = f"{consequence}: from a checkpoint" if consequence else "from a checkpoint"
    return compare_within_rounding(scenario, seen, plain, trial.enclosure(scenario), where)
