"""The contract of the base class: parameters, state, saving, and rejected arguments."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pytest

from optimcore import (
    ADOPT,
    LAMB,
    LARS,
    SGD,
    AdaBelief,
    Adafactor,
    Adam,
    AdamW,
    Adan,
    Lion,
    Muon,
    Optimizer,
    Parameter,
    Yogi,
)
from optimcore.hyperparameters import nonnegative
from optimcore.optimizer import BLOCK

Floats: TypeAlias = npt.NDArray[np.floating[Any]]

# It depends on the version of Python or NumPy.
pytestmark = pytest.mark.everywhere

Make = Callable[[Any], Optimizer]

CONFIGURATIONS: dict[str, Make] = {
    "plain SGD": lambda ps: SGD(ps, 0.1),
    "SGD with all but nesterov": lambda ps: SGD(ps, 0.1, 0.9, 0.25, 0.1, maximize=True),
    "nesterov": lambda ps: SGD(ps, 0.1, momentum=0.9, weight_decay=0.1, nesterov=True),
    "Adam": lambda ps: Adam(ps, 0.1),
    "Adam with all": lambda ps: Adam(ps, 0.1, (0.5, 0.75), 1e-3, 0.1, True, maximize=True),
    "AdamW with all": lambda ps: AdamW(ps, 0.1, (0.5, 0.75), 1e-3, 0.1, True, maximize=True),
    "Lion": lambda ps: Lion(ps, 0.1, (0.5, 0.75), 0.1, maximize=True),
    "AdaBelief": lambda ps: AdaBelief(ps, 0.1, (0.5, 0.75), 1e-3, 0.1, maximize=True),
    "Yogi": lambda ps: Yogi(ps, 0.1, (0.5, 0.75), 1e-3, 0.25, maximize=True),
    "ADOPT": lambda ps: ADOPT(ps, 0.1, (0.5, 0.75), 1e-3, 0.1, maximize=True),
    "Adan": lambda ps: Adan(ps, 0.1, (0.5, 0.25, 0.75), 1e-3, 0.1, maximize=True),
}
# Rules that sum over a parameter: the order of a sum, and with it the last bits, may vary.
TOGETHER: dict[str, Make] = {
    "LAMB": lambda ps: LAMB(ps, 0.1, (0.5, 0.75), 1e-3, 0.1, maximize=True),
    "LARS": lambda ps: LARS(ps, 0.1, 0.5, 0.1, 0.5, maximize=True),
    "Adafactor": lambda ps: Adafactor(ps, 0.1, -0.5, (0.25, 0.5), 2.0, 0.1, maximize=True),
}
KINDS: tuple[type[Optimizer], ...] = (
    SGD, Adam, AdamW, Lion, AdaBelief, Yogi, ADOPT, Adan, LAMB, LARS, Adafactor,
)  # fmt: skip

each_configuration = pytest.mark.parametrize(
    "make", CONFIGURATIONS.values(), ids=CONFIGURATIONS.keys()
)
each_make = pytest.mark.parametrize(
    "make", (CONFIGURATIONS | TOGETHER).values(), ids=(CONFIGURATIONS | TOGETHER).keys()
)
each_kind = pytest.mark.parametrize("kind", KINDS)
STEPS = 7


def parameters(seed: int = 0, dtype: str = "float64") -> list[Parameter]:
    rng = np.random.default_rng(seed)
    return [Parameter(rng.standard_normal(s).astype(dtype)) for s in ((3,), (2, 2), ())]


def gradients(step: int, shapes: Sequence[tuple[int, ...]] = ((3,), (2, 2), ())) -> list[Any]:
    """One gradient a parameter; one of the first two is absent on most steps."""
    rng = np.random.default_rng(100 + step)
    drawn: list[Any] = [np.asarray(rng.standard_normal(shape)) for shape in shapes]
    if step % 3 < 2 and len(drawn) > 1:
        drawn[step % 3] = None
    return drawn


def advance(optimizer: Optimizer, steps: range) -> None:
    for k in steps:
        for p, g in zip(optimizer.params, gradients(k), strict=True):
            p.grad = None if g is None else g.astype(p.dtype)
        optimizer.step()


def bits(optimizer: Optimizer) -> list[bytes]:
    return [p.data.tobytes() for p in optimizer.params]


def everything(optimizer: Optimizer) -> tuple[object, ...]:
    """Everything that a rejected call must not change."""
    state = [
        {name: np.asarray(v).tobytes() for name, v in optimizer.state[id(p)].items()}
        for p in optimizer.params
    ]
    hyper = [getattr(optimizer, name) for name in optimizer.hyperparameters()]
    grads = [None if p.grad is None else p.grad.tobytes() for p in optimizer.params]
    return bits(optimizer), state, hyper, grads


# Construction


@each_kind
def test_a_generator_of_parameters_is_read_once_and_kept(kind: type[Optimizer]) -> None:
    made = parameters()
    optimizer = kind((p for p in made), 0.1)
    assert [id(p) for p in optimizer.params] == [id(p) for p in made]
    before = bits(optimizer)
    for _ in range(2):
        for p in made:
            p.grad = np.ones_like(p.data)
        optimizer.step()
    assert all(a != b for a, b in zip(before, bits(optimizer), strict=True))
    assert set(optimizer.state) == {id(p) for p in made}


@each_kind
def test_no_parameters_are_an_error_that_names_the_remedy(kind: type[Optimizer]) -> None:
    def nothing() -> Iterator[Parameter]:
        yield from ()

    empty: Iterable[Parameter]
    for empty in ([], nothing()):
        with pytest.raises(ValueError, match=rf"{kind.__name__} got no parameters.*Give"):
            kind(empty, 0.1)


@each_kind
def test_a_parameter_given_twice_is_an_error_that_names_its_place(kind: type[Optimizer]) -> None:
    a, b = parameters()[:2]
    with pytest.raises(ValueError, match=r"more than once, again as parameter 2.*Give"):
        kind([a, b, a], 0.1)


@each_kind
@pytest.mark.parametrize("stranger", [np.zeros(2), 1.0, None, "p"], ids=repr)
def test_what_is_no_parameter_is_an_error_that_names_type_and_place(
    kind: type[Optimizer], stranger: object
) -> None:
    given: Any = [Parameter(np.zeros(2)), stranger]
    with pytest.raises(TypeError, match=rf"{type(stranger).__name__} as parameter 1.*Give"):
        kind(given, 0.1)


DECAYING = [kind for kind in KINDS if "weight_decay" in kind.hyperparameters()]
BAD: list[tuple[type[Optimizer], str, object]] = [
    *((kind, "lr", bad) for kind in KINDS for bad in (float("nan"), float("inf"), -0.1, True)),
    *((kind, "lr", bad) for kind in KINDS for bad in (None, "fast", [0.1], 1j)),
    *((kind, "weight_decay", bad) for kind in DECAYING for bad in (float("nan"), -1.0, False)),
    *((kind, "maximize", bad) for kind in KINDS for bad in (1, None, "yes", 0.0)),
    *((kind, "amsgrad", bad) for kind in (Adam, AdamW) for bad in (1, None)),
    *((kind, "eps", bad) for kind in (Adam, AdamW) for bad in (float("nan"), -1e-8, True, "")),
    *((kind, "betas", (bad, 0.5)) for kind in (Adam, AdamW) for bad in (1.0, -0.1, True, None)),
    *((kind, "betas", (0.5, bad)) for kind in (Adam, AdamW) for bad in (1.0, float("nan"), 2)),
    *((kind, "betas", bad) for kind in (Adam, AdamW) for bad in (0.9, (0.9,), (0.9,) * 3, None)),
    *((SGD, "momentum", bad) for bad in (float("nan"), -0.5, True, "heavy")),
    *((SGD, "dampening", bad) for bad in (float("nan"), float("-inf"), True, None)),
    *((SGD, "nesterov", bad) for bad in (1, "yes")),
    *((Adan, "betas", bad) for bad in ((0.5, 0.5), (0.5, 0.5, 1.5), (-0.1, 0.5, 0.5), 0.5)),
    *((Yogi, "initial_accumulator_value", bad) for bad in (-1.0, float("nan"), None)),
    *((LARS, "trust_coefficient", bad) for bad in (-1.0, float("inf"), True)),
    *((Adafactor, "beta2_decay", bad) for bad in (0.5, float("nan"), None)),
    *((Adafactor, "d", bad) for bad in (0.5, float("nan"), True)),
    *((Adafactor, "eps", bad) for bad in (1e-3, (1e-3,), (-1.0, 1e-3), (None, None), (None, -1))),
]


def bad_id(value: object) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


@pytest.mark.parametrize(("kind", "name", "bad"), BAD, ids=bad_id)
def test_a_bad_hyper_parameter_is_rejected_with_its_value_and_a_remedy(
    kind: type[Optimizer], name: str, bad: object
) -> None:
    hyper: dict[str, Any] = {"lr": 0.1, name: bad}
    with pytest.raises(ValueError, match=rf"{kind.__name__} got {name}=.*Give {name}") as caught:
        kind(parameters(), **hyper)
    assert repr(bad) in str(caught.value)


@pytest.mark.parametrize(("kind", "name", "bad"), BAD, ids=bad_id)
def test_a_bad_value_set_later_is_rejected_and_the_old_one_kept(
    kind: type[Optimizer], name: str, bad: object
) -> None:
    optimizer = kind(parameters(), 0.1)
    before = everything(optimizer)
    with pytest.raises(ValueError, match=rf"Give {name}"):
        setattr(optimizer, name, bad)
    assert everything(optimizer) == before


@pytest.mark.parametrize("lr", ["0.1", np.True_, 10**400], ids=["text", "NumPy bool", "too large"])
def test_a_learning_rate_that_is_not_a_number_is_rejected(lr: Any) -> None:
    with pytest.raises(ValueError, match=r"got lr=.*Give lr"):
        Adam(parameters(), lr)


@pytest.mark.parametrize(("momentum", "dampening"), [(0.0, 0.0), (0.9, 0.5)])
def test_nesterov_without_plain_momentum_is_rejected(momentum: float, dampening: float) -> None:
    with pytest.raises(ValueError, match=r"nesterov=True with momentum=.*Give momentum > 0"):
        SGD(parameters(), 0.1, momentum, dampening, nesterov=True)


MUON_BAD: list[tuple[str, object]] = [
    ("momentum", 1.0), ("momentum", -0.5), ("ns_coefficients", (1.0, 2.0)),
    ("ns_coefficients", (1.0, 2.0, float("nan"))), ("ns_steps", 1.5), ("ns_steps", -1),
    ("adjust_lr_fn", "other"), ("nesterov", 1), ("eps", -1.0), ("weight_decay", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "bad"), MUON_BAD)
def test_a_bad_hyper_parameter_of_muon_is_rejected(name: str, bad: object) -> None:
    hyper: dict[str, Any] = {name: bad}
    with pytest.raises(ValueError, match=rf"Muon got {name}=.*Give {name}"):
        Muon([Parameter(np.ones((2, 2)))], **hyper)


@pytest.mark.parametrize("shape", [(), (3,), (2, 2, 2)])
def test_muon_rejects_parameters_that_are_not_matrices(shape: tuple[int, ...]) -> None:
    given = [Parameter(np.ones((2, 2))), Parameter(np.ones(shape))]
    with pytest.raises(ValueError, match=r"parameter 1 of shape .*defined only for 2 axes"):
        Muon(given)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (5, 2), (2, 5)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_muon_keeps_dtype_and_shape_of_any_matrix(shape: tuple[int, ...], dtype: str) -> None:
    p = Parameter(np.ones(shape, dtype))
    optimizer = Muon([p], 0.1, adjust_lr_fn="match_rms_adamw")
    p.grad = np.full(shape, 0.5, dtype)
    optimizer.step()
    assert (p.data.shape, p.data.dtype) == (shape, np.dtype(dtype))
    assert optimizer.state[id(p)]["m"].dtype == np.dtype(dtype)
    assert bool((p.data != 1).all())


# Which parameters a step moves


@each_make
def test_a_parameter_without_a_gradient_and_its_state_are_left_alone(make: Make) -> None:
    optimizer = make(parameters())
    advance(optimizer, range(3))
    still, *moved = optimizer.params
    for p in optimizer.params:
        p.grad = np.ones_like(p.data)
    still.grad = None
    data, state = still.data.tobytes(), copy.deepcopy(optimizer.state[id(still)])
    others = [p.data.tobytes() for p in moved]
    optimizer.step()
    assert still.data.tobytes() == data
    assert still.grad is None
    assert state.keys() == optimizer.state[id(still)].keys()
    for name, value in state.items():
        assert np.array_equal(optimizer.state[id(still)][name], value), name
    assert all(p.data.tobytes() != was for p, was in zip(moved, others, strict=True))


@each_kind
def test_t_counts_the_steps_at_which_the_parameter_had_a_gradient(kind: type[Optimizer]) -> None:
    optimizer = kind(parameters(), 0.1)
    advance(optimizer, range(STEPS))
    present = np.array([[g is not None for g in gradients(k)] for k in range(STEPS)]).sum(axis=0)
    assert [optimizer.state[id(p)]["t"] for p in optimizer.params] == present.tolist()


@each_kind
def test_zero_grad_sets_every_gradient_to_none(kind: type[Optimizer]) -> None:
    optimizer = kind(parameters(), 0.1)
    for p in optimizer.params:
        p.grad = np.ones_like(p.data)
    optimizer.zero_grad()
    assert [p.grad for p in optimizer.params] == [None, None, None]


@each_kind
def test_a_parameter_added_after_construction_is_not_moved(kind: type[Optimizer]) -> None:
    given = parameters()
    optimizer = kind(given, 0.1)
    late = Parameter(np.ones(2))
    given.append(late)
    for p in given:
        p.grad = np.ones_like(p.data)
    optimizer.step()
    assert late.data.tolist() == [1.0, 1.0]
    assert len(optimizer.params) == 3


@each_kind
def test_a_parameter_put_in_anothers_place_is_not_moved(kind: type[Optimizer]) -> None:
    model = {"weight": Parameter(np.ones(2))}
    optimizer = kind(model.values(), 0.1)
    old, model["weight"] = model["weight"], Parameter(np.ones(2))
    old.grad, model["weight"].grad = np.ones(2), np.ones(2)
    for _ in range(2):
        optimizer.step()
    assert model["weight"].data.tolist() == [1.0, 1.0]
    assert not np.array_equal(old.data, np.ones(2))


@each_kind
def test_the_repr_says_what_is_tracked_and_what_is_not(kind: type[Optimizer]) -> None:
    shown = repr(kind(parameters(), 0.125))
    assert shown.startswith(f"{kind.__name__}(lr=0.125, ")
    assert "tracks the 3 parameters given at construction and none made later" in shown
    assert all(f"{name}=" in shown for name in kind.hyperparameters())


def test_the_docstring_says_that_later_parameters_are_not_tracked() -> None:
    said = " ".join((Optimizer.__doc__ or "").split())
    assert "is not tracked" in said
    assert "construct a new one when a parameter object is replaced" in said


# In place


@each_make
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_data_is_updated_in_place_and_keeps_dtype_and_shape(make: Make, dtype: str) -> None:
    optimizer = make(parameters(dtype=dtype))
    arrays = [p.data for p in optimizer.params]
    before = bits(optimizer)
    advance(optimizer, range(STEPS))
    for p, array in zip(optimizer.params, arrays, strict=True):
        assert p.data is array
        assert (array.dtype, array.shape) == (np.dtype(dtype), p.shape)
        for name, value in optimizer.state[id(p)].items():
            if name != "t":
                assert value.dtype == array.dtype
                assert value.shape == array.shape or not optimizer.elementwise
    assert all(a != b for a, b in zip(before, bits(optimizer), strict=True))


@each_make
def test_the_gradient_is_neither_written_nor_replaced(make: Make) -> None:
    optimizer = make(parameters())
    given = [np.full(p.shape, 0.75) for p in optimizer.params]
    for _ in range(3):
        for p, g in zip(optimizer.params, given, strict=True):
            p.grad = g
        optimizer.step()
        assert all(p.grad is g for p, g in zip(optimizer.params, given, strict=True))
    assert all(bool((g == 0.75).all()) for g in given)


@each_make
def test_the_gradient_is_not_kept(make: Make) -> None:
    optimizer, plain = make(parameters()), make(parameters())
    for k in range(STEPS):
        advance(plain, range(k, k + 1))
        advance(optimizer, range(k, k + 1))
        for p in optimizer.params:
            state = [v for name, v in optimizer.state[id(p)].items() if name != "t"]
            if p.grad is not None:
                assert not any(np.shares_memory(p.grad, v) for v in (*state, p.data))
                p.grad[...] = 12345.0
    assert bits(optimizer) == bits(plain)


# Rejected gradients


@each_configuration
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ("dtype", lambda p: np.ones(p.shape, np.float32)),
        ("dtype", lambda p: np.ones(p.shape, np.int64)),
        ("shape", lambda p: np.ones((1, *p.shape))),
        ("shape", lambda p: np.ones((2, 3))),
    ],
    ids=["float32", "integer", "broadcastable", "another shape"],
)
def test_a_gradient_that_does_not_fit_is_rejected_before_anything_changes(
    make: Make, place: int, what: str, wrong: Callable[[Parameter], Any]
) -> None:
    optimizer = make(parameters())
    advance(optimizer, range(3))
    for p in optimizer.params:
        p.grad = np.ones_like(p.data)
    bad = optimizer.params[place]
    bad.grad = wrong(bad)
    before = everything(optimizer)
    with pytest.raises(ValueError, match=rf"parameter {place} has {what} .*Give the gradient"):
        optimizer.step()
    assert everything(optimizer) == before
    bad.grad = np.ones_like(bad.data)
    optimizer.step()
    assert everything(optimizer) != before


def test_a_float64_gradient_of_a_float32_parameter_is_rejected() -> None:
    optimizer = Adam(parameters(dtype="float32"))
    optimizer.params[1].grad = np.ones((2, 2))
    before = everything(optimizer)
    with pytest.raises(ValueError, match="has dtype float32 but its gradient has dtype float64"):
        optimizer.step()
    assert everything(optimizer) == before


# Saving and loading


@each_make
@pytest.mark.parametrize("at", range(STEPS))
def test_resuming_continues_bit_for_bit(make: Make, at: int) -> None:
    whole = make(parameters())
    advance(whole, range(STEPS))
    first = make(parameters())
    advance(first, range(at))
    saved = copy.deepcopy(first.state_dict())
    second = make([Parameter(p.data) for p in first.params])
    second.load_state_dict(saved)
    advance(second, range(at, STEPS))
    assert bits(second) == bits(whole)
    assert [second.state[id(p)]["t"] for p in second.params] == [
        whole.state[id(p)]["t"] for p in whole.params
    ]


@each_make
def test_a_cold_start_is_another_run_for_rules_with_memory(make: Make) -> None:
    optimizer, cold = make(parameters()), make(parameters())
    advance(optimizer, range(STEPS))
    advance(cold, range(3))
    cold = make([Parameter(p.data) for p in cold.params])
    advance(cold, range(3, STEPS))
    remembers = any(len(optimizer.state[id(p)]) > 1 for p in optimizer.params)
    assert (bits(cold) != bits(optimizer)) == remembers


@each_make
def test_what_was_saved_stays_as_it_was_saved(make: Make) -> None:
    optimizer = make(parameters())
    advance(optimizer, range(3))
    saved = optimizer.state_dict()
    kept = copy.deepcopy(saved)
    other = make(parameters())
    other.load_state_dict(saved)
    advance(optimizer, range(3, STEPS))
    advance(other, range(3, STEPS))
    assert saved["hyper"] == kept["hyper"]
    for now, then in zip(saved["state"], kept["state"], strict=True):
        assert now.keys() == then.keys()
        assert all(np.array_equal(now[name], then[name]) for name in now)


@each_kind
def test_hyper_parameters_are_saved_and_loaded(kind: type[Optimizer]) -> None:
    saved = kind(parameters(), 0.375).state_dict()
    other = kind(parameters(), 0.5)
    other.load_state_dict(saved)
    assert other.lr == 0.375


def without_a_parameter(saved: dict[str, Any]) -> None:
    saved["state"].pop()


def of_another_shape(saved: dict[str, Any]) -> None:
    saved["state"][1] = {n: v if n == "t" else np.zeros(5) for n, v in saved["state"][1].items()}


def of_another_dtype(saved: dict[str, Any]) -> None:
    last = saved["state"][-1]
    saved["state"][-1] = {n: v if n == "t" else v.astype("float32") for n, v in last.items()}


def with_a_bad_lr(saved: dict[str, Any]) -> None:
    saved["hyper"]["lr"] = float("nan")


def with_bad_betas(saved: dict[str, Any]) -> None:
    saved["hyper"]["betas"] = (0.5, 1.0)


def without_eps(saved: dict[str, Any]) -> None:
    del saved["hyper"]["eps"]


def with_another_name(saved: dict[str, Any]) -> None:
    saved["hyper"]["momentum"] = 0.5


def without_a_moment(saved: dict[str, Any]) -> None:
    del saved["state"][1]["v"]


def without_a_count(saved: dict[str, Any]) -> None:
    del saved["state"][1]["t"]


SPOILERS: tuple[Callable[[dict[str, Any]], None], ...] = (
    without_a_parameter, of_another_shape, of_another_dtype, with_a_bad_lr, with_bad_betas,
    without_eps, with_another_name, without_a_moment, without_a_count,
)  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda s: s.__name__)
def test_a_rejected_saved_state_changes_nothing(spoil: Callable[[dict[str, Any]], None]) -> None:
    source, target = Adam(parameters(), 0.5, amsgrad=True), Adam(parameters(1), 0.25)
    advance(source, range(4))
    advance(target, range(3))
    saved = source.state_dict()
    spoil(saved)
    before = everything(target)
    with pytest.raises(ValueError, match="nothing was changed"):
        target.load_state_dict(saved)
    assert everything(target) == before


@pytest.mark.parametrize(("source", "target"), [(Adam, SGD), (SGD, AdamW), (Adam, AdamW)])
def test_the_state_of_another_optimizer_is_rejected(
    source: type[Optimizer], target: type[Optimizer]
) -> None:
    saved = source(parameters(), 0.1).state_dict()
    with pytest.raises(ValueError, match="nothing was changed"):
        target(parameters(), 0.1).load_state_dict(saved)


# Copies


def deep_copied(optimizer: Optimizer) -> Optimizer:
    return copy.deepcopy(optimizer)


def pickled(optimizer: Optimizer) -> Optimizer:
    loaded = pickle.loads(pickle.dumps(optimizer))  # noqa: S301
    assert isinstance(loaded, Optimizer)
    return loaded


each_copy = pytest.mark.parametrize("duplicate", [deep_copied, pickled])


@each_make
@each_copy
def test_a_copy_made_mid_run_continues_bit_for_bit(
    make: Make, duplicate: Callable[[Optimizer], Optimizer]
) -> None:
    optimizer = make(parameters())
    advance(optimizer, range(3))
    twin = duplicate(optimizer)
    advance(optimizer, range(3, STEPS))
    advance(twin, range(3, STEPS))
    assert type(twin) is type(optimizer)
    assert everything(twin) == everything(optimizer)


@each_make
@each_copy
def test_a_copy_and_its_original_are_independent(
    make: Make, duplicate: Callable[[Optimizer], Optimizer]
) -> None:
    optimizer = make(parameters())
    advance(optimizer, range(3))
    before = everything(optimizer)
    twin = duplicate(optimizer)
    advance(twin, range(3, STEPS))
    twin.lr = 0.5
    twin.zero_grad()
    assert everything(optimizer) == before
    assert set(twin.state) == {id(p) for p in twin.params}
    assert not set(twin.state) & set(optimizer.state)


def test_model_and_optimizer_copied_together_stay_together() -> None:
    model = parameters()
    twins, optimizer = copy.deepcopy((model, Adam(model, 0.1)))
    assert all(p is q for p, q in zip(twins, optimizer.params, strict=True))


# Layouts and blocks


@each_configuration
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_blocks_of_a_large_array_are_those_of_small_arrays(make: Make, dtype: str) -> None:
    size, part = 2 * BLOCK + 5, 9_973
    rng = np.random.default_rng(3)
    start = rng.standard_normal(size).astype(dtype)
    large = make([Parameter(start)])
    small = make([Parameter(start[k : k + part]) for k in range(0, size, part)])
    for _ in range(3):
        g = rng.standard_normal(size).astype(dtype)
        large.params[0].grad = g
        for k, p in enumerate(small.params):
            p.grad = g[k * part : (k + 1) * part]
        large.step()
        small.step()
    assert b"".join(bits(small)) == bits(large)[0]


def spread_out(array: Floats) -> Floats:
    """The same numbers with gaps, and with the axes in the opposite order."""
    *others, first = array.shape[::-1]
    view: Floats = np.zeros((*others, 2 * first), array.dtype)[..., ::2].T
    view[...] = array
    return view


def transposed(array: Floats) -> Floats:
    return np.asfortranarray(array)


@each_configuration
@pytest.mark.parametrize("lay", [spread_out, transposed])
@pytest.mark.parametrize("of", ["data", "grad", "both"])
def test_arrays_that_are_not_contiguous_move_like_those_that_are(
    make: Make, lay: Callable[[Floats], Floats], of: str
) -> None:
    start = np.random.default_rng(4).standard_normal((5, 7))
    p, plain = Parameter(start), Parameter(start)
    if of != "grad":
        p.data = lay(p.data)
    array = p.data
    optimizer, reference = make([p]), make([plain])
    for k in range(4):
        g = gradients(k, [(5, 7)])[0]
        p.grad, plain.grad = (g if of == "data" else lay(g)), g.copy()
        optimizer.step()
        reference.step()
    assert p.data is array
    assert np.array_equal(p.data, plain.data)


@each_configuration
def test_a_transposed_parameter_resumes_as_a_contiguous_one(make: Make) -> None:
    start = np.random.default_rng(5).standard_normal((2, 3))
    whole = make([Parameter(start)])
    first = Parameter(start)
    first.data = np.asfortranarray(start)
    optimizer = make([first])
    second = whole.params[0]
    for k in range(STEPS):
        if k == 3:
            saved = optimizer.state_dict()
            optimizer = make([Parameter(first.data)])
            optimizer.load_state_dict(saved)
        second.grad = gradients(k, [(2, 3)])[0]
        optimizer.params[0].grad = second.grad.copy()
        optimizer.step()
        whole.step()
    assert np.array_equal(optimizer.params[0].data, second.data)


@each_make
@pytest.mark.parametrize("shape", [(0,), (0, 3), (), (1,)])
def test_empty_and_single_numbers_are_parameters_too(make: Make, shape: tuple[int, ...]) -> None:
    optimizer = make([Parameter(np.ones(shape)), Parameter(np.ones(1))])
    for _ in range(3):
        for p in optimizer.params:
            p.grad = np.full(p.shape, 0.5)
        optimizer.step()
    odd, single = optimizer.params
    assert odd.data.shape == shape
    assert optimizer.state[id(odd)]["t"] == 3
    assert bool((odd.data == single.data).all())
    assert single.data[0] != 1.0


class Elementwise(Optimizer):
    """A rule that moves nothing and records the shapes of its arguments."""

    seen: list[tuple[int, ...]]

    @staticmethod
    def update(theta: Any, g: Any, s: Any, t: int, h: Any) -> tuple[Any, Any]:
        h.seen.append(theta.shape)
        assert theta.shape == g.shape
        return theta, {"kept": g, "steps": t}


class Whole(Elementwise):
    """A rule whose state has shapes of its own."""

    elementwise = False

    @staticmethod
    def update(theta: Any, g: Any, s: Any, t: int, h: Any) -> tuple[Any, Any]:
        h.seen.append(theta.shape)
        rows = s.get("rows", 0) + (g * g).sum(axis=1)
        return theta - g / rows[:, None], {"rows": rows, "steps": t}


def stepped(kind: type[Elementwise], shape: tuple[int, ...], steps: int = 1) -> Any:
    """An optimizer of one parameter of zeros, after steps along ones."""
    made: Callable[..., Elementwise] = kind
    optimizer = made([Parameter(np.zeros(shape))], lr=0.1)
    optimizer.seen = []
    for _ in range(steps):
        optimizer.params[0].grad = np.ones(shape)
        optimizer.step()
    return optimizer


def test_a_rule_that_acts_element_by_element_sees_flat_blocks() -> None:
    assert stepped(Elementwise, (2, 3)).seen == [(6,)]
    assert stepped(Elementwise, (2, BLOCK)).seen == [(BLOCK,), (BLOCK,)]
    assert stepped(Elementwise, (BLOCK + 1,)).seen == [(BLOCK,), (1,)]


def test_a_rule_that_does_not_sees_the_whole_array_in_its_shape() -> None:
    assert stepped(Whole, (2, BLOCK)).seen == [(2, BLOCK)]
    optimizer = stepped(Whole, (2, 4), 2)
    p = optimizer.params[0]
    assert p.data.tolist() == [[-1 / 4 - 1 / 8] * 4] * 2
    assert optimizer.state[id(p)]["rows"].tolist() == [8.0, 8.0]
    assert optimizer.state[id(p)]["steps"] == 2


def test_state_of_any_shape_is_saved_and_loaded_where_the_rule_is_not_elementwise() -> None:
    optimizer, other = stepped(Whole, (2, 4)), stepped(Whole, (2, 4), 3)
    other.load_state_dict(optimizer.state_dict())
    (state,) = other.state_dict()["state"]
    assert state["rows"].tolist() == [4.0, 4.0]


def test_a_rule_must_be_given() -> None:
    class Bare(Optimizer):
        """No rule."""

    optimizer = Bare([Parameter(np.zeros(1))], 0.1)
    optimizer.params[0].grad = np.ones(1)
    with pytest.raises(NotImplementedError):
        optimizer.step()


def test_a_rule_for_matrices_rejects_parameters_with_other_axes() -> None:
    class Matrices(Optimizer):
        """A rule for two axes."""

        dimensions = 2

    assert Matrices([Parameter(np.zeros((2, 2)))], 0.1).params[0].data.ndim == 2
    for shape in ((2,), (), (1, 2, 3)):
        with pytest.raises(ValueError, match=r"parameter 1 of shape .* only for 2 axes") as caught:
            Matrices([Parameter(np.zeros((1, 1))), Parameter(np.zeros(shape))], 0.1)
        assert str(shape) in str(caught.value)


class Softened(AdamW):
    """AdamW of softened gradients, with another default of an inherited hyper-parameter."""

    soft = nonnegative(1.0)
    weight_decay = nonnegative(0.0)
    amsgrad = None  # type: ignore[assignment]

    @staticmethod
    def update(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
        return AdamW.update(theta, g / (1 + h.soft * np.abs(g)), s, t, h)


def test_a_subclass_of_a_rule_has_its_defaults_and_hyper_parameters_of_its_own() -> None:
    build: Callable[..., Any] = Softened
    optimizer = build([Parameter(np.ones(2))], soft=0.5, betas=(0.5, 0.5))
    assert (optimizer.soft, optimizer.weight_decay, optimizer.eps) == (0.5, 0.0, 1e-8)
    assert "amsgrad" not in Softened.hyperparameters()
    assert AdamW.hyperparameters()[-2:] == ("amsgrad", "maximize")
    assert AdamW([Parameter(np.ones(1))]).weight_decay == 0.01
    with pytest.raises(TypeError, match="has no hyper-parameter 'softness'"):
        build([Parameter(np.ones(2))], softness=0.5)
    (parameter,) = optimizer.params
    parameter.grad = np.array([2.0, -1.0])
    optimizer.step()
    assert parameter.data.tolist() == pytest.approx([0.999, 1.001])


class Normalized(Optimizer):
    """Steps in units of the largest gradient, which no parameter without elements has."""

    elementwise = False
    skips_empty = True

    @staticmethod
    def update(theta: Any, g: Any, s: Any, t: int, h: Any) -> Any:
        return theta - h.lr * g / np.max(np.abs(g)), {}


def test_parameters_without_elements_are_left_out_where_the_rule_fails_for_them() -> None:
    empty, full = Parameter(np.zeros((0, 2))), Parameter(np.zeros(2))
    optimizer = Normalized([empty, full], 0.5)
    empty.grad, full.grad = np.zeros((0, 2)), np.array([2.0, -4.0])
    optimizer.step()
    assert full.data.tolist() == [-0.25, 0.5]
    assert [optimizer.state[id(p)]["t"] for p in (empty, full)] == [1, 1]
