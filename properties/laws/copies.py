"""Laws about copies of a running optimizer: deep copies, pickles, files, checkpoints."""

from __future__ import annotations

from typing import Literal

from ..evidence import Evidence, alike
from ..scenario import Restart, Resume, Rewind, Save
from ..trajectory import Trajectory
from ..transforms import change, inserted
from .base import MUST, SHOULD, Trial, law
from .lifecycle import middle, without_frame


def _copied(trial: Trial, by: Literal["file", "deepcopy", "pickle"], what: str) -> Evidence | None:
    at = middle(trial.scenario)
    if at is None:
        return None
    scenario = trial.scenario
    run = without_frame(trial.run(inserted(scenario, at, Resume(by=by))), at)
    return alike(scenario, run, trial.run(scenario), trial.enclosure(scenario), what)


@law("file", SHOULD, abilities=("resume", "file"))
def file(trial: Trial) -> Evidence | None:
    """A state written to a file and read back continues the run.

    SHOULD: a checkpoint on disk is what a saved state is for, but a library may have its own way.
    """
    return _copied(trial, "file", "resumed from a file")


@law("deepcopy", MUST, abilities=("deepcopy",))
def deep_copy(trial: Trial) -> Evidence | None:
    """A deep copy of optimizer and parameters goes on as they would have.

    MUST: state found by the identity of a parameter is lost when that parameter is a copy.
    """
    return _copied(trial, "deepcopy", "gone on with a deep copy")


@law("pickle", MUST, abilities=("pickle",))
def pickled(trial: Trial) -> Evidence | None:
    """A pickled optimizer goes on in another process as it would have in this one.

    MUST: training is handed to other processes this way.
    """
    return _copied(trial, "pickle", "gone on with a pickled copy")


@law("checkpoint", MUST, abilities=("resume",))
def checkpoint(trial: Trial) -> Evidence | None:
    """A checkpoint loaded after more steps continues from where it was taken.

    MUST: state kept outside what is saved has moved on meanwhile.
    """
    return _rewound(trial, 1)


@law("checkpoint-twice", SHOULD, abilities=("resume",))
def checkpoint_twice(trial: Trial) -> Evidence | None:
    """A checkpoint loaded twice continues from where it was taken both times.

    SHOULD: arrays shared with what was loaded are overwritten by the first run; torch documents
    that it copies no deeper than that.
    """
    return _rewound(trial, 2)


def _rewound(trial: Trial, times: int) -> Evidence | None:
    """The second half of the run, gone through again from a checkpoint, beside the first time."""
    at = middle(trial.scenario)
    if at is None or any(isinstance(e, Resume | Restart) for e in trial.scenario.events):
        return None
    scenario = trial.scenario
    first, rest = scenario.events[:at], scenario.events[at:]
    run = trial.run(
        change(scenario, events=(*first, Save(), *rest, *(Rewind(shared=True), *rest) * times))
    )
    plain = trial.run(scenario)
    seen = Trajectory((*plain.frames[:at], *run.frames[-len(rest) :]))
    return alike(scenario, seen, plain, trial.enclosure(scenario), "from a checkpoint")
