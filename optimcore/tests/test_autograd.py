"""Gradients against central differences and torch, and the rules for collecting them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimcore.autograd import Array, Parameter, Tensor, softmax_cross_entropy
from optimcore.layers import MLP, Linear

Function = Callable[..., Any]
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)

BINARY: dict[str, Function] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
}
UNARY: dict[str, Function] = {
    "negative": lambda x: -x,
    "tanh": lambda x: x.tanh(),
    "relu": lambda x: x.relu(),
    "exp": lambda x: x.exp(),
    "log": lambda x: (x * x).log(),
    "square": lambda x: x**2,
    "reciprocal cube": lambda x: x**-3,
    "constant power": lambda x: x**0,
    "fractional power": lambda x: (x * x) ** 1.25,
    "number + x": lambda x: 3.0 + x,
    "number - x": lambda x: 3.0 - x,
    "number * x": lambda x: 3.0 * x,
    "number / x": lambda x: 3.0 / x,
    "x + number": lambda x: x + 3.0,
    "x - number": lambda x: x - 3.0,
    "x * number": lambda x: x * 3.0,
    "x / number": lambda x: x / 3.0,
    "used thrice": lambda x: x * x.tanh() + x,
}

MATMUL_SIGNATURE = "(n?,k),(k,m?)->(n?,m?)"


def away_from_zero(shape: tuple[int, ...]) -> st.SearchStrategy[Array]:
    """Arrays of numbers with 0.25 ≤ |x| ≤ 2.25, clear of poles and of the kink of relu."""
    size = st.integers(0, 32).map(lambda k: 0.25 + k / 16)
    elements = st.tuples(size, st.sampled_from((-1, 1))).map(lambda pair: pair[0] * pair[1])
    return hnp.arrays(np.float64, shape, elements=elements, fill=st.nothing())


@st.composite
def operands(draw: st.DrawFn) -> tuple[Array, Array]:
    """Two arrays of up to three axes that broadcast together."""
    shapes = hnp.mutually_broadcastable_shapes(num_shapes=2, min_side=0, max_side=3, max_dims=3)
    left, right = draw(shapes).input_shapes
    return draw(away_from_zero(left)), draw(away_from_zero(right))


@st.composite
def factors(draw: st.DrawFn, min_side: int = 0) -> tuple[Array, Array]:
    """Two arrays that matmul takes: vectors, matrices and stacks of matrices that broadcast."""
    shapes = hnp.mutually_broadcastable_shapes(
        signature=MATMUL_SIGNATURE, min_side=min_side, max_side=3, max_dims=2
    )
    left, right = draw(shapes).input_shapes
    return draw(away_from_zero(left)), draw(away_from_zero(right))


@st.composite
def reductions(draw: st.DrawFn, min_side: int = 0) -> tuple[Array, Any, bool]:
    """An array, an axis argument that fits it, and whether to keep the axes."""
    shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=min_side, max_side=3)
    x = draw(shapes.flatmap(away_from_zero))
    choices: list[st.SearchStrategy[Any]] = [st.none(), hnp.valid_tuple_axes(x.ndim)]
    if x.ndim:
        choices.append(st.integers(-x.ndim, x.ndim - 1))
    return x, draw(st.one_of(choices)), draw(st.booleans())


@st.composite
def reshapes(draw: st.DrawFn) -> tuple[Array, tuple[int, ...]]:
    """An array and another shape of the same size."""
    x = draw(SHAPES.flatmap(away_from_zero))
    order = draw(st.permutations(x.shape))
    return x, draw(st.sampled_from(((x.size,), (1, *order), tuple(order))))


@st.composite
def indexed(draw: st.DrawFn) -> tuple[Array, Any]:
    """An array and a basic, integer-array or boolean index into it."""
    shapes = hnp.array_shapes(min_dims=1, max_dims=3, max_side=3)
    x = draw(shapes.flatmap(away_from_zero))
    basic = hnp.basic_indices(x.shape, allow_newaxis=True)
    repeated = hnp.integer_array_indices(x.shape, result_shape=hnp.array_shapes(max_dims=2))
    return x, draw(st.one_of(basic, repeated, hnp.arrays(np.bool_, x.shape)))


@st.composite
def classified(draw: st.DrawFn) -> tuple[Array, Array]:
    """Logits and one label per row."""
    rows, classes = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    logits = draw(away_from_zero((rows, classes)))
    return logits, draw(hnp.arrays(np.int64, rows, elements=st.integers(0, classes - 1)))


def weights(shape: tuple[int, ...]) -> Array:
    """A fixed array of different numbers, so that no two entries of ḡ are equal."""
    return np.asarray(np.cos(1.0 + np.arange(np.prod(shape, dtype=int)))).reshape(shape)


def weighted(function: Function, arrays: Sequence[Array]) -> tuple[Tensor, list[Parameter]]:
    """The scalar Σ w f(x₁, …) and its parameters."""
    parameters = [Parameter(array) for array in arrays]
    value = function(*parameters)
    return (value * weights(value.shape)).sum(), parameters


def differences(function: Function, arrays: Sequence[Array], which: int) -> Array:
    """Central differences of Σ w f(x₁, …) in the entries of one argument."""
    step = 2.0**-17
    slope = np.zeros(arrays[which].shape)

    def value(index: tuple[int, ...], shift: float) -> float:
        moved = [array.copy() for array in arrays]
        moved[which][index] += shift
        result = function(*(Tensor(array) for array in moved)).data
        return float((result * weights(result.shape)).sum())

    for index in np.ndindex(slope.shape):
        slope[index] = (value(index, step) - value(index, -step)) / (2 * step)
    return slope


def check(function: Function, *arrays: Array) -> None:
    """Compare every gradient of `function` with central differences, shapes and dtypes included."""
    loss, parameters = weighted(function, arrays)
    loss.backward()
    for which, parameter in enumerate(parameters):
        assert parameter.grad is not None
        assert parameter.grad.shape == parameter.shape
        assert parameter.grad.dtype == parameter.dtype
        expected = differences(function, arrays, which)
        np.testing.assert_allclose(parameter.grad, expected, rtol=1e-6, atol=1e-6)


def check_torch(function: Function, *arrays: Array, twin: Function | None = None) -> None:
    """Compare value and gradients of `function` with those of torch."""
    torch = pytest.importorskip("torch")
    loss, parameters = weighted(function, arrays)
    loss.backward()
    peers = [torch.tensor(array, requires_grad=True) for array in arrays]
    value = (twin or function)(*peers)
    peer_loss = (value * torch.tensor(weights(tuple(value.shape)))).sum()
    peer_loss.backward()
    np.testing.assert_allclose(loss.data, peer_loss.detach().numpy(), rtol=1e-12, atol=1e-12)
    for parameter, peer in zip(parameters, peers, strict=True):
        np.testing.assert_allclose(gradient(parameter), peer.grad.numpy(), rtol=1e-11, atol=1e-11)


def gradient(parameter: Parameter) -> Array:
    """The gradient, which must be there."""
    assert parameter.grad is not None
    return parameter.grad


class TestCentralDifferences:
    @pytest.mark.parametrize("name", BINARY)
    @settings(deadline=None, max_examples=40)
    @given(operands())
    def test_binary(self, name: str, pair: tuple[Array, Array]) -> None:
        check(BINARY[name], *pair)

    @pytest.mark.parametrize("name", BINARY)
    @settings(deadline=None, max_examples=20)
    @given(operands())
    def test_constant_operand(self, name: str, pair: tuple[Array, Array]) -> None:
        x, constant = pair
        check(lambda p: BINARY[name](p, constant), x)
        check(lambda p: BINARY[name](constant, p), x)

    @pytest.mark.parametrize("name", UNARY)
    @settings(deadline=None, max_examples=20)
    @given(SHAPES.flatmap(away_from_zero))
    def test_unary(self, name: str, x: Array) -> None:
        check(UNARY[name], x)

    @settings(deadline=None, max_examples=80)
    @given(factors())
    def test_matmul(self, pair: tuple[Array, Array]) -> None:
        left, right = pair
        check(lambda a, b: a @ b, left, right)
        check(lambda a: a @ right, left)
        check(lambda b: left @ b, right)

    @settings(deadline=None, max_examples=60)
    @given(reductions())
    def test_sum(self, case: tuple[Array, Any, bool]) -> None:
        x, axis, keepdims = case
        check(lambda p: p.sum(axis=axis, keepdims=keepdims), x)

    @settings(deadline=None, max_examples=60)
    @given(reductions(min_side=1))
    def test_mean(self, case: tuple[Array, Any, bool]) -> None:
        x, axis, keepdims = case
        check(lambda p: p.mean(axis=axis, keepdims=keepdims), x)

    @settings(deadline=None, max_examples=40)
    @given(reshapes())
    def test_reshape(self, case: tuple[Array, tuple[int, ...]]) -> None:
        x, shape = case
        check(lambda p: p.reshape(shape), x)
        check(lambda p: p.reshape(*shape) if shape else p.reshape(()), x)

    @settings(deadline=None, max_examples=40)
    @given(SHAPES.flatmap(away_from_zero))
    def test_transpose(self, x: Array) -> None:
        check(lambda p: p.T, x)

    @settings(deadline=None, max_examples=100)
    @given(indexed())
    def test_index(self, case: tuple[Array, Any]) -> None:
        x, index = case
        check(lambda p: p[index], x)

    @settings(deadline=None, max_examples=60)
    @given(classified())
    def test_softmax_cross_entropy(self, case: tuple[Array, Array]) -> None:
        logits, labels = case
        check(lambda z: softmax_cross_entropy(z, labels), logits)

    @settings(deadline=None, max_examples=10)
    @given(away_from_zero((5, 3)), st.integers(0, 2**32 - 1))
    def test_network(self, x: Array, seed: int) -> None:
        network = MLP((3, 4, 2), np.random.default_rng(seed))
        first, second = network.layers

        def forward(*arrays: Tensor) -> Tensor:
            w, b, v, c = arrays
            hidden: Tensor = (x @ w + b).tanh()
            return hidden @ v + c

        check(forward, *(p.data for p in network.parameters()))
        expected = forward(first.weight, first.bias, second.weight, second.bias)
        np.testing.assert_array_equal(network(x).data, expected.data)


class TestValues:
    @settings(deadline=None, max_examples=60)
    @given(reductions(min_side=1))
    def test_reductions(self, case: tuple[Array, Any, bool]) -> None:
        x, axis, keepdims = case
        for name in ("sum", "mean"):
            value = getattr(Parameter(x), name)(axis=axis, keepdims=keepdims).data
            expected = np.asarray(getattr(np, name)(x, axis=axis, keepdims=keepdims))
            assert value.shape == expected.shape
            np.testing.assert_allclose(value, expected, rtol=1e-14, atol=1e-14)

    def test_reductions_drop_the_axes_unless_asked(self) -> None:
        p = Parameter(np.ones((2, 3)))
        assert [v.shape for v in (p.sum(), p.sum(0), p.mean(), p.mean(1))] == [(), (3,), (), (2,)]

    @settings(deadline=None, max_examples=30)
    @given(SHAPES.flatmap(away_from_zero))
    def test_elementwise(self, x: Array) -> None:
        p = Parameter(x)
        np.testing.assert_array_equal((-p).data, -x)
        np.testing.assert_array_equal((p**3).data, x**3.0)
        np.testing.assert_array_equal(p.exp().data, np.exp(x))
        np.testing.assert_array_equal(p.tanh().data, np.tanh(x))
        np.testing.assert_array_equal(p.relu().data, np.maximum(x, 0))
        np.testing.assert_array_equal((p * p).log().data, np.log(x * x))
        np.testing.assert_array_equal(p.T.data, x.T)

    @settings(deadline=None, max_examples=40)
    @given(factors())
    def test_matmul(self, pair: tuple[Array, Array]) -> None:
        left, right = pair
        for value in (Parameter(left) @ right, left @ Parameter(right)):
            np.testing.assert_array_equal(value.data, left @ right)


class TestConventions:
    @pytest.mark.parametrize("exponent", [0, 0.0])
    def test_constant_power_is_flat_at_zero(self, exponent: float) -> None:
        p = Parameter([0.0, 2.0])
        (p**exponent).sum().backward()
        np.testing.assert_array_equal(gradient(p), [0.0, 0.0])

    def test_relu_is_flat_at_zero(self) -> None:
        p = Parameter([-1.0, 0.0, 1.0])
        p.relu().sum().backward()
        np.testing.assert_array_equal(gradient(p), [0.0, 0.0, 1.0])

    def test_relu_blocks_a_gradient_that_is_not_a_number(self) -> None:
        p = Parameter([-1.0, 1.0])
        weight = Parameter([np.nan, 2.0])
        (p.relu() * weight).sum().backward()
        np.testing.assert_array_equal(gradient(p), [0.0, 2.0])


class TestTorch:
    @pytest.mark.parametrize("name", BINARY)
    @settings(deadline=None, max_examples=40)
    @given(operands())
    def test_binary(self, name: str, pair: tuple[Array, Array]) -> None:
        check_torch(BINARY[name], *pair)

    @pytest.mark.parametrize("name", UNARY)
    @settings(deadline=None, max_examples=20)
    @given(SHAPES.flatmap(away_from_zero))
    def test_unary(self, name: str, x: Array) -> None:
        check_torch(UNARY[name], x)

    @pytest.mark.parametrize("exponent", [0, 0.0, 1, 2, 3.0])
    @settings(deadline=None, max_examples=10)
    @given(hnp.arrays(np.float64, (4,), elements=st.integers(-1, 1).map(float)))
    def test_power_at_zero(self, exponent: float, x: Array) -> None:
        check_torch(lambda p: p**exponent, x)

    def test_relu_at_zero(self) -> None:
        check_torch(lambda p: p.relu(), np.array([-1.0, 0.0, 1.0]))

    @settings(deadline=None, max_examples=80)
    @given(factors(min_side=1))
    def test_matmul(self, pair: tuple[Array, Array]) -> None:
        check_torch(lambda a, b: a @ b, *pair)

    @settings(deadline=None, max_examples=60)
    @given(reductions(min_side=1))
    def test_reductions(self, case: tuple[Array, Any, bool]) -> None:
        x, axis, keepdims = case
        # torch reads an empty tuple as all axes, NumPy as none.
        if axis != ():
            check_torch(lambda p: p.sum(axis=axis, keepdims=keepdims), x)
            check_torch(lambda p: p.mean(axis=axis, keepdims=keepdims), x)

    @settings(deadline=None, max_examples=40)
    @given(reshapes())
    def test_reshape(self, case: tuple[Array, tuple[int, ...]]) -> None:
        x, shape = case
        check_torch(lambda p: p.reshape(shape), x)

    @settings(deadline=None, max_examples=20)
    @given(hnp.array_shapes(min_dims=2, max_dims=2).flatmap(away_from_zero))
    def test_transpose(self, x: Array) -> None:
        check_torch(lambda p: p.T, x)

    @settings(deadline=None, max_examples=60)
    @given(away_from_zero((3, 2)), hnp.arrays(np.int64, (2, 4), elements=st.integers(-3, 2)))
    def test_index(self, x: Array, rows: Array) -> None:
        check_torch(lambda p: p[rows], x)
        check_torch(lambda p: p[rows, 1:], x)

    @settings(deadline=None, max_examples=60)
    @given(classified(), st.sampled_from((1.0, 1e2, 1e4)))
    def test_softmax_cross_entropy(self, case: tuple[Array, Array], scale: float) -> None:
        torch = pytest.importorskip("torch")
        logits, labels = case
        check_torch(
            lambda z: softmax_cross_entropy(z, labels),
            scale * logits,
            twin=lambda z: torch.nn.functional.cross_entropy(z, torch.tensor(labels)),
        )


class TestCollecting:
    @settings(deadline=None, max_examples=40)
    @given(SHAPES.flatmap(away_from_zero), st.integers(1, 4))
    def test_backward_accumulates(self, x: Array, times: int) -> None:
        p = Parameter(x)
        for _ in range(times):
            (p * p).sum().backward()
        np.testing.assert_allclose(gradient(p), times * 2 * x, rtol=1e-14)

    def test_same_graph_twice_accumulates(self) -> None:
        p = Parameter([1.0, 2.0])
        loss = (p * p).sum()
        loss.backward()
        loss.backward()
        np.testing.assert_array_equal(gradient(p), [4.0, 8.0])

    def test_none_starts_afresh(self) -> None:
        p = Parameter([1.0, 2.0])
        p.sum().backward()
        p.grad = None
        p.sum().backward()
        np.testing.assert_array_equal(gradient(p), [1.0, 1.0])

    def test_in_place_update_between_iterations(self) -> None:
        p = Parameter([1.0, 2.0])
        for _ in range(3):
            p.grad = None
            (p * p).sum().backward()
            p.data -= 0.25 * gradient(p)
        np.testing.assert_array_equal(p.data, [0.125, 0.25])

    @given(st.integers(1, 6))
    def test_every_use_counts(self, uses: int) -> None:
        p = Parameter([1.0, -2.0])
        shared = p * 3.0
        total = shared
        for _ in range(uses - 1):
            total = total + shared
        total.sum().backward()
        np.testing.assert_array_equal(gradient(p), np.full(2, 3.0 * uses))

    def test_diamond_visits_each_node_once(self) -> None:
        p = Parameter(1.0)
        x: Tensor = p
        for _ in range(60):
            x = x + x
        x.backward()
        assert gradient(p) == 2.0**60

    def test_uneven_paths_meet(self) -> None:
        p = Parameter(2.0)
        middle = p * p
        (middle + (middle * middle).exp() * 0.0 + middle * middle * p).backward()
        assert gradient(p) == 2 * 2 + 5 * 2**4

    def test_deep_chain(self) -> None:
        p = Parameter([1.0, 2.0])
        x: Tensor = p
        for _ in range(5000):
            x = x + 1.0
        x.sum().backward()
        np.testing.assert_array_equal(gradient(p), [1.0, 1.0])

    def test_parameter_is_its_own_scalar(self) -> None:
        p = Parameter(3.0)
        p.backward()
        assert gradient(p).shape == ()
        assert gradient(p) == 1.0

    def test_only_parameters_collect(self) -> None:
        p, constant = Parameter([1.0, 2.0]), Tensor([3.0, 4.0])
        middle = p * constant
        loss = middle.sum()
        loss.backward()
        assert constant.grad is None
        assert middle.grad is None
        assert loss.grad is None
        assert not constant.needs_grad
        assert p.needs_grad is True
        assert middle.needs_grad
        assert not (constant * 2.0).needs_grad

    def test_unreached_parameter_keeps_none(self) -> None:
        p, q = Parameter(1.0), Parameter(1.0)
        (p * 2.0).backward()
        assert q.grad is None


class TestOwnership:
    PASSING: tuple[Function, ...] = (
        lambda a, b: (a + b).sum(),
        lambda a, b: (a - b).sum(),
        lambda a, b: (a.reshape(-1) + b.reshape(-1)).sum(),
        lambda a, b: (a.T + b.T).sum(),
        lambda a, b: (a[...] + b[...]).sum(),
        lambda a, b: (a * b).sum(),
        lambda a, b: (a @ b.T).sum(),
        lambda a, b: a.sum() + b.sum(),
    )

    @pytest.mark.parametrize("function", PASSING)
    def test_gradients_share_no_memory(self, function: Function) -> None:
        a, b = Parameter(np.ones((2, 3))), Parameter(np.full((2, 3), 2.0))
        loss = function(a, b)
        loss.backward()
        arrays = [gradient(a), gradient(b), a.data, b.data, loss.data]
        for i, one in enumerate(arrays):
            assert not any(np.shares_memory(one, other) for other in arrays[i + 1 :])
        before = gradient(b).copy()
        gradient(a)[...] = 7.0
        np.testing.assert_array_equal(gradient(b), before)

    @pytest.mark.parametrize("function", PASSING)
    def test_gradient_is_plain_memory(self, function: Function) -> None:
        a, b = Parameter(np.ones((2, 3))), Parameter(np.ones((2, 3)))
        function(a, b).backward()
        for p in (a, b):
            flags = gradient(p).flags
            assert flags.writeable
            assert flags.c_contiguous
            assert flags.owndata

    def test_second_backward_leaves_the_first_array(self) -> None:
        p = Parameter([1.0, 2.0])
        p.sum().backward()
        first = gradient(p)
        p.sum().backward()
        np.testing.assert_array_equal(first, [1.0, 1.0])
        np.testing.assert_array_equal(gradient(p), [2.0, 2.0])

    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_parameter_copies_and_constant_shares(self, dtype: type) -> None:
        data: Array = np.ones((2, 3), dtype, order="F")
        p, constant = Parameter(data), Tensor(data)
        assert not np.shares_memory(p.data, data)
        assert p.data.flags.c_contiguous
        assert constant.data is data

    def test_labels_are_copied(self) -> None:
        labels = np.array([0, 1])
        p, q = Parameter(np.eye(2)), Parameter(np.eye(2))
        loss = softmax_cross_entropy(p, labels)
        softmax_cross_entropy(q, labels).backward()
        labels[...] = 0
        loss.backward()
        np.testing.assert_array_equal(gradient(p), gradient(q))

    def test_deep_copy_is_independent(self) -> None:
        p = Parameter([1.0, 2.0])
        q = copy.deepcopy(p)
        q.data[...] = 0.0
        np.testing.assert_array_equal(p.data, [1.0, 2.0])
        (q * 2.0).sum().backward()
        assert p.grad is None


class TestDtype:
    DATA = np.array([[0.5, 1.5], [2.0, 0.25]])

    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    @pytest.mark.parametrize("name", UNARY)
    def test_unary_keeps(self, name: str, dtype: type) -> None:
        p = Parameter(self.DATA.astype(dtype))
        value = UNARY[name](p)
        value.sum().backward()
        assert value.dtype == gradient(p).dtype == dtype

    @pytest.mark.parametrize("shape", [(), (0,), (2, 2)])
    @pytest.mark.parametrize("name", BINARY)
    def test_binary_keeps(self, name: str, shape: tuple[int, ...]) -> None:
        p, q = Parameter(np.ones(shape, np.float32)), Parameter(np.ones(shape, np.float32))
        value = BINARY[name](p, q)
        value.sum().backward()
        assert value.dtype == gradient(p).dtype == gradient(q).dtype == np.float32
        assert gradient(p).shape == gradient(q).shape == shape

    def test_the_rest_keeps(self) -> None:
        p = Parameter(self.DATA.astype(np.float32))
        for value in (p @ p, p.sum(0), p.mean(), p.mean(1), p.reshape(4), p.T, p[0], p[[1, 1]]):
            assert value.dtype == np.float32
        loss = softmax_cross_entropy(p, [0, 1])
        loss.backward()
        assert loss.dtype == gradient(p).dtype == np.float32

    def test_numpy_number_takes_the_tensors_dtype(self) -> None:
        p = Parameter(self.DATA.astype(np.float32))
        assert (p * np.float64(0.1)).dtype == np.float32
        assert (np.float64(0.1) * p).dtype == np.float32

    @pytest.mark.parametrize("name", BINARY)
    def test_mixed_gives_each_its_own(self, name: str) -> None:
        p, q = Parameter(self.DATA.astype(np.float32)), Parameter(self.DATA)
        value = BINARY[name](p.tanh(), q)
        value.sum().backward()
        assert value.dtype == np.float64
        assert gradient(p).dtype == np.float32
        assert gradient(q).dtype == np.float64

    def test_every_part_is_rounded_to_its_tensor(self) -> None:
        p = Parameter(np.float32(1.0))
        (p * np.array(1 + 2.0**-40) - p * np.array(1.0)).backward()
        assert gradient(p) == 0.0

    def test_wider_gradient_is_rounded_back(self) -> None:
        p = Parameter(np.ones(2, np.float32))
        p.grad = np.ones(2)
        p.sum().backward()
        assert gradient(p).dtype == np.float32

    @given(st.sampled_from(("?", "i1", "u8", "f2", ">f8", ">i4")))
    def test_other_kinds_become_float64(self, kind: str) -> None:
        assert Tensor(np.ones(2, kind)).dtype == Parameter(np.ones(2, kind)).dtype == np.float64

    def test_lists_and_numbers_become_float64(self) -> None:
        cases: tuple[Any, ...] = (1, 1.0, [1], [1.0], [[]])
        assert all(Tensor(data).dtype == Parameter(data).dtype == np.float64 for data in cases)
        assert Tensor(np.ones(2, ">f4")).dtype == np.dtype("=f4")

    def test_shape_and_ndim(self) -> None:
        for shape in ((), (0,), (2, 0, 3), (4,)):
            tensor = Tensor(np.zeros(shape))
            assert isinstance(tensor.data, np.ndarray)
            assert (tensor.shape, tensor.ndim) == (shape, len(shape))

    def test_zero_dimensional_results_are_arrays(self) -> None:
        p = Parameter(2.0)
        for value in (p + 1.0, p * p, -p, p**2, p.exp(), p.sum(), p.reshape(1)[0], p.relu()):
            assert isinstance(value.data, np.ndarray)
            assert value.shape == ()

    @settings(deadline=None, max_examples=30)
    @given(operands())
    def test_arrays_on_the_left(self, pair: tuple[Array, Array]) -> None:
        array, x = pair
        for function in BINARY.values():
            result = function(array, Tensor(x))
            assert isinstance(result, Tensor)
            np.testing.assert_array_equal(result.data, function(array, x))

    def test_mean_of_nothing_is_nan(self) -> None:
        with pytest.warns(RuntimeWarning):
            assert np.isnan(Parameter(np.zeros((0, 3))).mean().data)


class TestErrors:
    @pytest.mark.parametrize("shape", [(1,), (2, 3), (0,)])
    def test_backward_needs_a_scalar(self, shape: tuple[int, ...]) -> None:
        p = Parameter(np.ones(shape))
        with pytest.raises(ValueError, match="only a scalar has one gradient") as caught:
            p.tanh().backward()
        assert f"shape {shape}" in str(caught.value)
        assert ".sum()" in str(caught.value)
        assert p.grad is None

    def test_backward_needs_a_parameter(self) -> None:
        with pytest.raises(ValueError, match=r"no Parameter leads: no gradient.*wrap"):
            (Tensor(1.0) * 2.0).backward()

    @pytest.mark.parametrize("data", [1j, "one", None, Parameter(1.0)])
    def test_data_must_be_real(self, data: Any) -> None:
        with pytest.raises(TypeError, match=r"not real: it cannot be differentiated; pass real"):
            Tensor(data)

    @pytest.mark.parametrize("exponent", [np.ones(2), Parameter(1.0), [1.0], "2"])
    def test_exponent_must_be_a_number(self, exponent: Any) -> None:
        with pytest.raises(TypeError, match=r"only x \*\* number has a pullback"):
            Parameter([1.0, 2.0]) ** exponent

    def test_shapes_must_fit(self) -> None:
        p = Parameter(np.ones((2, 3)))
        with pytest.raises(ValueError, match="broadcast"):
            p + np.ones(2)
        with pytest.raises(ValueError, match="mismatch"):
            p @ p
        with pytest.raises(ValueError, match="reshape"):
            p.reshape(5)

    @pytest.mark.parametrize(
        ("shape", "labels", "error", "message"),
        [
            ((3,), [0, 1, 2], ValueError, r"logits of shape \(3,\).*\(rows, classes\)"),
            ((0, 3), [], ValueError, r"logits of shape \(0, 3\).*at least one row"),
            ((2, 0), [0, 0], ValueError, r"logits of shape \(2, 0\).*one class"),
            ((2, 3), [0], ValueError, r"labels of shape \(1,\).*pass labels of shape \(2,\)"),
            ((2, 3), [[0], [1]], ValueError, r"labels of shape \(2, 1\)"),
            ((2, 3), [0.0, 1.0], TypeError, "labels of dtype float64 cannot pick.*integers"),
            ((2, 3), [True, False], TypeError, "labels of dtype bool"),
            ((2, 3), [0, 3], ValueError, "labels from 0 to 3 for 3 classes.*from 0 to 2"),
            ((2, 3), [-1, 2], ValueError, "labels from -1 to 2 for 3 classes"),
        ],
    )
    def test_labels(
        self, shape: tuple[int, ...], labels: Any, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=message):
            softmax_cross_entropy(Parameter(np.ones(shape)), labels)

    def test_repr_names_the_kind(self) -> None:
        assert repr(Tensor([1.0])) == "Tensor(array([1.]))"
        assert repr(Parameter([1.0])) == "Parameter(array([1.]))"


class TestSoftmaxCrossEntropy:
    @settings(deadline=None, max_examples=40)
    @given(classified(), st.sampled_from((-1e6, -1e3, 1e3, 1e6)))
    def test_shift_changes_nothing(self, case: tuple[Array, Array], shift: float) -> None:
        logits, labels = case
        plain, moved = Parameter(logits), Parameter(logits + shift)
        one, other = softmax_cross_entropy(plain, labels), softmax_cross_entropy(moved, labels)
        one.backward()
        other.backward()
        np.testing.assert_allclose(one.data, other.data, rtol=1e-7, atol=1e-8)
        np.testing.assert_allclose(gradient(plain), gradient(moved), rtol=1e-7, atol=1e-8)

    def test_extreme_logits_stay_finite(self) -> None:
        p = Parameter([[1e308, -1e308 / 10], [-1e6, 1e6]])
        loss = softmax_cross_entropy(p, [0, 0])
        loss.backward()
        assert loss.data == 1e6
        np.testing.assert_array_equal(gradient(p), [[0.0, 0.0], [-0.5, 0.5]])

    @given(st.integers(1, 5), st.integers(1, 6))
    def test_equal_logits_cost_the_log_of_the_classes(self, rows: int, classes: int) -> None:
        loss = softmax_cross_entropy(Tensor(np.ones((rows, classes))), np.zeros(rows, np.int64))
        np.testing.assert_allclose(loss.data, np.log(classes), atol=1e-15)


class TestLayers:
    def test_parameter_count(self) -> None:
        network = MLP((26, 15, 4), np.random.default_rng(0))
        assert sum(p.data.size for p in network.parameters()) == 469

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.integers(1, 5), min_size=2, max_size=5), st.integers(0, 2**32 - 1))
    def test_shapes_in_order(self, sizes: list[int], seed: int) -> None:
        network = MLP(sizes, np.random.default_rng(seed))
        shapes = [p.shape for p in network.parameters()]
        expected = [s for i, o in pairwise(sizes) for s in ((i, o), (o,))]
        assert shapes == expected
        assert all(isinstance(p, Parameter) for p in network.parameters())
        assert network(np.ones((7, sizes[0]))).shape == (7, sizes[-1])
        assert network(Tensor(np.ones(sizes[0]))).shape == (sizes[-1],)

    def test_a_layer_is_affine_and_the_last_has_no_tanh(self) -> None:
        network = MLP((2, 1, 2), np.random.default_rng(0))
        first, last = network.layers
        first.weight.data[...] = [[1.0], [2.0]]
        first.bias.data[...] = 0.5
        last.weight.data[...] = [[3.0, -4.0]]
        last.bias.data[...] = [10.0, 20.0]
        hidden = np.tanh(5.5)
        np.testing.assert_array_equal(first(np.array([1.0, 2.0])).data, [5.5])
        np.testing.assert_array_equal(
            network(np.array([1.0, 2.0])).data, [3 * hidden + 10, -4 * hidden + 20]
        )

    def test_every_parameter_is_reached(self) -> None:
        network = MLP((3, 4, 2), np.random.default_rng(0))
        softmax_cross_entropy(network(np.ones((5, 3))), [0, 1, 0, 1, 1]).backward()
        assert all(np.any(gradient(p)) for p in network.parameters())

    def test_seed_decides_the_start(self) -> None:
        def start(seed: int) -> list[Array]:
            return [p.data for p in MLP((3, 4, 2), np.random.default_rng(seed)).parameters()]

        for one, other in zip(start(5), start(5), strict=True):
            np.testing.assert_array_equal(one, other)
        assert not np.array_equal(start(5)[0], start(6)[0])

    def test_start_keeps_the_variance_of_the_inputs(self) -> None:
        layer = Linear(400, 300, np.random.default_rng(0))
        assert abs(float(layer.weight.data.var()) * 400 - 1) < 0.02
        assert not layer.bias.data.any()

    @pytest.mark.parametrize("sizes", [(0, 3), (3, 0), (-1, 2)])
    def test_sizes_must_be_positive(self, sizes: tuple[int, int]) -> None:
        with pytest.raises(ValueError, match="no weights; pass sizes of at least 1"):
            Linear(*sizes, np.random.default_rng(0))

    @pytest.mark.parametrize("sizes", [(), (3,)])
    def test_two_sizes_make_a_layer(self, sizes: tuple[int, ...]) -> None:
        with pytest.raises(ValueError, match="make no layer; pass at least"):
            MLP(sizes, np.random.default_rng(0))
