"""Test vectors for kernels that cannot be run from Python, and the results of such a kernel."""

from __future__ import annotations

import msgspec

from properties.scenarios.model import EncodedHyper, Precision

from .base import DiagnosisRecord, Record, RuleSource, Verdict

VECTORS_SCHEMA = "optimcore/vectors/1"
RESULTS_SCHEMA = "optimcore/vector-results/1"
VERIFICATION_SCHEMA = "optimcore/vector-verification/1"

PlainHyper = bool | int | float | str | list[float | None] | None


class Numbers(Record, frozen=True, kw_only=True):
    """The elements of an array in row-major order, as decimal and as hexadecimal numbers.

    Each decimal number is exactly the hexadecimal one if it is read in double precision.
    """

    plain: list[float]
    hex: list[str]


class VectorStep(Record, frozen=True, kw_only=True):
    """One step: its gradient, and the bounds of each element of the parameter after it."""

    gradient: Numbers
    lower: Numbers
    upper: Numbers


class Vector(Record, frozen=True, kw_only=True):
    """A scenario of one parameter with plain steps, and what an implementation may return.

    ``hyper`` has the value of every hyper-parameter, ``hyper_hex`` the same exactly.
    ``laws`` and ``pitfalls`` are the ids of the laws that it tests and the known bugs that it
    detects, ``mutants`` those of the one-edit defects that it detects and no vector before it.
    """

    id: str
    comment: str
    laws: list[str] = []
    pitfalls: list[str] = []
    mutants: list[str] = []
    hyper: dict[str, PlainHyper]
    hyper_hex: dict[str, EncodedHyper]
    shape: list[int]
    start: Numbers
    steps: list[VectorStep]


class Vectors(Record, frozen=True, kw_only=True):
    """The test vectors of a rule.

    ``source`` is where a rule of a user's own comes from. ``excluded`` are hyper-parameters that
    have their default in every vector. ``caught`` is the number of one-edit defects of the formula
    that the vectors detect; ``unseen`` are those that none of them detects, with a sentence each.
    """

    schema: str = VECTORS_SCHEMA
    version: str
    rule: str
    dtype: Precision
    profile: str
    source: RuleSource | None = None
    excluded: list[str] = []
    caught: int
    unseen: dict[str, str] = {}
    vectors: list[Vector]

    def to_json(self) -> str:
        """Encode the record as JSON with a vector in each line."""
        head = msgspec.json.encode(msgspec.structs.replace(self, vectors=[])).decode()
        lines = ",\n".join(msgspec.json.encode(vector).decode() for vector in self.vectors)
        return f"{head.removesuffix(']}')}\n{lines}\n]}}"


class VectorResults(Record, frozen=True, kw_only=True):
    """What a kernel returned: for the id of each vector, the values after each step.

    A value is a number, or a string with a decimal or hexadecimal number, ``nan`` or ``inf``.
    """

    schema: str = RESULTS_SCHEMA
    results: dict[str, list[list[float | str]]]


class VectorFailure(Record, frozen=True, kw_only=True):
    """The first value of a vector that is outside its bounds; steps and elements count from 1."""

    id: str
    step: int
    element: int
    got: float | None
    lower: float
    upper: float
    message: str


class Verification(Record, frozen=True, kw_only=True):
    """The judgement of the results of a kernel.

    ``missing`` are vectors without a result. ``residual`` are sentences about the deviations where
    no known defect explains them.
    """

    schema: str = VERIFICATION_SCHEMA
    rule: str
    dtype: Precision
    verdict: Verdict
    vectors: int
    missing: list[str] = []
    failures: list[VectorFailure] = []
    diagnoses: list[DiagnosisRecord] = []
    residual: list[str] = []
